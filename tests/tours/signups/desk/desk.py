"""Somebody at the desk of an event, with a browser."""

from django.test import Client
from django.urls import reverse

from tests.builders import a_user

HTMX = {"HX-Request": "true"}


class Desk:
    """`desk.get("people")`, `desk.post("person", pk, name="…")`; `htmx=True` asks for a fragment."""

    def __init__(self, event, *, role="desk"):
        self.event = event
        self.browser = Client()
        self.browser.force_login(a_user(role=role, organisation=event.organisation))

    def url(self, name, *rest):
        return reverse(f"signups:{name}", args=[self.event.slug, *rest])

    def get(self, page, /, *rest, htmx=False, **query):
        return self.browser.get(self.url(page, *rest), query, headers=HTMX if htmx else {})

    def post(self, page, /, *rest, htmx=False, **data):
        return self.browser.post(self.url(page, *rest), data, headers=HTMX if htmx else {})


def fields_of(registration, **typed):
    """What the form of this person holds, with what somebody typed over it."""
    names = [
        "name",
        "role",
        "party",
        "phone",
        "email",
        "diet",
        "attends_as",
        "access_needs",
        "note",
        "version",
    ]
    return {name: getattr(registration, name) for name in names} | typed
