"""Calendar parts that are broken, and those that only look it."""

import pytest

from tests.notifications.inbound import clients
from tests.notifications.inbound.post import answer, fresh, invited, seen, take

pytestmark = pytest.mark.django_db


def test_a_method_that_mime_does_not_say_is_not_done():
    registration, entry = invited()
    received = answer(entry, "DECLINED", mime_method="REQUEST")
    assert (received.outcome, received.state) == ("malformed", "review")
    assert seen(registration) == ("confirmed", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("UID:", "X-UID:"),
        ("BEGIN:VEVENT", "BEGIN:VTODO"),
        ("END:VCALENDAR", ""),
        ("BEGIN:VCALENDAR", "BEGIN:VKALENDER"),
    ],
)
def test_what_cannot_be_read_changes_nothing(old, new):
    registration, entry = invited()
    received = take(clients.within(clients.outlook(entry, "DECLINED"), old, new))
    assert fresh(registration).state == "confirmed"
    assert received.state in {"review", "done"}


def test_a_calendar_in_latin_1_is_read():
    registration, entry = invited(state="invited")
    raw = clients.within(clients.outlook(entry, name="Sam de Wit"), "Sam de Wit", "Sämüel")
    take(raw.replace(b"utf-8", b"iso-8859-1"))
    assert fresh(registration).state == "confirmed"
