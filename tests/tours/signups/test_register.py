from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import a_draft, a_registration, an_event, in_days
from tests.tours.signups.checks import assert_seats_add_up, kinds, states, taken
from tours.facts import LinkRequested, PutOnWaitingList, SeatConfirmed, SeatHeld
from tours.models import Event, Pool, Registration
from tours.signups.actions import add_by_desk, register, sign_up_again
from tours.signups.errors import (
    EventBegun,
    EventCalledOff,
    KnownAlready,
    NotPublishedYet,
    RegistrationClosed,
    RegistrationNotOpenYet,
    TooManyCompanions,
)

pytestmark = pytest.mark.django_db


def sam(event, **fields):
    return register(
        event, **{"name": "Sam Bakker", "email": "sam@voorbeeld.example", "role": "resident"} | fields
    )


def test_a_seat_is_held_for_seven_days_until_the_address_is_confirmed(heard):
    event = an_event()
    registration = sam(event)
    assert registration.state == "held"
    assert abs(registration.answer_by - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)
    assert heard == [SeatHeld(registration)]
    assert taken(event) == 1
    assert_seats_add_up(event)


def test_a_seat_is_never_held_beyond_the_start():
    event = an_event(date=in_days(2))
    assert sam(event).answer_by == event.current.starts_at


def test_an_event_that_does_not_ask_for_confirmation_seats_at_once(heard):
    registration = sam(an_event(confirm_address=False))
    assert registration.state == "confirmed"
    assert heard == [SeatConfirmed(registration)]


def test_who_comes_when_it_is_full_waits_in_order(heard):
    event = an_event(seats=1)
    names = [sam(event, name=name).name for name in ("Een", "Twee", "Drie")]
    assert states(event) == ["held", "waiting", "waiting"]
    assert [person.name for person in Registration.objects.of(event).in_line()] == names[1:]
    assert kinds(heard) == [SeatHeld, PutOnWaitingList, PutOnWaitingList]
    assert_seats_add_up(event)


def test_a_closed_pool_takes_nobody_although_there_are_seats():
    event = an_event()
    Pool.objects.update(closed=True)
    assert sam(event).state == "waiting"
    assert_seats_add_up(event)


def test_without_a_limit_everybody_is_seated():
    event = an_event(seats=None)
    for number in range(3):
        sam(event, name=f"Sam {number}")
    assert states(event) == ["held"] * 3


def test_companions_take_seats_too_and_wait_together():
    event = an_event(seats=3, companions_allowed=2)
    sam(event, name="Een", companions=1)
    sam(event, name="Twee", companions=1)
    assert states(event) == ["held", "waiting"]
    assert taken(event) == 2
    assert_seats_add_up(event)


def test_nobody_passes_the_head_of_the_line_into_the_last_seat():
    event = an_event(seats=2, companions_allowed=2)
    sam(event, name="Een")
    sam(event, name="Twee", companions=1)
    sam(event, name="Drie")
    assert states(event) == ["held", "waiting", "waiting"]


def test_a_full_role_stops_that_role_only():
    event = an_event(seats=10)
    Pool.objects.create(event=event, role="councillor", capacity=1)
    for number, role in enumerate(["councillor", "councillor", "resident"]):
        sam(event, name=f"Sam {number}", role=role)
    assert states(event) == ["held", "waiting", "held"]
    assert taken(event) == 2
    assert_seats_add_up(event)


def test_the_limit_of_all_holds_for_a_role_with_room():
    event = an_event(seats=1)
    Pool.objects.create(event=event, role="councillor", capacity=5)
    sam(event, name="Een")
    sam(event, name="Twee", role="councillor")
    assert states(event) == ["held", "waiting"]
    assert_seats_add_up(event)


def test_more_companions_than_allowed_are_refused_and_nothing_is_stored():
    event = an_event(companions_allowed=1)
    with pytest.raises(TooManyCompanions, match=r"dan 1\."):
        sam(event, companions=2)
    assert not Registration.objects.exists()
    assert_seats_add_up(event)


