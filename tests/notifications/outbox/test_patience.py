"""A seat that waits for an answer does not lapse while the mail that asks for it has not left the house."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from notifications.models import Message
from notifications.outbox.patience import keep_who_was_not_asked
from notifications.sweep import sweep
from tests.builders import a_message, a_registration, in_days
from tests.notifications.told import an_event, fresh, posted
from tours.signups import actions as signups

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(timezone.now())
    return time_machine


def held(event=None, **fields):
    person = {"name": "Sam", "email": "sam@voorbeeld.example", "role": "resident"} | fields
    return signups.register(event or an_event(date=in_days(40)), **person)


@pytest.mark.parametrize("hold", [True, False])
def test_a_seat_lasts_as_long_as_our_mail_stands_still(settings, server, clock, hold):
    """Held by the operator, or by a server that refuses everybody."""
    settings.OUTBOX_HOLD = hold
    seat = held()
    if not hold:
        server.opening = [OSError("no route")] * 1000
    for _ in range(30):
        clock.shift(DAY / 2)
        sweep(timezone.now())
    assert fresh(seat).state == "held"
    assert fresh(seat).answer_by >= timezone.now() + DAY


def test_a_mail_that_leaves_late_names_the_time_that_holds(settings, server, clock):
    settings.OUTBOX_HOLD = True
    seat = held()
    clock.shift(8 * DAY)
    sweep(timezone.now())
    settings.OUTBOX_HOLD = False
    Message.objects.update(state="pending")
    sweep(timezone.now())
    (mail,) = posted(kind="confirm_address")
    until = timezone.localtime(fresh(seat).answer_by)
    assert mail.state == "sent"
    assert f" {until.day} {date_format(until, 'F Y')} om" in mail.body_text
    assert until >= timezone.now() + DAY


def test_after_it_left_somebody_has_a_day_and_no_more(settings, server, clock):
    settings.OUTBOX_HOLD = True
    seat = held()
    clock.shift(8 * DAY)
    sweep(timezone.now())
    settings.OUTBOX_HOLD = False
    Message.objects.update(state="pending")
    sweep(timezone.now())
    clock.shift(DAY)
    sweep(timezone.now())
    assert fresh(seat).state == "held"
    clock.shift(DAY)
    sweep(timezone.now())
    assert (fresh(seat).state, fresh(seat).cancelled_by) == ("cancelled", "expired")


def test_an_offer_that_left_just_before_it_lapsed_lasts_another_day():
    """As where nothing ran at all for days, and a worker was quicker than the clock."""
    offered = a_registration(an_event(), state="offered")
    a_message(offered, kind="seat_offered", state="sent", sent_at=offered.answer_by)
    later = offered.answer_by + timedelta(minutes=1)
    assert keep_who_was_not_asked(at=later) == 1
    assert signups.expire(at=later + DAY) == 0
    assert keep_who_was_not_asked(at=later + DAY) == 0
    assert signups.expire(at=later + 2 * DAY) == 1


def test_who_was_asked_in_time_gets_no_more_time():
    asked = a_registration(an_event(), state="held")
    a_message(asked, kind="confirm_address", state="sent", sent_at=asked.answer_by - 7 * DAY)
    assert keep_who_was_not_asked(at=asked.answer_by) == 0
    assert signups.expire(at=asked.answer_by) == 1


def test_nothing_is_kept_beyond_the_start():
    event = an_event(date=in_days(8))
    seat = a_registration(event, state="held")
    a_message(seat, kind="confirm_address", state="held")
    keep_who_was_not_asked(at=event.current.starts_at - timedelta(hours=20))
    assert fresh(seat).answer_by == event.current.starts_at


def test_what_was_answered_in_the_meantime_is_left_alone():
    seat = a_registration(an_event(), state="held")
    signups.confirm(fresh(seat))
    assert not signups.keep_until(seat, until=seat.answer_by + DAY)
    assert fresh(seat).answer_by is None


@pytest.mark.parametrize("people", [1, 3])
def test_looking_takes_one_statement_where_nobody_waits(people, django_assert_num_queries):
    event = an_event()
    for _ in range(people):
        seat = a_registration(event, state="held")
        a_message(seat, kind="confirm_address", state="sent", sent_at=timezone.now())
    with django_assert_num_queries(1):
        keep_who_was_not_asked(at=seat.answer_by)
