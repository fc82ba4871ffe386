import pytest

from scheduling.board.actions import set_leg
from scheduling.board.day import load
from scheduling.board.warnings import warnings_for
from tests.builders import a_draft, a_registration, a_speaker, a_stop, a_talk, a_venue
from tests.scheduling.board.board import a_day
from tours.models import Event, Leg, Pool, Venue, Visit
from tours.programme.actions import add_stop, claim_bookings, write_visits

pytestmark = pytest.mark.django_db


def codes(event):
    return [warning.code for warning in warnings_for(event)]


def only(event):
    (warning,) = warnings_for(event)
    return warning


def start_at(event, position, minute):
    visit = Visit.objects.get(group__event=event, stop__position=position)
    write_visits(event, {visit.pk: (minute, minute + 30)})


def test_a_save_the_date_with_nothing_filled_in_misses_nothing():
    event = a_day(filled=False, programme_complete=False)
    add_stop(event, title="Ergens")
    add_stop(event, title="En verder")
    assert codes(event) == []


def test_a_day_that_was_filled_in_is_in_order():
    assert codes(a_day(0, 0.3, 3)) == []


def test_a_complete_programme_without_times_is_told_once_with_the_button_that_fills_them_in():
    event = a_day(0, 0.3, groups=3, filled=False)
    warning = only(event)
    assert (warning.code, warning.group) == ("missing_times", None)
    assert warning.fix.url == f"/beheer/{event.slug}/programma/tijden/"


def test_a_leg_that_is_too_short_says_so_in_a_sentence_with_a_button_that_fixes_it():
    event = a_day(0, 3)
    start_at(event, 2, 580)
    warning = only(event)
    assert warning.severity == "alarm"
    assert warning.title == "De groep haalt ‘Halte 2’ niet op tijd"
    assert warning.sentence == (
        "De groep heeft 10 minuten om van ‘Halte 1’ naar ‘Halte 2’ te fietsen. Dat duurt 20 minuten (geschat)."
        " U wilt daarbij 10 minuten ruimte."
    )
    assert (warning.fix.label, dict(warning.fix.fields)["to"]) == ("Schuif naar 10.00", "600")


def test_a_group_is_named_by_its_letter_where_there_are_more_and_the_link_leads_to_its_tab():
    event = a_day(0, 3, groups=2)
    group = event.groups.get(letter="B")
    visit = group.visits.get(stop__position=2)
    write_visits(event, {visit.pk: (595, 625)})
    warning = only(event)
    assert (warning.code, warning.group) == ("leg_tight", group.pk)
    assert warning.sentence.startswith("Groep B heeft 25 minuten om van")
    assert warning.url.startswith(f"/beheer/{event.slug}/programma/?groep=B#etappe-")


def test_what_is_the_same_for_all_groups_is_said_once_about_no_group():
    event = a_day(0, groups=3)
    Event.objects.filter(pk=event.pk).update(end_min=560)
    warning = only(Event.objects.select_related("organisation").get(pk=event.pk))
    assert (warning.code, warning.group) == ("after_day", None)
    assert warning.fix.label == "Laat de dag eindigen om 9.30"


def test_a_day_that_begins_later_is_filled_in_anew():
    event = a_day(0)
    Event.objects.filter(pk=event.pk).update(start_min=600)
    warning = only(Event.objects.select_related("organisation").get(pk=event.pk))
    assert (warning.code, warning.fix.label) == ("before_day", "Tijden invullen")


def test_a_speaker_who_said_no_is_told_at_the_stop():
    event = a_day(0)
    speaker = a_speaker(event, talk=a_talk(event.stops.get()), name="Martin van Lijf", state="declined")
    warning = only(event)
    assert (warning.code, warning.severity, warning.speaker) == ("speaker_declined", "alarm", speaker.pk)
    assert warning.stop == event.stops.get().pk
    assert warning.fix.url == f"/beheer/{event.slug}/sprekers/"


@pytest.mark.parametrize(("from_", "until", "expected"), [(None, 560, 1), (550, None, 1), (540, 570, 0)])
def test_a_speaker_who_cannot_then_is_told_at_the_stop(from_, until, expected):
    event = a_day(0)  # from 9.00 to 9.30
    a_speaker(event, talk=a_talk(event.stops.get()), available_from_min=from_, available_until_min=until)
    assert codes(event).count("speaker_unavailable") == expected


