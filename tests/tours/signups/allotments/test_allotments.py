from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.sweep import sweep
from tests.builders import a_registration, an_event
from tests.notifications.told import fresh
from tests.tours.signups.checks import assert_seats_add_up, states, taken
from tests.tours.signups.desk.desk import Desk
from tours.models import Allotment, Place, Registration
from tours.signups.actions import add_by_desk, cancel, change, register
from tours.signups.allotments.access import allotment_for, sign_up_link
from tours.signups.allotments.actions import keep_seats, release_due, release_seats
from tours.signups.allotments.errors import KeptForInvitedAlready, TooFewSeatsToKeep
from tours.signups.invitations.actions import invite, reply

pytestmark = pytest.mark.django_db


def sign_up(event, name, **fields):
    return register(event, name=name, email=f"{name.lower()}@voorbeeld.example", role="resident", **fields)


def a_councillor(event, name):
    return invite(event, name=name, role="councillor", email=f"{name.lower()}@raad.example")


def kept_for_invited(event, seats=1, **fields):
    return keep_seats(event, name="Raadsleden", seats=seats, for_invited=True, **fields)


def test_seats_that_are_set_apart_are_not_for_the_public():
    event = an_event(seats=2)
    kept_for_invited(event)
    assert [sign_up(event, name).state for name in ("Ab", "Bo")] == ["held", "waiting"]
    assert_seats_add_up(event)


def test_who_is_invited_takes_a_kept_seat_when_it_is_full_for_others_and_passes_the_line():
    event = an_event(seats=2)
    allotment, kim = kept_for_invited(event), a_councillor(event, "Kim")
    for name in ("Ab", "Bo"):
        sign_up(event, name)
    assert reply(kim, said="yes").state == "confirmed"
    assert (fresh(allotment).used, taken(event)) == (1, 2)
    assert_seats_add_up(event)


def test_a_kept_seat_that_is_given_up_goes_to_the_invited_person_who_waits():
    event = an_event(seats=1)
    kept_for_invited(event)
    kim, sam = a_councillor(event, "Kim"), a_councillor(event, "Sam")
    reply(kim, said="yes")
    sign_up(event, "Ab")
    assert reply(sam, said="yes").state == "waiting"
    cancel(kim, by="self")
    assert fresh(sam).state == "confirmed"
    assert_seats_add_up(event)


def test_when_no_kept_seat_is_left_an_invited_person_gets_one_of_everybodys():
    event = an_event(seats=3)
    kept_for_invited(event)
    assert [reply(a_councillor(event, name), said="yes").state for name in ("Kim", "Sam")] == [
        "confirmed"
    ] * 2
    assert list(Place.objects.order_by("pk").values_list("kept", flat=True)) == [1, 0]
    assert_seats_add_up(event)


def test_released_seats_go_to_the_line_and_stay_with_who_has_one():
    event = an_event(seats=2)
    allotment, kim = kept_for_invited(event, 2), a_councillor(event, "Kim")
    reply(kim, said="yes")
    waiting = sign_up(event, "Ab")
    assert (release_seats(allotment), release_seats(allotment)) == (1, 0)
    assert (fresh(kim).state, fresh(waiting).state) == ("confirmed", "held")
    cancel(kim, by="self")
    assert_seats_add_up(event)


def test_the_sweep_releases_on_the_day_that_was_said():
    event = an_event(seats=1)
    until = timezone.now() + timedelta(days=2)
    kept_for_invited(event, until=until)
    waiting = sign_up(event, "Ab")
    assert release_due(at=until - timedelta(hours=1)) == 0
    assert sweep(until + timedelta(minutes=1))["seats_released"] == 1
    assert fresh(waiting).state == "held"


def test_no_more_seats_are_set_apart_than_are_free():
    event = an_event(seats=2)
    a_registration(event)
    with pytest.raises(TooFewSeatsToKeep):
        keep_seats(event, name="Alliantie", seats=2)
    assert taken(event) == 1


def test_seats_for_who_is_invited_are_set_apart_once():
    event = an_event()
    kept_for_invited(event)
    with pytest.raises(KeptForInvitedAlready):
        kept_for_invited(event)
    assert_seats_add_up(event)


