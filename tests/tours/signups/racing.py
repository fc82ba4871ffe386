"""Races with real threads on a real database, and the protections taken away for the negative controls.

Every runner first reads what a naive program would go by, then all start at the same moment. The naive versions trust
that reading: they look first and write later, also on SQLite, where one transaction waits for another.
"""

import re
from http.cookiejar import CookieJar
from threading import local
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tours.models import Event, Pool, Registration

PEOPLE = 32
_seen = local()


def look(event_id):
    """The event as a runner reads it before the race; its pools are what the naive versions go by."""
    event = Event.objects.select_related("current", "organisation").get(pk=event_id)
    _seen.pools = Pool.objects.in_bulk()
    return event


def naive_take(which, seats, *, over_the_line=False):
    """Look whether there is room, then write the new number: what taking must not be."""
    pool = _seen.pools[Pool.objects.get(which).pk]
    if pool.capacity - pool.taken < seats:
        return False
    Pool.objects.filter(pk=pool.pk).update(taken=pool.taken + seats)
    return True


def take_as_seen(pool):
    """The same for visitors of a real server, who all saw the pool as it was before the race."""

    def take(which, seats, *, over_the_line=False):
        _seen.pools = {pool.pk: pool}
        return naive_take(which, seats)

    return take


def without_taking(monkeypatch, take=naive_take):
    for module in ("seats", "line"):
        monkeypatch.setattr(f"tours.signups.{module}.take", take)


def without_looking_again(monkeypatch):
    """Rows are taken as they were read before the lock, and moves are written whatever the state is by now."""

    def write(registration, state, **also):
        Registration.objects.filter(pk=registration.pk).update(state=state, **also)
        vars(registration).update(state=state, **also)

    for module in ("rows", "signing_up", "leaving", "changing"):
        monkeypatch.setattr(f"tours.signups.actions.{module}.as_it_is", lambda registration: registration)
    monkeypatch.setattr(Registration, "move_to", write)


def visit_and_sign_up(base, slug, number):
    """What a browser does: read the form, send it with its key, follow to the answer. The answer's heading."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    url = f"{base}/agenda/{slug}/aanmelden/"
    page = browser.open(url, timeout=120).read().decode()
    key = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    typed = {
        "name": f"Sam {number}",
        "email": f"sam{number}@voorbeeld.example",
        "role": "resident",
        "attends_as": "participant",
        "consent": "on",
        "csrfmiddlewaretoken": key,
    }

    def send():
        answer = browser.open(url, data=urlencode(typed).encode(), timeout=120).read().decode()
        return re.search(r"<h1[^>]*>([^<]+)<", answer)[1]

    return send
