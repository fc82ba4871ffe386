"""Other data, companions, another role or group: what becomes of the seats."""

import pytest

from tests.builders import a_registration, an_event
from tests.tours.signups.checks import assert_seats_add_up, kinds, states, taken
from tours.facts import RegistrationChanged
from tours.models import Group, Pool, Registration
from tours.signups.actions import change, promote
from tours.signups.errors import (
    ChangedMeanwhile,
    KnownAlready,
    NoSeatInThatRole,
    TooFewSeatsForCompanions,
    TooManyCompanions,
)
from tours.signups.grouping import move_to_group

pytestmark = pytest.mark.django_db


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
