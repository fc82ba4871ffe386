from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import a_registration, an_event, in_days
from tests.tours.signups.checks import assert_seats_add_up, states, taken
from tours.facts import RegistrationCancelled, RegistrationChanged, SeatConfirmed, SeatHeld, SeatOffered
from tours.models import Event, Group, Pool, Registration
from tours.signups.actions import (
    cancel,
    change,
    check_in,
    confirm,
    expire,
    promote,
    renew_links,
    set_capacity,
)
from tours.signups.errors import (
    AlreadyCancelled,
    CapacityBelowTaken,
    ChangedMeanwhile,
    EventCalledOff,
    KnownAlready,
    NoSeatInThatRole,
    RegistrationClosed,
    TooFewSeatsForCompanions,
    TooManyCompanions,
)
from tours.signups.grouping import move_to_group
from tours.signups.seats import lock_pools

pytestmark = pytest.mark.django_db


def kinds(heard):
    return [type(fact) for fact in heard]


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


def test_changing_is_refused_when_somebody_else_did_meanwhile():
    registration = a_registration(an_event())
    change(registration, version=1, diet="vegan")
    with pytest.raises(ChangedMeanwhile):
        change(registration, version=1, diet="halal")
    assert Registration.objects.get().diet == "vegan"


def test_a_new_address_must_be_confirmed_and_ends_the_old_links(heard):
    registration = a_registration(an_event(), email="oud@voorbeeld.example")
    changed = change(registration, version=1, email=" Nieuw@voorbeeld.example ")
    assert (changed.email, changed.address_confirmed_at) == ("nieuw@voorbeeld.example", None)
    assert changed.link_version == registration.link_version + 1
    assert heard == [RegistrationChanged(changed, old_email="oud@voorbeeld.example")]


def test_changing_to_a_name_and_address_that_are_registered_is_refused():
    event = an_event()
    other, mine = a_registration(event), a_registration(event)
    with pytest.raises(KnownAlready):
        change(mine, version=1, name=other.name, email=other.email)


def test_a_companion_more_takes_a_seat_and_one_less_gives_it_to_the_line():
    event = an_event(seats=2, companions_allowed=1)
    registration = change(a_registration(event), version=1, companions=1)
    a_registration(event, state="waiting")
    assert taken(event) == 2
    change(registration, version=2, companions=0)
    assert states(event) == ["confirmed", "held"]
    assert_seats_add_up(event)


def test_a_companion_more_is_refused_when_it_is_full():
    event = an_event(seats=1, companions_allowed=1)
    with pytest.raises(TooFewSeatsForCompanions):
        change(a_registration(event), version=1, companions=1)
    assert Registration.objects.get().companions == 0
    assert_seats_add_up(event)


def test_a_companion_more_does_not_pass_those_who_wait():
    event = an_event(seats=4, companions_allowed=2)
    registration = a_registration(event)
    a_registration(event)
    a_registration(event, state="waiting", companions=2)
    with pytest.raises(TooFewSeatsForCompanions):
        change(registration, version=1, companions=1)


def test_more_companions_than_allowed_are_refused_but_those_one_has_stay():
    registration = a_registration(an_event(), companions=2)
    with pytest.raises(TooManyCompanions):
        change(registration, version=1, companions=3)
    assert change(registration, version=1, companions=1, diet="vegan").companions == 1


def test_another_role_moves_the_seat_to_that_roles_pool():
    event = an_event()
    councillors = Pool.objects.create(event=event, role="councillor", capacity=1)
    change(a_registration(event), version=1, role="councillor")
    councillors.refresh_from_db()
    assert (councillors.taken, taken(event)) == (1, 1)
    assert_seats_add_up(event)


def test_another_role_is_refused_when_that_role_is_full():
    event = an_event()
    Pool.objects.create(event=event, role="councillor", capacity=0)
    with pytest.raises(NoSeatInThatRole):
        change(a_registration(event), version=1, role="councillor")
    assert Registration.objects.get().role == "resident"
    assert_seats_add_up(event)


def test_leaving_a_role_frees_its_seat_for_who_waits_for_it():
    event = an_event()
    Pool.objects.create(event=event, role="councillor", capacity=1)
    leaving = a_registration(event, role="councillor")
    waiting = a_registration(event, state="waiting", role="councillor")
    change(leaving, version=1, role="official")
    waiting.refresh_from_db()
    assert waiting.state == "held"
    assert_seats_add_up(event)


def test_who_waits_and_takes_a_role_with_room_moves_up():
    event = an_event()
    full = Pool.objects.create(event=event, role="councillor", capacity=0)
    waiting = a_registration(event, state="waiting", role="councillor")
    promote(event)
    full.refresh_from_db()
    assert full.waiting == 1
    change(waiting, version=1, role="resident")
    assert states(event) == ["held"]
    assert_seats_add_up(event)


def test_moving_to_a_group_is_told_and_another_events_group_is_not_found(heard):
    event = an_event()
    registration = a_registration(event)
    moved = move_to_group(registration, group_id=event.groups.get().pk)
    assert moved.group.letter == "A"
    assert kinds(heard) == [RegistrationChanged]
    with pytest.raises(Group.DoesNotExist):
        move_to_group(registration, group_id=an_event().groups.get().pk)


def test_renewing_links_raises_the_version():
    registration = a_registration(an_event())
    assert renew_links(registration).link_version == 2
