import pytest
from django.db import IntegrityError, transaction

from tests.builders import a_draft, a_registration, a_stop, a_venue, an_event, an_organisation
from tours.models import Leg, Venue
from tours.programme.actions import (
    add_group,
    add_venue,
    change_group,
    change_venue,
    delete_group,
    delete_venue,
    write_legs,
)
from tours.programme.errors import ChangedMeanwhile, LastGroup, TooManyGroups, VenueInUse

pytestmark = pytest.mark.django_db


def test_a_place_that_an_event_needs_stays_and_the_events_are_named():
    event = a_draft(title="Toer Oost")
    venue = a_venue(event)
    a_stop(event, venue=venue)
    gathers = a_draft(organisation=event.organisation, title="Toer West", meeting_point=venue)
    with pytest.raises(VenueInUse, match="Toer Oost, Toer West"):
        delete_venue(venue)
    event.stops.all().delete()
    gathers.delete()
    delete_venue(venue)
    assert not Venue.objects.exists()


def test_places_of_one_name_have_their_own_reference_per_organisation():
    one, other = an_organisation(), an_organisation()
    assert [add_venue(org, name="Buurthuis").ref for org in (one, one, other)] == [
        "buurthuis",
        "buurthuis-2",
        "buurthuis",
    ]


def test_who_saves_a_place_second_is_told():
    venue = a_venue(an_organisation())
    change_venue(venue, version=1, chairs=20)
    with pytest.raises(ChangedMeanwhile):
        change_venue(venue, version=1, chairs=30)


def test_the_database_refuses_half_a_place_on_the_map():
    with pytest.raises(IntegrityError), transaction.atomic():
        add_venue(an_organisation(), name="Half", lat_deg=52.1)


def test_a_new_group_takes_the_next_letter_and_goes_the_same_ways():
    event = a_draft()
    here, there = a_stop(event), a_stop(event)
    first = event.groups.get()
    write_legs([Leg(group=first, from_stop=here, to_stop=there, minutes=7, mode="bicycle", estimated=False)])
    group = add_group(event, guide_name="Fatima")
    assert (group.letter, [visit.stop for visit in group.visits.all()]) == ("B", [here, there])
    leg = group.legs.get()
    assert (leg.minutes, leg.mode, leg.estimated) == (7, "bicycle", False)
    assert first.legs.count() == 1


def test_a_letter_that_came_free_is_taken_first():
    event = a_draft()
    add_group(event)
    add_group(event)
    delete_group(event.groups.get(letter="B"))
    assert add_group(event).letter == "B"
    assert sorted(group.position for group in event.groups.all()) == [1, 2, 3]


def test_there_are_no_more_groups_than_letters():
    event = a_draft()
    for _ in range(25):
        add_group(event)
    with pytest.raises(TooManyGroups):
        add_group(event)


def test_the_last_group_stays():
    event = a_draft()
    with pytest.raises(LastGroup):
        delete_group(event.groups.get())


def test_people_of_a_deleted_group_are_in_no_group():
    event = an_event()
    group = add_group(event)
    person = a_registration(event, group=group)
    delete_group(group)
    person.refresh_from_db()
    assert (person.group, person.state) == (None, "confirmed")


def test_who_saves_a_guide_second_is_told():
    group = a_draft().groups.get()
    change_group(group, version=1, guide_name="Fatima")
    with pytest.raises(ChangedMeanwhile):
        change_group(group, version=1, guide_name="Jan")
