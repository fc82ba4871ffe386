"""Every page behind a personal link, found by walking the URLs: its own key opens it, no other does, and looking changes nothing."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from core.tokens import make_token
from tests.builders import (
    a_draft,
    a_message,
    a_poll,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_told,
    a_user,
    an_organisation,
    publish_quietly,
)
from tests.test_every_url import REFUSED, WRITES, ask
from tours.models import Commitment, Event, Material, Membership

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# Which kind of key belongs to a page: the longest beginning of its route counts.
KEY_OF = {
    "afspraak/": "afspraak",
    "geen-mail/": "geen-mail",
    "gids/": "gids",
    "kalender/": "kalender",
    "kalender/afspraak/": "agenda-bestand",
    "kalender/leden/": "leden",
    "mijn/": "mijn",
    "peiling/": "peiling",
    "route/": "route",
    "spreker/": "spreker",
    "uitnodiging/": "uitnodiging",
}
# What somebody just typed, kept for an hour under a number that nobody can guess: no key of ours.
RECEIPTS = {"signups:done", "signups:other_address", "signups:send_again"}
OVER = 410
FORGOTTEN = {"geen-mail": {"recipient": ""}, "agenda-bestand": {"email": ""}}  # where no version ends it
CALENDARS = {
    "kalender",
    "leden",
    "agenda-bestand",
}  # clients ask whether it changed, so that they may keep it


def personal_pages(urls=None, namespace="", before=""):
    """Name and route of every page with a token in its address."""
    for entry in urls or get_resolver().url_patterns:
        route = before + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from personal_pages(entry.url_patterns, entry.namespace or namespace, route)
        elif "<str:token>" in route:
            yield f"{namespace}:{entry.name}", route


PAGES = {name: route for name, route in personal_pages() if name not in RECEIPTS}


def key_of(name):
    """The kind of key that opens this page; a page of a new kind fails here."""
    return KEY_OF[max((start for start in KEY_OF if PAGES[name].startswith(start)), key=len)]


class People:
    """Everybody who has a link at one event, and what ends that link."""

    def __init__(self):
        organisation = an_organisation()
        draft = a_draft(organisation=organisation)
        speaker = a_speaker(draft, talk=a_talk(a_stop(draft, at=600)))
        event = publish_quietly(draft)
        self.owner = a_user(organisation=organisation)
        person = a_registration(event)
        self.material = Material.objects.create(event=event, speaker=speaker, title="Folder")
        group = event.groups.get()
        promised = Commitment.objects.create(event=event, text="Wij bellen", owner_name="Kim")
        message = a_message(person, kind="reminder")
        invitee = a_poll(event, state="open").invitees.get()
        Event.objects.filter(pk=event.pk).update(date=draft.date)
        self.rows = {
            "afspraak": (promised, "link_version"),
            "agenda-bestand": (a_told(person), None),
            "geen-mail": (message, None),
            "gids": (group, "version"),
            "kalender": (person, "link_version"),
            "leden": (Membership.objects.get(user=self.owner), "feed_version"),
            "mijn": (person, "link_version"),
            "peiling": (invitee, "link_version"),
            "route": (person, "link_version"),
            "spreker": (speaker, "link_version"),
            "uitnodiging": (person, "link_version"),
        }

    def token(self, purpose):
        row, version = self.rows[purpose]
        return make_token(purpose, row.pk, getattr(row, version) if version else 1)

    def url(self, name, token):
        return reverse(
            name, kwargs={"token": token} | ({"pk": self.material.pk} if "<int:pk>" in PAGES[name] else {})
        )

    def end(self, purpose):
        """As when somebody asks for a new link; what has no version forgets to whom it went."""
        row, version = self.rows[purpose]
        rows = type(row).objects.filter(pk=row.pk)
        rows.update(**({version: getattr(row, version) + 1} if version else FORGOTTEN[purpose]))


@pytest.fixture
def people():
    return People()


def answers(browser, url):
    """What looking and acting get, but for a refusal and for what this page does not do."""
    return {ask(browser, method, url).status_code for method in ("get", "post")} - REFUSED


def test_each_page_opens_with_its_own_key_and_no_other(people, client):
    opened = {
        name: {kind for kind in people.rows if answers(client, people.url(name, people.token(kind)))}
        for name in PAGES
    }
    assert opened == {name: {key_of(name)} for name in PAGES}


def test_a_key_that_we_never_made_opens_nothing_not_even_for_an_owner(people):
    browser = Client()
    browser.force_login(people.owner)
    got = {}
    for name in PAGES:
        good = people.token(key_of(name))
        pk, version, signature = good.split(".")
        another = f"{pk}.{int(version) + 1}.{signature}"
        for wrong in (
            good[:-1] + ("0" if good[-1] != "0" else "1"),
            another,
            f"{int(pk) + 1}.{version}.{signature}",
            "1",
        ):
            got[name, wrong] = answers(browser, people.url(name, wrong))
    assert {asked: statuses for asked, statuses in got.items() if statuses} == {}


def test_a_link_that_ended_says_so_and_does_nothing_more(people, client):
    urls = {name: people.url(name, people.token(key_of(name))) for name in PAGES}
    for kind in people.rows:
        people.end(kind)
    got = {name: answers(client, url) for name, url in urls.items()}
    assert got == {name: {OVER} for name in PAGES}


def test_looking_with_a_key_changes_nothing(people, client):
    written = {}
    for name in PAGES:
        with CaptureQueriesContext(connection) as asked:
            client.get(people.url(name, people.token(key_of(name))))
        written[name] = [query["sql"] for query in asked if WRITES.match(query["sql"])]
    assert {name: sql for name, sql in written.items() if sql} == {}


def test_nobody_keeps_indexes_or_passes_on_a_page_with_a_key(people, client):
    careless = {}
    for name in PAGES:
        response = client.get(people.url(name, people.token(key_of(name))))
        kept = r"private" if key_of(name) in CALENDARS else r"no-store"
        careful = (
            re.search(kept, response.get("Cache-Control", ""))
            and response.get("Referrer-Policy") == "no-referrer"
            and "noindex" in response.get("X-Robots-Tag", "")
        )
        if not careful:
            careless[name] = dict(response.headers)
    assert careless == {}