def test_the_database_refuses_more_users_than_seats():
    allotment = keep_seats(an_event(), name="Alliantie", seats=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allotment.objects.filter(pk=allotment.pk).update(used=2)


def test_a_companion_comes_from_everybodys_seats_and_goes_back_there():
    event = an_event(seats=3, companions_allowed=2)
    kept_for_invited(event)
    kim = reply(a_councillor(event, "Kim"), said="yes")
    kim = change(kim, version=kim.version, companions=1)
    assert (Place.objects.get().seats, Place.objects.get().kept) == (2, 1)
    assert_seats_add_up(event)
    change(kim, version=kim.version, companions=0)
    assert_seats_add_up(event)


def test_fewer_companions_give_back_to_where_the_seats_came_from():
    event = an_event(seats=4, companions_allowed=2)
    allotment = keep_seats(event, name="Alliantie", seats=3)
    ab = sign_up(event, "Ab", allotment=allotment, companions=2)
    change(ab, version=ab.version, companions=0)
    assert fresh(allotment).used == 1
    assert_seats_add_up(event)


def test_a_role_that_is_full_gives_the_kept_seat_back():
    event = an_event(seats=3)
    event.pools.create(role="councillor", capacity=0)
    allotment = kept_for_invited(event)
    assert reply(a_councillor(event, "Kim"), said="yes").state == "waiting"
    assert fresh(allotment).used == 0
    assert_seats_add_up(event)


def test_the_desk_gives_nobody_else_a_seat_that_is_set_apart():
    event = an_event(seats=1)
    kept_for_invited(event)
    assert add_by_desk(event, source="desk", name="Jo", role="resident").state == "waiting"


# --- the link of an alliance -----------------------------------------------------------------------


def path_of(link):
    return "/" + link.partition("://")[2].partition("/")[2]


def sign_up_at(client, path, name):
    typed = {"name": name, "email": f"{name.lower()}@voorbeeld.example", "role": "resident"}
    return client.post(path, typed | {"attends_as": "participant", "consent": "on"})


def test_a_link_is_worth_its_seats_past_the_public_limit_and_no_more(client):
    event = an_event(seats=2)
    path = path_of(sign_up_link(keep_seats(event, name="Dwarsverband", seats=2)))
    assert "Dwarsverband" in client.get(path).content.decode()
    for name in ("Ab", "Bo", "Co"):
        assert sign_up_at(client, path, name).status_code == 302
    assert states(event) == ["held", "held", "waiting"]
    assert_seats_add_up(event)


def test_a_link_of_another_event_or_a_made_up_one_opens_no_seats(client):
    event = an_event(seats=1)
    keep_seats(event, name="Dwarsverband", seats=1)
    other = sign_up_link(keep_seats(an_event(seats=1), name="Elders", seats=1))
    assert allotment_for(event, other.rpartition("=")[2]) is None
    sign_up_at(client, f"/agenda/{event.slug}/aanmelden/?plaatsen=1.1.{'0' * 40}", "Ab")
    assert Registration.objects.get().state == "waiting"


def test_a_seat_that_was_not_confirmed_goes_back_to_the_link():
    event = an_event(seats=1)
    allotment = keep_seats(event, name="Dwarsverband", seats=1)
    cancel(sign_up(event, "Ab", allotment=allotment), by="expired")
    assert (fresh(allotment).left, sign_up(event, "Bo").state) == (1, "waiting")
    assert_seats_add_up(event)


def test_the_desk_sets_seats_apart_sees_the_link_and_releases_them():
    event = an_event(seats=3)
    desk = Desk(event)
    assert desk.post("keep", for_whom="link", name="Dwarsverband", seats=2).status_code == 302
    allotment = Allotment.objects.get()
    assert sign_up_link(allotment) in desk.get("pools").content.decode()
    assert desk.post("keep", for_whom="link", name="Te veel", seats=2).status_code == 422
    desk.post("release", allotment.pk)
    assert taken(event) == 0


def test_seats_are_not_kept_until_a_moment_that_has_passed():
    asked = {"for_whom": "invited", "name": "Raadsleden", "seats": 2, "until": "2020-01-01T10:00"}
    assert Desk(an_event()).post("keep", **asked).status_code == 422
