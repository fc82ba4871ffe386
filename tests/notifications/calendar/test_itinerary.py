import pytest

from notifications.calendar.itinerary import (
    Change,
    compare,
    digest,
    participant_itinerary,
    speaker_itinerary,
    what_was,
)
from tests.notifications.calendar.itineraries import (
    a_group_datum,
    a_programme,
    a_step,
    a_stop_datum,
    a_venue_datum,
    an_itinerary,
)

STOPS = [a_stop_datum(1, speakers=[9]), a_stop_datum(2)]
A = a_group_datum(11, "A", (1, "07:30", "08:15"), (2, "09:00", "09:45"))
B = a_group_datum(12, "B", (2, "07:40", "08:25"), (1, "09:10", "09:55"))


def test_each_group_has_its_own_order_and_times():
    programme = a_programme(A, B, stops=STOPS)
    day = participant_itinerary(programme, 12)
    assert day["group"] == "B"
    assert [(step["title"], step["start"]) for step in day["steps"]] == [
        ("Halte 2", "2018-06-29T07:40:00Z"),
        ("Halte 1", "2018-06-29T09:10:00Z"),
    ]


def test_with_one_group_everybody_is_in_it_and_no_letter_is_named():
    day = participant_itinerary(a_programme(A, stops=STOPS), None)
    assert day["group"] == ""
    assert [step["start"] for step in day["steps"]] == ["2018-06-29T07:30:00Z", "2018-06-29T09:00:00Z"]


def test_who_has_no_group_yet_sees_the_stops_without_times():
    day = participant_itinerary(a_programme(A, B, stops=STOPS), None)
    assert [(step["title"], step["start"]) for step in day["steps"]] == [("Halte 1", None), ("Halte 2", None)]
    assert (day["start"], day["end"]) == ("2018-06-29T07:15:00Z", "2018-06-29T11:15:00Z")


def test_people_gather_at_the_start_of_the_event_where_that_is_before_all_visits():
    day = participant_itinerary(a_programme(A, B, stops=STOPS), 12)
    assert (day["start"], day["end"]) == ("2018-06-29T07:15:00Z", "2018-06-29T11:15:00Z")


def test_a_group_begins_and_ends_with_its_own_visits_where_the_event_does():
    programme = a_programme(
        A, B, stops=STOPS, starts_at="2018-06-29T07:30:00Z", ends_at="2018-06-29T09:55:00Z"
    )
    assert participant_itinerary(programme, 11)["end"] == "2018-06-29T09:45:00Z"
    assert participant_itinerary(programme, 12)["start"] == "2018-06-29T07:40:00Z"


def test_when_one_group_runs_longer_the_other_hears_nothing():
    late = a_group_datum(12, "B", (2, "07:40", "08:25"), (1, "09:20", "10:05"))
    before = a_programme(A, B, stops=STOPS, starts_at="2018-06-29T07:30:00Z", ends_at="2018-06-29T09:55:00Z")
    after = a_programme(
        A, late, stops=STOPS, starts_at="2018-06-29T07:30:00Z", ends_at="2018-06-29T10:05:00Z"
    )
    assert compare(participant_itinerary(before, 11), participant_itinerary(after, 11)) == Change.NOTHING
    assert compare(participant_itinerary(before, 12), participant_itinerary(after, 12)) == Change.SIGNIFICANT


def test_a_speaker_sees_only_their_own_visits_of_all_groups():
    day = speaker_itinerary(a_programme(A, B, stops=STOPS), 9)
    assert [(step["title"], step["group"], step["start"]) for step in day["steps"]] == [
        ("Halte 1", "A", "2018-06-29T07:30:00Z"),
        ("Halte 1", "B", "2018-06-29T09:10:00Z"),
    ]
    assert (day["start"], day["end"]) == ("2018-06-29T07:30:00Z", "2018-06-29T09:55:00Z")
    assert day["place"] == "Plek 1, Straat 1"
    assert day["text"] == "Praatje 1"


def test_a_speaker_who_is_not_in_the_complete_programme_has_no_day():
    assert speaker_itinerary(a_programme(A, B, stops=STOPS), 8) is None


def test_a_speaker_of_a_save_the_date_keeps_the_date():
    day = speaker_itinerary(a_programme(programme_complete=False), 8)
    assert day["start"] == "2018-06-29T07:15:00Z"
    assert day["place"] == "Stadhuis, Stadhuisplein 1"


@pytest.mark.parametrize(
    "change",
    [
        {"start": "2018-06-29T07:00:00Z"},
        {"end": "2018-06-29T12:00:00Z"},
        {"place": "Podium Oost, Oosterspoorplein 1"},
        {"all_day": True},
        {"group": "B"},
        {"steps": [a_step(start="2018-06-29T07:35:00Z")]},
        {"steps": [a_step(place="Elders")]},
        {"steps": []},
        {"conference_url": "https://meet.example/1"},
    ],
)
def test_when_and_where_is_worth_a_mail(change):
    assert compare(an_itinerary(), an_itinerary(**change)) == Change.SIGNIFICANT


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Toer langs de wijk"},
        {"text": "Andere tekst."},
        {"steps": [a_step(title="De Jutter")]},
        {"steps": [a_step(number=2)]},
        {"lat_deg": 52.1},
    ],
)
def test_words_are_not(change):
    assert compare(an_itinerary(), an_itinerary(**change)) == Change.TEXT


def test_the_same_is_nothing():
    assert compare(an_itinerary(), an_itinerary()) == Change.NOTHING
    assert digest(an_itinerary()) == digest(an_itinerary())
    assert digest(an_itinerary()) != digest(an_itinerary(text=""))


def test_only_what_differs_is_shown_beside_the_new():
    old, new = an_itinerary(), an_itinerary(start="2018-06-29T08:15:00Z")
    assert what_was(old, new) == {"start": old["start"], "end": old["end"], "all_day": False}
    assert what_was(old, an_itinerary(text="Anders.")) == {}
    assert what_was(old, an_itinerary(steps=[])) == {"steps": old["steps"]}


def test_the_meeting_point_goes_before_the_first_stop():
    programme = a_programme(A, stops=STOPS, meeting_point=None)
    assert participant_itinerary(programme, 11)["place"] == "Plek 1, Straat 1"
    programme["meeting_point"] = a_venue_datum(name="Station", address="")
    assert participant_itinerary(programme, 11)["place"] == "Station"
