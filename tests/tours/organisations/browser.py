"""Somebody who works at an organisation, with a browser."""

from django.test import Client
from django.urls import reverse

from tests.builders import a_user, an_organisation


class Member:
    """`member.post("settings", slug, name="…")`; their organisation is `member.organisation`."""

    def __init__(self, organisation=None, *, role="owner"):
        self.organisation = organisation or an_organisation()
        self.user = a_user(role=role, organisation=self.organisation)
        self.browser = Client()
        self.browser.force_login(self.user)

    def get(self, page, /, *args, **query):
        return self.browser.get(reverse(f"organisations:{page}", args=args), query)

    def post(self, page, /, *args, **data):
        return self.browser.post(reverse(f"organisations:{page}", args=args), data)
