"""Many at once for the last seats that are set apart."""

import pytest

from tests.builders import a_registration, an_event
from tests.threads import prepared_at_once
from tests.tours.signups.checks import assert_seats_add_up
from tours.models import Allotment, Event, Place, Registration
from tours.signups import line
from tours.signups.actions import cancel, register
from tours.signups.allotments.actions import keep_seats, release_seats
from tours.signups.invitations.actions import invite, reply
from tours.signups.seats import Kept

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 12


def sign_up(event, number, allotment):
    """A runner that signs somebody up with the link, who saw how many seats it had left."""
    who = {"name": f"Robin {number}", "email": f"robin{number}@voorbeeld.example", "role": "resident"}
    return (
        lambda: (Event.objects.get(pk=event.pk), Allotment.objects.get(pk=allotment.pk)),
        lambda seen: register(seen[0], allotment=seen[1], **who),
    )


def race_for_a_link():
    """Twelve people with a link that is worth three seats; how many got one of those."""
    event = an_event(seats=3)
    allotment = keep_seats(event, name="Dwarsverband", seats=3)
    prepared_at_once(*(sign_up(event, number, allotment) for number in range(PEOPLE)))
    return event, Place.objects.filter(allotment=allotment).count()


def test_a_link_seats_exactly_as_many_as_it_is_worth():
    event, seated = race_for_a_link()
    assert seated == 3
    assert_seats_add_up(event)


def test_control_looking_first_and_writing_later_seats_them_all(monkeypatch):
    def take_as_seen(registration):
        allotment = registration.allotment
        return Kept(allotment.pk, registration.seats) if allotment.used < allotment.seats else None

    monkeypatch.setattr(line, "take_kept", take_as_seen)
    event, seated = race_for_a_link()
    assert seated == PEOPLE
    with pytest.raises(AssertionError):
        assert_seats_add_up(event)


def again(registration):
    return Registration.objects.select_related("event").get(pk=registration.pk)


def test_answers_cancellations_and_a_release_at_once_add_up():
    event = an_event(seats=8)
    allotment = keep_seats(event, name="Raadsleden", seats=4, for_invited=True)
    invited = [invite(event, name=f"Kim {number}", role="councillor") for number in range(8)]
    leaving = [a_registration(event) for _ in range(3)]
    met = prepared_at_once(
        *((lambda each=each: again(each), lambda one: reply(one, said="yes")) for each in invited),
        *((lambda each=each: again(each), lambda one: cancel(one, by="self")) for each in leaving),
        (lambda: Allotment.objects.select_related("event").get(pk=allotment.pk), release_seats),
    )
    assert not [each for each in met if isinstance(each, Exception)]
    assert_seats_add_up(event)
    assert event.registrations.confirmed().count() == 8