def test_another_event_that_was_published_holds_the_speaker_and_the_place():
    first, second = a_day(0), a_day(0)
    Venue.objects.filter(pk=first.stops.get().venue_id).update(organisation=second.organisation)
    second.stops.update(venue=first.stops.get().venue)
    for event in (first, second):
        a_speaker(event, talk=a_talk(event.stops.get()), name="Hans", email="hans@voorbeeld.example")
    assert codes(second) == []
    claim_bookings(first)
    assert sorted(codes(second)) == ["speaker_busy", "venue_busy"]
    assert first.title in warnings_for(second)[0].sentence
    assert codes(first) == []


@pytest.mark.parametrize(("seats", "expected"), [(21, ["too_few_chairs"]), (20, []), (None, [])])
def test_more_seats_than_chairs_is_told(seats, expected):
    event = a_day(0)
    Venue.objects.update(chairs=20)
    Pool.objects.filter(event=event).update(capacity=seats)
    assert codes(event) == expected


def test_seats_are_shared_out_over_the_groups():
    event = a_day(0, groups=2)
    Venue.objects.update(chairs=11)
    Pool.objects.filter(event=event).update(capacity=22)
    visit = event.groups.last().visits.get()
    assert codes(event) == ["too_few_chairs"]  # both groups at once
    write_visits(event, {visit.pk: (600, 630)})
    assert codes(event) == []


@pytest.mark.parametrize("words", ["Ik kom in een rolstoel", "geen trappen graag", "I use a wheelchair"])
def test_somebody_who_cannot_take_steps_asks_for_a_step_free_way_and_place(words):
    event = a_day(0, 3)
    a_registration(event, access_needs=words)
    assert set(codes(event)) == {"place_has_steps", "way_has_steps"}
    Venue.objects.update(step_free="yes")
    Leg.objects.update(step_free=True)
    assert codes(event) == []


def test_a_hearing_loop_is_no_question_of_steps_and_who_cancelled_needs_nothing():
    event = a_day(0, 3)
    a_registration(event, access_needs="ringleiding")
    a_registration(event, access_needs="rolstoel", state="cancelled")
    assert codes(event) == []


def test_a_day_through_lunch_time_without_a_meal_is_told_with_a_link_to_add_one():
    event = a_day(0, 0, duration_min=170)
    warning = only(event)
    assert warning.code == "no_lunch"
    assert warning.fix.url == f"/beheer/{event.slug}/programma/halte/nieuw/?soort=meal"


def test_talks_that_take_longer_than_their_stop_are_told():
    event = a_day(0)
    for _ in range(2):
        a_talk(event.stops.get(), duration_min=20)
    assert only(event).sentence == "De onderdelen duren samen 40 minuten. Hier is 30 minuten voor."


def test_a_way_that_can_be_estimated_has_a_button_and_one_that_cannot_has_a_sentence():
    event = a_day(0, 3)
    Leg.objects.all().delete()
    warning = only(event)
    assert (warning.code, warning.fix.label) == ("way_not_estimated", "Schat de reistijden")
    Venue.objects.filter(stops__position=2).update(lat_deg=None, lon_deg=None)
    assert (only(event).code, only(event).fix) == ("way_unknown", None)


def test_an_estimate_is_stale_when_a_place_moved_and_a_typed_way_never():
    event = a_day(0, 3)
    Venue.objects.filter(stops__position=2).update(lat_deg=52.1)
    assert codes(event) == ["estimate_stale"]
    here, there = event.stops.all()
    set_leg(event.groups.get(), here, there, mode="bicycle", minutes=20, step_free=None)
    assert codes(event) == []


def test_the_gravest_stand_first():
    event = a_day(0, 3)
    start_at(event, 2, 580)
    a_talk(event.stops.first(), duration_min=45)
    assert [warning.severity for warning in warnings_for(event)] == ["alarm", "warn"]


@pytest.mark.parametrize("stops", [1, 5])
def test_warnings_take_ten_statements_for_many_stops_and_groups(stops, django_assert_num_queries):
    event = a_day(*range(stops), groups=stops)
    for stop in event.stops.all():
        a_speaker(event, talk=a_talk(stop))
    event = Event.objects.select_related("organisation").get(pk=event.pk)
    with django_assert_num_queries(10):
        warnings_for(event)
    day = load(event)
    with django_assert_num_queries(4):
        warnings_for(event, day)


def test_an_event_without_stops_or_date_has_no_warnings():
    assert codes(a_draft(date=None, start_min=None, end_min=None, programme_complete=True)) == []


def test_titles_with_a_percent_sign_do_no_harm():
    event = a_draft(programme_complete=True, end_min=600)
    a_stop(event, title="100% samen", at=590, venue=a_venue(event))
    assert "100% samen" in only(event).title
