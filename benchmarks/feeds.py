"""A feed of 10,000 kept events against what icalendar alone needs to write them: `python -m benchmarks.feeds [NUMBER]`."""

import os
import sys
import time
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from benchmarks.database import fresh_database
from benchmarks.measure import row

NUMBER = 10_000


def kept_events(number):
    """So many events with the bytes that publishing keeps: one is published, the others are copies of it."""
    from benchmarks.pages import a_full_event
    from notifications.models import EventObject
    from tours.models import Event

    model = EventObject.objects.get(event=a_full_event(stops=6, registrations=0))
    events = Event.objects.bulk_create(
        [
            Event(organisation_id=model.event.organisation_id, title=f"Toer {n}", slug=f"feed-{n}")
            for n in range(number - 1)
        ],
        batch_size=500,
    )
    component = bytes(model.component)
    EventObject.objects.bulk_create(
        [
            EventObject(
                event=event,
                component=component.replace(b"UID:", f"UID:{event.pk}-".encode(), 1),
                body=b"",
                tzid=model.tzid,
                etag=f'"{event.pk}"',
                changed_at=model.changed_at,
            )
            for event in events
        ],
        batch_size=500,
    )
    return component


def bare_icalendar(component, number):
    """Seconds in which icalendar writes so many events with the same properties."""
    from icalendar import Calendar, Event

    like = Event.from_ical(component)
    start = datetime(2030, 7, 5, 9, tzinfo=UTC)
    begins = time.perf_counter()
    calendar = Calendar()
    for n in range(number):
        event = Event()
        event.add("uid", f"{n}@example.org")
        event.add("dtstamp", start)
        event.add("last-modified", start)
        event.add("sequence", 0)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(hours=4))
        for name in ("summary", "description", "location", "url"):
            event.add(name, str(like.get(name, "")))
        calendar.add_component(event)
    calendar.to_ical()
    return time.perf_counter() - begins


def run(number=NUMBER):
    from django.test import Client

    from notifications.models import EventObject

    component = kept_events(number)
    assert EventObject.objects.count() == number
    client = Client(HTTP_HOST="localhost")
    bare = min(bare_icalendar(component, number) for _ in range(3))
    row(f"icalendar alone, {number} events", f"{bare:.2f} s")
    for url, which in (("/agenda/kalender.ics", "public feed"), (a_members_feed(), "feed of a member")):
        whole, unchanged = timed(client, url, number)
        part = whole / bare
        figure = f"{part:.3f}×  ({whole * 1000:.0f} ms)"
        row(
            f"{which} of {number} events against icalendar",
            figure,
            "≤ 0.1×",
            "ok" if part <= 0.1 else "MISSED",
        )
        row("the same feed, not modified (304)", f"{unchanged / bare:.4f}×  ({unchanged * 1000:.0f} ms)")


def a_members_feed():
    """The link of somebody who works for the organisation of all these events."""
    from urllib.parse import urlsplit

    from notifications import links
    from tours.models import Membership, Organisation
    from tours.organisations.actions import add_member

    organisation = Organisation.objects.get(events__calendar_object__isnull=False, events__slug="feed-0")
    member = add_member(organisation, email="meelezer@voorbeeld.example", role="viewer")
    return urlsplit(links.members_feed(Membership.objects.get(pk=member.pk))).path


def timed(client, url, number):
    """Seconds in which the feed comes, and in which it says that nothing changed: the best of three."""
    answer = client.get(url)
    assert answer.content.count(b"BEGIN:VEVENT") == number
    whole, unchanged = [], []
    for _ in range(3):
        begins = time.perf_counter()
        client.get(url)
        whole.append(time.perf_counter() - begins)
        begins = time.perf_counter()
        assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
        unchanged.append(time.perf_counter() - begins)
    return min(whole), min(unchanged)


if __name__ == "__main__":
    with fresh_database():
        run(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)
