"""Yes, I come: to a held seat, an offered one, from the line, after an invitation, and late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import a_registration, an_event
from tests.tours.signups.checks import assert_seats_add_up, kinds
from tours.facts import SeatConfirmed
from tours.models import Event, Registration
from tours.signups.actions import confirm, renew_links
from tours.signups.errors import EventCalledOff, RegistrationClosed

pytestmark = pytest.mark.django_db


def test_confirming_makes_a_held_seat_certain(heard):
    registration = confirm(a_registration(an_event(), state="held"))
    assert (registration.state, registration.answer_by) == ("confirmed", None)
    assert heard == [SeatConfirmed(registration)]


def test_confirming_twice_is_said_once(heard):
    held = a_registration(an_event(), state="held")
    confirm(held)
    confirm(held)
    assert kinds(heard) == [SeatConfirmed]


def test_confirming_in_line_remembers_the_address_and_keeps_the_place(heard):
    event = an_event(seats=0)
    registration = confirm(a_registration(event, state="waiting"))
    assert registration.state == "waiting"
    assert registration.address_confirmed_at
    assert heard == []


def test_confirming_a_new_address_of_a_certain_seat_brings_the_invitation(heard):
    registration = a_registration(an_event(), address_confirmed_at=None)
    confirm(registration)
    assert kinds(heard) == [SeatConfirmed]


def test_taking_an_offered_seat_confirms_the_address_too(heard):
    registration = confirm(a_registration(an_event(), state="offered"))
    assert registration.state == "confirmed"
    assert registration.address_confirmed_at
    assert heard == [SeatConfirmed(registration, promoted=True)]


def test_somebody_invited_takes_a_seat_by_saying_yes():
    event = an_event(seats=1)
    registration = confirm(a_registration(event, state="invited"))
    assert registration.state == "confirmed"
    assert_seats_add_up(event)


def test_a_late_click_still_works_when_there_is_room_even_after_the_window():
    event = an_event(registration_closes_at=timezone.now() - timedelta(days=1))
    late = a_registration(event, state="cancelled", cancelled_by="expired")
    assert confirm(late).state == "confirmed"
    assert_seats_add_up(event)


def test_a_late_click_when_it_is_full_ends_at_the_end_of_the_line():
    event = an_event(seats=1)
    a_registration(event)
    a_registration(event, state="waiting")
    late = confirm(a_registration(event, state="cancelled", cancelled_by="expired"))
    assert late.state == "waiting"
    assert Registration.objects.of(event).in_line().last() == late
    assert_seats_add_up(event)


def test_who_cancelled_cannot_come_back_after_the_window():
    event = an_event(registration_closes_at=timezone.now() - timedelta(days=1))
    with pytest.raises(RegistrationClosed):
        confirm(a_registration(event, state="cancelled", cancelled_by="self"))


def test_nobody_comes_back_to_an_event_that_was_called_off():
    event = an_event()
    late = a_registration(event, state="cancelled", cancelled_by="expired")
    Event.objects.update(state="cancelled")
    with pytest.raises(EventCalledOff):
        confirm(late)


def test_renewing_links_raises_the_version():
    registration = a_registration(an_event())
    assert renew_links(registration).link_version == 2
