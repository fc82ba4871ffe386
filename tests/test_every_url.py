"""Every organiser page there is, found by walking the URLs: a new one is covered, or these tests say what they miss."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from notifications.models import Received
from tests.builders import (
    a_closed_day,
    a_draft,
    a_message,
    a_poll,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    a_venue,
    an_organisation,
    publish_quietly,
)
from tours.models import (
    Allotment,
    Commitment,
    Contact,
    Material,
    MaterialVersion,
    Membership,
    Notice,
    Pool,
    Statement,
)

pytestmark = pytest.mark.django_db

# About whoever is logged in, not about one event or organisation: a stranger gets their own, perhaps empty, page.
OF_ONESELF = {
    "desk:home",
    "desk:events",
    "desk:messages",
    "outbox:log",
    "outbox:release_all",
    "inbound:received",
    "organisations:contacts",
    "organisations:new_contact",
    "organisations:contacts_paste",
    "programme:venues",
    "programme:venue_new",
    "lifecycle:new",
}
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
REFUSED = {404, 405}


def organiser_pages(urls=None, namespace="", before=""):
    """Name and route of every page under /beheer/."""
    for entry in urls or get_resolver().url_patterns:
        route = before + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from organiser_pages(entry.url_patterns, entry.namespace or namespace, route)
        elif route.startswith("beheer/"):
            yield f"{namespace}:{entry.name}", route


PAGES = dict(organiser_pages())
WITH_ROW = {name: route for name, route in PAGES.items() if "<slug:slug>" in route and "<int:pk>" in route}


class World:
    """One event with something of every kind, and whoever works on it."""

    def __init__(self):
        self.organisation = an_organisation()
        draft = a_draft(organisation=self.organisation)
        stop = a_stop(draft, at=600)
        talk = a_talk(stop)
        speaker = a_speaker(draft, talk=talk)
        self.event = event = publish_quietly(draft)
        person = a_registration(event)
        material = Material.objects.create(event=event, title="Folder", visibility="public")
        self.poll = a_poll(event)
        self.member = a_user(role="planner", organisation=self.organisation)
        self.owner = a_user(organisation=self.organisation)
        self.rows = {
            "leden": Membership.objects.get(user=self.member),
            "contacten": Contact.objects.create(organisation=self.organisation, name="Kim"),
            "locaties": a_venue(event),
            "sprekers": speaker,
            "halte": stop,
            "onderdeel": talk,
            "groep": event.groups.get(),
            "plaatsen": Pool.objects.create(event=event, role="councillor", capacity=3),
            "apart": Allotment.objects.create(event=event, name="Alliantie", seats=0),
            "mensen": person,
            "berichten": a_message(person),
            "binnen": Received.objects.create(
                key=f"binnen:{event.pk}",
                form="mail",
                raw=b"",
                state="review",
                organisation=self.organisation,
                came_at=timezone.now(),
                next_attempt_at=timezone.now(),
            ),
            "bericht": Notice.objects.create(registration=person, kind="reply", text="Kan niet"),
            "materiaal": material,
            "versie": MaterialVersion.objects.create(
                material=material, number=1, filename="folder.pdf", size_bytes=1, sha256="0" * 64
            ),
            "gezegd": Statement.objects.create(event=event, kind="need", side="council", text="Ruimte"),
            "dag": self.poll.options.first(),
            "genodigde": self.poll.invitees.get(),
            "vrij": a_closed_day(self.organisation),
            "afspraken": Commitment.objects.create(event=event, text="Wij bellen", owner_name="Kim"),
        }

    def url(self, name, *, rows=None):
        """The page about this event; `rows` from another world put in its pk."""
        route, values = PAGES[name], {}
        if "<slug:slug>" in route:
            values["slug"] = self.organisation.slug if "organisatie/" in route else self.event.slug
        if "<int:pk>" in route:
            kind = route.partition("<int:pk>")[0].rstrip("/").rpartition("/")[2]
            values["pk"] = (rows or self.rows)[kind].pk
        if "<slug:verb>" in route:
            values["verb"] = "withdraw"
        return reverse(name, kwargs=values)


def ask(user, method, url, **how):
    """The answer to somebody, after which everything is as it was."""
    browser = Client(**how)
    if user:
        browser.force_login(user)
    with transaction.atomic():
        response = getattr(browser, method)(url, follow=bool(user))
        transaction.set_rollback(True)
    return response


def outcomes(user, method, names, url, **how):
    """Status per page, of those that were not refused."""
    answers = {name: ask(user, method, url(name), **how).status_code for name in sorted(names)}
    return {name: status for name, status in answers.items() if status not in REFUSED}


@pytest.fixture
def world():
    return World()


def test_the_pages_of_oneself_exist():
    assert PAGES.keys() >= OF_ONESELF


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_asked_to_log_in_everywhere(world, method):
    answers = {name: ask(None, method, world.url(name)) for name in PAGES}
    led = {name: answer.headers.get("Location", answer.status_code) for name, answer in answers.items()}
    assert {name: to for name, to in led.items() if not str(to).startswith("/account/login/")} == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_who_owns_another_organisation_finds_nothing(world, method):
    assert outcomes(a_user(), method, PAGES.keys() - OF_ONESELF, world.url) == {}


def test_a_viewer_changes_nothing(world):
    viewer = a_user(role="viewer", organisation=world.organisation)
    assert outcomes(viewer, "post", PAGES.keys() - OF_ONESELF, world.url) == {}


def test_looking_changes_nothing(world, client):
    client.force_login(world.owner)
    written = {}
    for name in PAGES:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(world.url(name)).status_code in {200, 302, *REFUSED}, name
        written[name] = [query["sql"] for query in asked if WRITES.match(query["sql"])]
    assert {name: sql for name, sql in written.items() if sql} == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_row_of_another_event_is_not_found_under_ones_own(world, method):
    rows, fragment = World().rows, {"HX-Request": "true"}
    found = outcomes(world.owner, method, WITH_ROW, lambda name: world.url(name, rows=rows), headers=fragment)
    assert found == {}