def test_the_same_name_at_the_same_address_is_known_whatever_the_case():
    event = an_event()
    sam(event)
    with pytest.raises(KnownAlready):
        sam(event, name="sam bakker", email="SAM@Voorbeeld.example")
    assert taken(event) == 1


def test_several_people_share_an_address():
    event = an_event()
    sam(event)
    sam(event, name="Robin Bakker")
    assert states(event) == ["held", "held"]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"registration_opens_at": timedelta(days=1)}, RegistrationNotOpenYet),
        ({"registration_closes_at": timedelta(days=-1)}, RegistrationClosed),
    ],
)
def test_outside_the_window_nobody_signs_up(fields, refusal):
    event = an_event(**{name: timezone.now() + offset for name, offset in fields.items()})
    with pytest.raises(refusal):
        sam(event)
    assert_seats_add_up(event)


def test_nobody_signs_up_for_what_has_begun():
    with pytest.raises(EventBegun):
        sam(an_event(date=in_days(-1)))


def test_the_event_counts_as_it_is_now_and_not_as_the_page_was_opened():
    event = an_event()
    Event.objects.update(state="cancelled")
    with pytest.raises(EventCalledOff):
        sam(event)
    assert taken(event) == 0


def test_who_signs_up_again_gets_the_own_link_and_no_second_seat(heard):
    event = an_event()
    registration = sam(event)
    again = sign_up_again(event, name="SAM Bakker", email="Sam@voorbeeld.example", diet="vegan")
    assert again == registration
    assert Registration.objects.get().diet == ""
    assert heard[1:] == [LinkRequested(registration)]
    assert_seats_add_up(event)


def test_who_had_cancelled_and_signs_up_again_confirms_anew_with_new_data(heard):
    event = an_event(companions_allowed=1)
    registration = a_registration(event, state="cancelled", address_confirmed_at=timezone.now(), companions=1)
    sign_up_again(event, name=registration.name, email=registration.email, companions=0, diet="vegan")
    registration.refresh_from_db()
    assert (registration.state, registration.diet, registration.seats) == ("held", "vegan", 1)
    assert kinds(heard) == [SeatHeld]
    assert_seats_add_up(event)


def test_who_had_cancelled_comes_back_at_the_end_of_the_line():
    event = an_event(seats=1)
    gone = a_registration(event, state="cancelled")
    sam(event, name="Een")
    sam(event, name="Twee")
    sign_up_again(event, name=gone.name, email=gone.email)
    assert Registration.objects.of(event).in_line().last() == gone
    assert_seats_add_up(event)


def test_the_desk_writes_down_somebody_without_an_address(heard):
    event = an_event(registration_closes_at=timezone.now() - timedelta(days=1))
    for name in ("Een", "Een"):
        add_by_desk(event, source="desk", name=name, role="resident")
    assert states(event) == ["confirmed", "confirmed"]
    assert kinds(heard) == [SeatConfirmed] * 2


def test_an_address_typed_by_the_desk_counts_as_confirmed():
    registration = add_by_desk(an_event(), source="desk", name="Een", email="Een@X.example", role="resident")
    assert registration.state == "confirmed"
    assert registration.email == "een@x.example"
    assert registration.may_get_calendar_mail


def test_who_walks_in_is_present_if_there_is_a_seat():
    event = an_event(seats=1)
    inside = add_by_desk(event, source="walk_in", name="Een", role="resident")
    outside = add_by_desk(event, source="walk_in", name="Twee", role="resident")
    assert inside.checked_in_at
    assert (outside.state, outside.checked_in_at) == ("waiting", None)


def test_the_desk_adds_nobody_to_a_draft():
    with pytest.raises(NotPublishedYet):
        add_by_desk(a_draft(), source="desk", name="Een", role="resident")
