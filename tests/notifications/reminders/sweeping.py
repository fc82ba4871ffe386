"""An event on a Friday, long before it, and the clock that goes round at a moment."""

from datetime import UTC, date, datetime

from core.facts import announce
from notifications.models import Message
from notifications.reminders.actions import sweep_reminders
from tests.builders import a_registration
from tests.notifications.told import an_event, posted
from tours.facts import SeatConfirmed

DAY = date(2030, 7, 5)  # 9.15 in Amsterdam is 7.15 UTC


LONG_BEFORE = datetime(2030, 5, 1, 12, 0, tzinfo=UTC)


WEEK_BEFORE = datetime(2030, 6, 28, 8, 0, tzinfo=UTC)


DAY_BEFORE = datetime(2030, 7, 4, 8, 0, tzinfo=UTC)


START = datetime(2030, 7, 5, 7, 15, tzinfo=UTC)


def an_event_on_the_day(**fields):
    return an_event(**{"date": DAY, "reminder_offsets": ["7d", "1d"]} | fields)


def somebody_told(event, **fields):
    registration = a_registration(event, **fields)
    announce(SeatConfirmed(registration))
    Message.objects.update(state="sent")
    return registration


def sweep(at, time_machine):
    time_machine.move_to(at, tick=False)
    return sweep_reminders(at)


def reminders(**which):
    return posted(kind="reminder", **which)
