"""Pages against an empty Django view behind the same middleware; statements per page."""

from itertools import pairwise

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse

from benchmarks.measure import best_of, ratio, row
from tests.builders import a_draft, a_registration, a_speaker, a_stop, a_talk, a_venue
from tours.lifecycle.actions import publish
from tours.models import Event, Leg

MIDDLING = {"stops": 6, "registrations": 40}


def empty(_request):
    return HttpResponse(b"")


def a_full_event(*, stops, registrations):
    """A published tour of a usual size, through the real publish verb."""
    draft = a_draft(
        seats=registrations + 20, programme_complete=True, summary="Langs plekken in de buurt. " * 6
    )
    draft.meeting_point = a_venue(draft)
    draft.save()
    made = [
        a_stop(draft, at=560 + 45 * n, venue=a_venue(draft), description="Wat hier gebeurt. " * 20)
        for n in range(stops)
    ]
    for stop in made:
        a_speaker(draft, talk=a_talk(stop, text="Het verhaal. " * 20), affiliation="De Buurt")
    for here, there in pairwise(made):
        Leg.objects.create(
            group=draft.groups.get(), from_stop=here, to_stop=there, mode="bicycle", minutes=10, metres=2000
        )
    publish(draft, by=None)
    event = Event.objects.select_related("current", "organisation").get(pk=draft.pk)
    for _ in range(registrations):
        a_registration(event)
    return event


def statements(call):
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def run():
    from config import urls

    urls.urlpatterns.append(path("leeg/", empty))
    event = a_full_event(**MIDDLING)
    client = Client(HTTP_HOST="localhost")
    waited = Client(HTTP_HOST="localhost")  # a message waits for this visitor, so that no kept page will do
    waited.cookies["messages"] = "x"
    page, ics, form = (
        reverse(name, args=[event.slug]) for name in ["agenda:event", "calendar:event", "signups:form"]
    )
    etag = client.get(ics)["ETag"]
    for url in [page, ics, form, reverse("agenda:index")]:
        assert client.get(url).status_code == 200, url
    assert client.get(ics, headers={"If-None-Match": etag}).status_code == 304
    times = best_of(
        {
            "empty": lambda: client.get("/leeg/"),
            "page": lambda: client.get(page),
            "anew": lambda: waited.get(page),
            "agenda": lambda: client.get(reverse("agenda:index")),
            "ics": lambda: client.get(ics),
            "304": lambda: client.get(ics, headers={"If-None-Match": etag}),
        }
    )
    row("empty view, same middleware", f"{times['empty'] * 1000:.2f} ms")
    ratio("event page against the empty view", times["page"], times["empty"], 4)
    row("event page, made anew", f"{times['anew'] * 1000:.2f} ms")
    row("agenda, not kept", f"{times['agenda'] * 1000:.2f} ms")
    ratio(".ics against the empty view", times["ics"], times["empty"], 1.5)
    ratio(".ics, not modified (304)", times["304"], times["empty"], 1.2)
    small, large = a_full_event(stops=1, registrations=1), a_full_event(stops=12, registrations=60)
    for name, view in [
        ("event page", "agenda:event"),
        (".ics", "calendar:event"),
        ("sign-up form", "signups:form"),
    ]:
        few, many = (
            statements(lambda e=e, view=view: client.get(reverse(view, args=[e.slug])))
            for e in (small, large)
        )
        row(f"SQL statements, {name}", f"{few} and {many}", "constant", "ok" if few == many else "MISSED")
    run_sign_up(event, client)


def run_sign_up(event, client):
    url = reverse("signups:form", args=[event.slug])
    number = iter(range(10_000))

    def sign_up():
        n = next(number)
        answer = client.post(
            url,
            {
                "name": f"Bewoner {n}",
                "email": f"bewoner{n}@voorbeeld.example",
                "role": "resident",
                "attends_as": "participant",
                "transport": "own_bicycle",
                "consent": "on",
            },
        )
        assert answer.status_code == 302, answer.content.decode()[:2000]

    client.get(url)
    count = statements(sign_up)
    row("SQL statements, sign-up POST", str(count), "≤ 12", "ok" if count <= 12 else "MISSED")
