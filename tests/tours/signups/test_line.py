"""Who moves up when seats come free, and in which order."""

import pytest
from django.utils import timezone

from tests.builders import a_registration, an_event, in_days
from tests.tours.signups.checks import assert_seats_add_up, states, taken
from tours.facts import RegistrationCancelled, SeatHeld
from tours.models import Pool, Registration
from tours.signups.actions import cancel, promote, set_capacity
from tours.signups.errors import AlreadyCancelled, CapacityBelowTaken

pytestmark = pytest.mark.django_db


def test_cancelling_gives_the_seat_to_the_next_in_line(heard):
    event = an_event(seats=1)
    seated = a_registration(event)
    waiting = [a_registration(event, state="waiting") for _ in range(2)]
    cancel(seated, by="self")
    assert states(event) == ["cancelled", "held", "waiting"]
    assert heard == [RegistrationCancelled(seated, had_seat=True), SeatHeld(waiting[0], promoted=True)]
    assert_seats_add_up(event)


def test_who_confirmed_the_address_in_line_moves_up_for_certain():
    event = an_event(seats=1)
    seated = a_registration(event)
    a_registration(event, state="waiting", address_confirmed_at=timezone.now())
    cancel(seated, by="self")
    assert states(event) == ["cancelled", "confirmed"]


def test_cancelling_in_line_moves_nobody_up(heard):
    event = an_event(seats=1)
    a_registration(event)
    first, _second = (a_registration(event, state="waiting") for _ in range(2))
    cancel(first, by="self")
    assert states(event) == ["confirmed", "cancelled", "waiting"]
    assert heard == [RegistrationCancelled(first, had_seat=False)]
    assert_seats_add_up(event)


def test_cancelling_twice_is_refused_and_frees_one_seat():
    event = an_event(seats=3)
    registration = a_registration(event)
    cancel(registration, by="self")
    with pytest.raises(AlreadyCancelled):
        cancel(registration, by="self")
    assert taken(event) == 0


def test_one_freed_seat_does_not_seat_two_and_nobody_passes_them():
    event = an_event(seats=2, companions_allowed=1)
    first = a_registration(event)
    a_registration(event)
    a_registration(event, state="waiting", companions=1)
    a_registration(event, state="waiting")
    cancel(first, by="self")
    assert states(event) == ["cancelled", "confirmed", "waiting", "waiting"]
    assert_seats_add_up(event)


def test_who_waits_only_for_a_role_is_passed_by_others():
    event = an_event(seats=3)
    councillors = Pool.objects.create(event=event, role="councillor", capacity=1)
    a_registration(event, role="councillor")
    leaving = [a_registration(event) for _ in range(2)]
    first, second = (
        a_registration(event, state="waiting", role=role, address_confirmed_at=timezone.now())
        for role in ("councillor", "resident")
    )
    cancel(leaving[0], by="self")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.waits_for, second.state) == ("waiting", councillors, "confirmed")
    assert_seats_add_up(event)


def test_who_gets_a_role_seat_but_no_seat_waits_for_the_seat():
    event = an_event(seats=2)
    councillors = Pool.objects.create(event=event, role="councillor", capacity=1)
    leaving = a_registration(event, role="councillor")
    a_registration(event)
    early = a_registration(event, state="waiting")
    late = a_registration(event, state="waiting", role="councillor")
    cancel(leaving, by="self")
    councillors.refresh_from_db()
    assert states(event) == ["cancelled", "confirmed", "held", "waiting"]
    assert (early.pk, late.pk) == tuple(Registration.objects.order_by("pk").values_list("pk", flat=True)[2:])
    assert councillors.waiting == 0
    assert_seats_add_up(event)


def test_nobody_passes_the_head_of_the_line_for_a_role():
    event = an_event()
    pool = Pool.objects.create(event=event, role="councillor", capacity=1)
    for companions in (1, 0):
        a_registration(event, state="waiting", role="councillor", companions=companions)
    assert promote(event) == 0
    set_capacity(pool, capacity=2)
    assert states(event) == ["held", "waiting"]
    assert_seats_add_up(event)


def test_more_seats_move_up_as_many_as_fit():
    event = an_event(seats=1)
    a_registration(event)
    for _ in range(3):
        a_registration(event, state="waiting")
    set_capacity(event.pools.get(), capacity=3)
    assert states(event) == ["confirmed", "held", "held", "waiting"]
    assert_seats_add_up(event)


def test_no_limit_moves_everybody_up():
    event = an_event(seats=0)
    for _ in range(3):
        a_registration(event, state="waiting")
    set_capacity(event.pools.get(), capacity=None)
    assert states(event) == ["held"] * 3


def test_opening_a_closed_pool_moves_the_line_up():
    event = an_event(seats=1)
    pool = set_capacity(event.pools.get(), capacity=1, closed=True)
    a_registration(event, state="waiting")
    assert promote(event) == 0
    set_capacity(pool, capacity=1)
    assert states(event) == ["held"]


def test_fewer_seats_than_taken_are_refused():
    event = an_event(seats=3)
    for _ in range(2):
        a_registration(event)
    with pytest.raises(CapacityBelowTaken, match="al 2 plaatsen"):
        set_capacity(event.pools.get(), capacity=1)
    assert event.pools.get().capacity == 3


def test_nobody_moves_up_once_the_event_has_begun():
    event = an_event(seats=0, date=in_days(-1))
    a_registration(event, state="waiting")
    set_capacity(event.pools.get(), capacity=3)
    assert states(event) == ["waiting"]
