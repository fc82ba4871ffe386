"""Seats that are held or offered until a moment, and what becomes of them then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import a_registration, an_event, in_days
from tests.tours.signups.checks import assert_seats_add_up, kinds, states, taken
from tours.facts import RegistrationCancelled, SeatHeld, SeatOffered
from tours.models import Registration
from tours.signups.actions import cancel, check_in, confirm, expire
from tours.signups.seats import lock_pools

pytestmark = pytest.mark.django_db


def test_an_offer_holds_the_seat_for_two_days(heard):
    event = an_event(seats=1, offers_expire=True)
    seated = a_registration(event)
    a_registration(event, state="waiting")
    cancel(seated, by="self")
    offered = event.registrations.get(state="offered")
    assert abs(offered.answer_by - timezone.now() - timedelta(days=2)) < timedelta(minutes=1)
    assert heard[-1] == SeatOffered(offered)
    assert_seats_add_up(event)


def test_nothing_is_offered_to_somebody_who_cannot_answer_by_mail():
    event = an_event(seats=1, offers_expire=True)
    seated = a_registration(event)
    a_registration(event, state="waiting", email="")
    cancel(seated, by="self")
    assert states(event) == ["cancelled", "confirmed"]


@pytest.mark.parametrize("state", ["held", "offered"])
def test_a_seat_that_nobody_took_in_time_goes_to_the_next(state, heard):
    event = an_event(seats=1)
    lapsed = a_registration(event, state=state)
    a_registration(event, state="waiting")
    assert expire(at=timezone.now()) == 0
    assert expire(at=lapsed.answer_by) == 1
    assert states(event) == ["cancelled", "held"]
    assert Registration.objects.get(pk=lapsed.pk).cancelled_by == "expired"
    assert kinds(heard) == [RegistrationCancelled, SeatHeld]
    assert_seats_add_up(event)


def test_expiring_twice_frees_once():
    event = an_event()
    at = a_registration(event, state="held").answer_by
    assert [expire(at=at), expire(at=at)] == [1, 0]
    assert taken(event) == 0


def test_who_confirms_while_the_sweep_is_under_way_keeps_the_seat(monkeypatch):
    held = a_registration(an_event(), state="held")

    def confirm_first(event):
        monkeypatch.undo()
        confirm(held)
        return lock_pools(event)

    monkeypatch.setattr("tours.signups.actions.leaving.lock_pools", confirm_first)
    assert expire(at=held.answer_by) == 0
    assert states(held.event) == ["confirmed"]


def test_who_stands_at_the_door_keeps_the_seat_unconfirmed():
    registration = a_registration(an_event(), state="held")
    check_in(registration, present=True)
    assert expire(at=registration.answer_by) == 0


def test_nothing_lapses_once_the_event_has_begun():
    event = an_event(date=in_days(1))
    a_registration(event, state="held", answer_by=event.current.starts_at)
    assert expire(at=event.current.starts_at) == 0
