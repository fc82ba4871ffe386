"""Publishing a change to 10,000 registrations, and its preview: `python -m benchmarks.publishing [NUMBER]`."""

import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from benchmarks.database import fresh_database
from benchmarks.measure import MEGABYTE, peak_of, row

NUMBER = 10_000
AIM_S = 2.0
AIM_MB = 25


def people_with_seats(event, number):
    """So many confirmed people at the event, spread over its groups."""
    from django.utils import timezone

    from tours.models import Registration

    groups = list(event.groups.all())
    now = timezone.now()
    Registration.objects.bulk_create(
        [
            Registration(
                event=event,
                group=groups[n % len(groups)],
                state="confirmed",
                name=f"Deelnemer {n}",
                email=f"deelnemer{n}@voorbeeld.example",
                role="resident",
                address_confirmed_at=now,
            )
            for n in range(number)
        ],
        batch_size=1000,
    )


def timed(what, call, aim=""):
    """Print how long it took, in one transaction as in real life, and by how much memory grew meanwhile."""
    from django.db import transaction

    def within_one():
        start = time.perf_counter()
        with transaction.atomic():
            call()
        return time.perf_counter() - start

    grown, seconds = peak_of(within_one)
    row(what, f"{seconds:.2f} s", aim, ("ok" if seconds <= AIM_S else "MISSED") if aim else "")
    verdict = "ok" if grown <= AIM_MB * MEGABYTE else "MISSED"
    row(
        "  memory grew at most by",
        f"{grown / MEGABYTE:.0f} MB",
        f"≤ {AIM_MB} MB" if aim else "",
        verdict if aim else "",
    )


def run(number=NUMBER):
    from django.utils import timezone

    from benchmarks.pages import a_full_event
    from notifications.calendar.preview import who_will_be_told
    from notifications.models import Message, Told
    from tours.lifecycle.actions import cancel_event, publish
    from tours.models import Event, Revision
    from tours.programme.snapshot import snapshot

    event = a_full_event(stops=6, registrations=0)
    people_with_seats(event, number)
    aim = f"≤ {AIM_S} s"

    def move(start_min):
        Event.objects.filter(pk=event.pk).update(start_min=start_min)
        return Event.objects.select_related("current", "organisation", "meeting_point").get(pk=event.pk)

    moved = move(550)
    timed(f"publish, {number} people never told: first invitations", lambda: publish(moved, by=None), aim)
    assert Told.objects.count() == number
    Message.objects.update(state="sent", sent_at=timezone.now())
    moved = move(545)
    timed(f"preview of a change to {number} people", lambda: who_will_be_told(moved, snapshot(moved)))
    timed(f"publish a change to {number} people", lambda: publish(moved, by=None), aim)
    assert Message.objects.filter(kind="changed").count() == number
    moved = move(540)
    timed(f"publish again while {number} updates wait", lambda: publish(moved, by=None), aim)
    assert Message.objects.filter(kind="changed", state="pending").count() == number
    timed(f"call off an event of {number} people", lambda: cancel_event(moved, reason="Storm", by=None), aim)
    assert Message.objects.filter(kind="event_cancelled").count() == number
    assert Revision.objects.filter(event=event).count() == 4


if __name__ == "__main__":
    with fresh_database():
        from django.db import connection

        print(connection.vendor)
        run(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)
