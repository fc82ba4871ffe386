from datetime import date

import pytest

from tests.builders import a_draft, a_speaker, a_stop, a_talk, a_venue
from tours.models import AgendaSetter, Event, Leg
from tours.programme.actions import add_group, reorder_visits, write_legs
from tours.programme.snapshot import snapshot

pytestmark = pytest.mark.django_db


def fetched(event):
    return Event.objects.select_related("organisation", "current", "meeting_point").get(pk=event.pk)


@pytest.mark.parametrize("stops", [1, 5])
def test_a_snapshot_takes_as_many_statements_for_many_stops_talks_and_groups(
    stops, django_assert_num_queries
):
    event = a_draft(programme_complete=True)
    for _ in range(stops):
        stop = a_stop(event, at=600, venue=a_venue(event))
        for _ in range(stops):
            a_speaker(event, talk=a_talk(stop))
        add_group(event)
    event = fetched(event)
    with django_assert_num_queries(8):
        data = snapshot(event)
    assert len(data["stops"][-1]["talks"]) == stops


def test_times_are_in_utc_on_the_date_of_the_event():
    event = a_draft(date=date(2026, 6, 29), start_min=None, end_min=None, programme_complete=True)
    a_stop(event, at=600)
    data = snapshot(fetched(event))
    assert data["groups"][0]["visits"][0]["start"] == "2026-06-29T08:00:00Z"
    assert (data["starts_at"], data["ends_at"]) == ("2026-06-29T08:00:00Z", "2026-06-29T08:30:00Z")


def test_a_save_the_date_shows_no_stops_and_lasts_all_day_when_no_time_is_known():
    event = a_draft(date=date(2026, 6, 29), start_min=None, end_min=None)
    a_stop(event, at=600)
    data = snapshot(fetched(event))
    assert (data["stops"], data["groups"], data["all_day"]) == ([], [], True)
    assert (data["starts_at"], data["ends_at"]) == ("2026-06-28T22:00:00Z", "2026-06-29T22:00:00Z")


def test_only_stops_that_are_visited_are_numbered():
    event = a_draft(programme_complete=True)
    for kind in ("gathering", "visit", "meal", "visit", "slot"):
        a_stop(event, kind=kind)
    assert [stop["number"] for stop in snapshot(fetched(event))["stops"]] == [None, 1, None, 2, 3]


def test_who_said_no_is_not_in_it_and_neither_is_a_phone_number():
    event = a_draft(programme_complete=True)
    stop = a_stop(event, contact_phone="06 12345678")
    talk = a_talk(stop)
    a_speaker(event, talk=talk, name="Kees", state="declined", phone="06 87654321")
    a_speaker(event, talk=talk, name="Hans", phone="06 11111111", email="hans@voorbeeld.example")
    data = snapshot(fetched(event))
    assert [speaker["name"] for speaker in data["stops"][0]["talks"][0]["speakers"]] == ["Hans"]
    assert not any(secret in str(data) for secret in ("1234", "8765", "1111", "@"))


def test_ways_are_those_of_the_present_order_only():
    event = a_draft(programme_complete=True)
    one, two, three = (a_stop(event) for _ in range(3))
    group = event.groups.get()
    write_legs(
        Leg(group=group, from_stop=here, to_stop=there, minutes=9)
        for here, there in [(one, two), (two, three), (three, one)]
    )
    reorder_visits(group, [three.pk, one.pk, two.pk])
    legs = snapshot(fetched(event))["groups"][0]["legs"]
    assert [(leg["from_stop"], leg["to_stop"]) for leg in legs] == [(three.pk, one.pk), (one.pk, two.pk)]


def test_a_meeting_names_who_put_it_on_the_agenda():
    event = a_draft(kind="meeting", working_form="Rondetafel", alderman="De wethouder")
    AgendaSetter.objects.create(event=event, name="A. de Wit", party="Voorbeeldpartij")
    meeting = snapshot(fetched(event))["meeting"]
    assert meeting["agenda_setters"] == ["A. de Wit (Voorbeeldpartij)"]
    assert (meeting["working_form"], meeting["alderman"]) == ("Rondetafel", "De wethouder")
