import pytest

from tests.builders import a_draft, a_speaker, a_stop, a_talk, a_venue
from tours.models import Material, Stop, Venue, Visit
from tours.programme.actions import (
    add_group,
    add_stop,
    add_stops,
    change_stop,
    delete_stop,
    move_stop,
    move_visit,
    reorder_stops,
    reorder_visits,
)
from tours.programme.errors import ChangedMeanwhile, PastMidnight

pytestmark = pytest.mark.django_db


def titles(event):
    return [stop.title for stop in event.stops.all()]


def route(group):
    return [visit.stop.title for visit in group.visits.select_related("stop")]


def a_day(*stops):
    """A draft with two groups and stops of these titles."""
    event = a_draft()
    add_group(event)
    for title in stops:
        add_stop(event, title=title)
    return event, list(event.groups.all())


def test_every_group_visits_a_new_stop_without_a_time_yet():
    _event, groups = a_day("Eerst", "Laatst")
    assert [route(group) for group in groups] == [["Eerst", "Laatst"]] * 2
    assert not Visit.objects.exclude(start_min=None).exists()


def test_a_stop_can_be_put_after_another_in_each_groups_own_order():
    event, (one, two) = a_day("A", "B", "C")
    stops = {stop.title: stop for stop in event.stops.all()}
    reorder_visits(two, [stops["B"].pk, stops["C"].pk, stops["A"].pk])
    add_stop(event, after=stops["B"], title="Nieuw")
    assert titles(event) == route(one) == ["A", "B", "Nieuw", "C"]
    assert route(two) == ["B", "Nieuw", "C", "A"]


def test_two_stops_with_one_title_have_their_own_reference():
    event, _groups = a_day("Podium Oost", "Podium Oost", "東京")
    assert [stop.ref for stop in event.stops.all()] == ["podium-oost", "podium-oost-2", "halte"]


def test_a_typed_venue_is_the_one_that_is_known_by_that_name_or_a_new_one():
    event = a_draft()
    known = a_venue(event, name="Podium Oost")
    first = add_stop(event, title="A", new_venue="podium  oost")
    second = add_stop(event, title="B", new_venue="De Nieuwe Jutter", new_address="Straat 1")
    assert first.venue == known
    assert (second.venue.name, second.venue.address) == ("De Nieuwe Jutter", "Straat 1")
    assert Venue.objects.count() == 2


def test_typed_speakers_get_a_talk_no_longer_than_the_stop():
    stop = add_stop(a_draft(), title="Kort", duration_min=5, new_speakers=["Kees Fortuin"])
    talk = stop.talks.get()
    assert (talk.title, talk.duration_min) == ("Kort", 5)
    assert talk.speakers.get().name == "Kees Fortuin"


def test_several_stops_come_together_or_not_at_all():
    event = a_draft()
    with pytest.raises(KeyError):
        add_stops(event, [{"title": "Goed"}, {"duration_min": 3}])
    assert titles(event) == []


def test_who_saves_a_stop_second_is_told_and_changes_nothing():
    stop = a_stop(a_draft())
    change_stop(stop, version=1, title="Van de eerste")
    with pytest.raises(ChangedMeanwhile):
        change_stop(stop, version=1, title="Van de tweede")
    assert Stop.objects.get().title == "Van de eerste"


def test_a_longer_stop_ends_its_visits_later():
    stop = a_stop(a_draft(), at=600)
    change_stop(stop, version=1, duration_min=55)
    assert (stop.visits.get().start_min, stop.visits.get().end_min) == (600, 655)


def test_a_stop_cannot_grow_past_midnight():
    stop = a_stop(a_draft(), at=1400)
    with pytest.raises(PastMidnight):
        change_stop(stop, version=1, duration_min=60)
    assert Stop.objects.get().duration_min == 30


def test_groups_that_went_in_the_events_order_follow_a_new_order_and_others_keep_their_own():
    event, (one, two) = a_day("A", "B", "C")
    a, b, c = event.stops.all()
    reorder_visits(two, [c.pk, a.pk, b.pk])
    reorder_stops(event, [b.pk, a.pk, c.pk])
    assert titles(event) == route(one) == ["B", "A", "C"]
    assert route(two) == ["C", "A", "B"]


def test_an_order_that_forgets_stops_or_names_strange_ones_loses_none():
    event, (one, _two) = a_day("A", "B", "C")
    reorder_stops(event, [999_999, event.stops.get(title="C").pk])
    assert titles(event) == route(one) == ["C", "A", "B"]
    assert [stop.position for stop in event.stops.all()] == [1, 2, 3]


@pytest.mark.parametrize(
    ("by", "expected"), [(-1, ["B", "A", "C"]), (1, ["A", "C", "B"]), (9, ["A", "C", "B"])]
)
def test_a_stop_moves_up_and_down_and_not_over_the_edge(by, expected):
    event, _groups = a_day("A", "B", "C")
    move_stop(event.stops.get(title="B"), by=by)
    assert titles(event) == expected


def test_a_visit_moves_in_its_own_group_only():
    event, (one, two) = a_day("A", "B")
    move_visit(two.visits.get(stop__title="B"), by=-1)
    assert (route(one), route(two), titles(event)) == (["A", "B"], ["B", "A"], ["A", "B"])


def test_deleting_a_stop_closes_the_gap_and_keeps_its_material():
    event, (one, _two) = a_day("A", "B", "C")
    stop = event.stops.get(title="B")
    Material.objects.create(event=event, stop=stop, ref="slides", title="Dia's")
    talk = a_talk(stop)
    Material.objects.create(event=event, stop=stop, talk=talk, ref="meer", title="Meer")
    delete_stop(stop)
    assert [stop.position for stop in event.stops.all()] == [1, 2]
    assert [visit.position for visit in one.visits.all()] == [1, 2]
    assert set(Material.objects.values_list("stop", "talk")) == {(None, None)}


def test_the_talks_of_a_deleted_stop_can_go_to_another_with_speakers_and_material():
    event, _groups = a_day("A", "B")
    here, there = event.stops.all()
    a_talk(there, ref="praatje-1")
    talk = a_talk(here, ref="praatje-1")
    a_speaker(event, talk=talk, name="Kees")
    Material.objects.create(event=event, stop=here, talk=talk, ref="slides", title="Dia's")
    delete_stop(here, talks_to=there)
    assert [one.ref for one in there.talks.all()] == ["praatje-1", "praatje-1-2"]
    assert there.talks.last().speakers.get().name == "Kees"
    assert (Material.objects.get().stop, Material.objects.get().talk) == (there, talk)


@pytest.mark.parametrize("stops", [1, 6])
def test_adding_a_stop_takes_as_many_statements_whatever_is_there(stops, django_assert_num_queries):
    event, _groups = a_day(*"ABCDEF"[:stops])
    with django_assert_num_queries(12):
        add_stop(event, title="Nog een")
