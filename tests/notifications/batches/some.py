"""Publications with people who hear of them."""

from django.utils import timezone

from notifications.models import Batch, Message
from notifications.outbox import lease
from notifications.outbox.delivery import deliver_due
from tests.builders import a_registration, a_user
from tests.notifications.told import an_event, entry_of, posted, publish_with

FIRST, LATER, LATEST = 555, 600, 630


def everything_left():
    """What is due is sent, to the mailbox of the tests."""
    deliver_due(at=timezone.now())


def people_who_were_told(number=1, **fields):
    """A published event, and people whose invitation has left."""
    event = publish_with(an_event(start_min=FIRST, **fields), end_min=800)
    people = [a_registration(event, email=f"p{n}@voorbeeld.example") for n in range(number)]
    event = publish_with(event, start_min=FIRST + 5)
    everything_left()
    return event, people


def a_batch(event, *, start=LATER):
    """The batch of a publication that moves the event."""
    return Batch.objects.get(revision=publish_with(event, start_min=start).current)


def organiser(event):
    return a_user(role="planner", organisation=event.organisation)


def states(batch):
    return sorted(Message.objects.filter(batch=batch).values_list("state", flat=True))


def start_told(person):
    """At which minute of the day, as they heard it last, the event begins."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    start = datetime.fromisoformat(entry_of(person).itinerary["start"]).astimezone(
        ZoneInfo("Europe/Amsterdam")
    )
    return start.hour * 60 + start.minute


__all__ = ["entry_of", "lease", "posted", "publish_with"]
