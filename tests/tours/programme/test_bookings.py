import pytest

from tests.builders import a_draft, a_speaker, a_stop, a_talk, a_venue, an_organisation
from tours.models import Booking
from tours.programme.actions import claim_bookings, held_by_others, release_bookings, venue_resource
from tours.programme.errors import AlreadyBooked

pytestmark = pytest.mark.django_db


def a_plan(*, at=600, venue=None, organisation=None, **speaker):
    """A complete draft with one stop of half an hour, at a venue or with a speaker."""
    event = a_draft(organisation=organisation, programme_complete=True)
    stop = a_stop(event, at=at, venue=venue)
    if speaker:
        a_speaker(event, talk=a_talk(stop), **speaker)
    return event


def test_a_published_event_holds_its_venue_for_every_five_minutes_of_the_visit():
    organisation = an_organisation()
    event = a_plan(at=602, venue=a_venue(organisation), organisation=organisation)
    claim_bookings(event)
    assert sorted(event.bookings.values_list("slot", flat=True)) == list(range(120, 127))


def test_the_second_event_at_the_same_place_and_time_is_told_which_when_and_where():
    organisation = an_organisation()
    venue = a_venue(organisation, name="Podium Oost")
    first, second = (a_plan(at=at, venue=venue, organisation=organisation) for at in (600, 615))
    claim_bookings(first)
    with pytest.raises(AlreadyBooked) as refused:
        claim_bookings(second)
    assert str(refused.value) == (
        f"Podium Oost is van 10.00 tot 10.30 al bezet door ‘{first.title}’. Kies een andere tijd."
    )
    assert not second.bookings.exists()


def test_one_visit_may_begin_when_the_other_ends():
    organisation = an_organisation()
    venue = a_venue(organisation)
    for at in (600, 630):
        claim_bookings(a_plan(at=at, venue=venue, organisation=organisation))


def test_a_speaker_is_the_same_person_in_another_organisation_by_address():
    claim_bookings(a_plan(name="M. van Keulen", email="Mariska@jutter.example"))
    second = a_plan(name="Mariska van Keulen", email="mariska@JUTTER.example")
    with pytest.raises(AlreadyBooked, match=r"^Mariska van Keulen is van 10\.00 tot 10\.30"):
        claim_bookings(second)


def test_without_an_address_a_speaker_is_known_by_name_within_the_organisation_only():
    organisation = an_organisation()
    claim_bookings(a_plan(name="Jan de Vries", email="", organisation=organisation))
    claim_bookings(a_plan(name="Jan de Vries", email=""))
    with pytest.raises(AlreadyBooked):
        claim_bookings(a_plan(name="jan  de vries", email="", organisation=organisation))


def test_a_speaker_who_declined_is_not_held():
    event = a_plan(name="Kees", state="declined")
    claim_bookings(event)
    assert not event.bookings.exists()


def test_claiming_again_moves_what_is_held_and_keeps_what_stays():
    organisation = an_organisation()
    event = a_plan(venue=a_venue(organisation), organisation=organisation)
    claim_bookings(event)
    kept = event.bookings.get(slot=125).pk
    event.groups.get().visits.update(start_min=625, end_min=640)
    claim_bookings(event)
    assert set(event.bookings.values_list("slot", flat=True)) == {125, 126, 127}
    assert event.bookings.get(slot=125).pk == kept


def test_letting_go_makes_room_for_another():
    organisation = an_organisation()
    venue = a_venue(organisation)
    first, second = (a_plan(venue=venue, organisation=organisation) for _ in range(2))
    claim_bookings(first)
    release_bookings(first)
    claim_bookings(second)
    assert not Booking.objects.exclude(event=second).exists()


def test_a_save_the_date_holds_nothing_and_lets_go_of_what_it_held():
    organisation = an_organisation()
    event = a_plan(venue=a_venue(organisation), organisation=organisation)
    claim_bookings(event)
    event.programme_complete = False
    claim_bookings(event)
    assert not event.bookings.exists()


def test_what_others_hold_is_told_in_one_piece_and_in_one_statement(django_assert_num_queries):
    organisation = an_organisation()
    venue = a_venue(organisation)
    first, second = (a_plan(venue=venue, organisation=organisation) for _ in range(2))
    claim_bookings(first)
    with django_assert_num_queries(1):
        (clash,) = held_by_others(second, {(venue_resource(venue.pk), second.date, 0): "Zaal"})
    assert (clash.name, clash.event, clash.start_min, clash.end_min) == ("Zaal", first.title, 600, 630)


@pytest.mark.parametrize("stops", [1, 4])
def test_claiming_takes_as_many_statements_for_many_stops(stops, django_assert_num_queries):
    event = a_draft(programme_complete=True)
    for number in range(stops):
        stop = a_stop(event, at=600 + 40 * number, venue=a_venue(event))
        a_speaker(event, talk=a_talk(stop))
    with django_assert_num_queries(9):
        claim_bookings(event)
