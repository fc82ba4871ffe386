"""The days, the best first, and the reasons that stand beside them."""

import pytest
import time_machine
from django.utils import translation

from scheduling.calendar.actions import choose_school_region
from scheduling.models import Quorum
from scheduling.polls.blocked import vetoes
from scheduling.polls.ranking import grid_of
from tests.builders import (
    a_closed_day,
    a_draft,
    a_poll,
    a_speaker,
    a_stop,
    a_talk,
    a_venue,
    an_event,
    an_invitee,
    an_organisation,
    in_days,
)
from tours.models import Booking

pytestmark = pytest.mark.django_db


def a_quiet_poll(**fields):
    """Days far from any holiday that the calendar knows."""
    event_fields = {"start_min": 600, "end_min": 720} | fields.pop("event", {})
    return a_poll(a_draft(date=None, **event_fields), state="open", people=0, **fields)


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel("2027-02-01 12:00:00+00:00", tick=False):
        yield  # forty days later it is 13 March: no holiday anywhere


def reasons(poll):
    return {(each.option.date - in_days(0)).days: each.reasons for each in grid_of(poll).ranked}


def places(poll):
    return [(each.option.date - in_days(0)).days for each in grid_of(poll).ranked]


def test_the_day_on_which_most_can_come_stands_first():
    poll = a_quiet_poll()
    an_invitee(poll, says=("no", "yes"))
    an_invitee(poll, says=("maybe", "maybe"))
    grid = grid_of(poll)
    assert places(poll) == [41, 40]
    assert (grid.answered, grid.invited, grid.best.option.date) == (2, 2, in_days(41))
    assert [values for _who, values in grid.rows] == [["yes", "no"], ["maybe", "maybe"]]


def test_who_did_not_answer_is_silent_and_counts_for_nothing():
    poll = a_quiet_poll()
    an_invitee(poll)
    assert [(each.silent, each.score.expected) for each in grid_of(poll).ranked] == [(1, 0), (1, 0)]


def test_a_quorum_and_a_missing_party_are_told_in_words():
    poll = a_quiet_poll()
    an_invitee(poll, says=("yes", "no"), party="SP")
    an_invitee(poll, says=("yes", "yes"), party="D66")
    Quorum.objects.create(poll=poll, attribute="role", value="councillor", minimum=2)
    Quorum.objects.create(poll=poll, attribute="", value="", minimum=3)
    assert reasons(poll) == {
        40: ("Iedereen samen: 2 van de 3 die nodig zijn.",),
        41: (
            "Iedereen samen: 1 van de 3 die nodig zijn.",
            "Raadslid: 1 van de 2 die nodig zijn.",
            "Van SP kan niemand.",
        ),
    }


def test_recess_forbids_and_comes_last():
    poll = a_quiet_poll()
    an_invitee(poll, says=("yes", "no"))
    a_closed_day(poll.event.organisation, first=in_days(35), last=in_days(40), reason="Voorjaarsreces")
    assert places(poll) == [41, 40]
    assert reasons(poll)[40] == ("Voorjaarsreces.",)
    assert grid_of(poll).best.option.date == in_days(41)


def test_a_plenary_evening_leaves_the_afternoon_free():
    poll = a_quiet_poll()
    organisation = poll.event.organisation
    a_closed_day(organisation, first=in_days(40), start_min=1170, end_min=1380, reason="Raadsvergadering")
    a_closed_day(organisation, first=in_days(41), start_min=700, end_min=800, reason="Commissie")
    assert reasons(poll) == {40: (), 41: ("Commissie.",)}


def test_the_days_of_another_organisation_are_not_ours_but_those_of_a_cohost_are():
    poll = a_quiet_poll()
    cohost = an_organisation()
    a_closed_day(an_organisation(), first=in_days(40))
    a_closed_day(cohost, first=in_days(41), reason="Teamdag")
    poll.event.cohosts.add(cohost)
    assert reasons(poll) == {40: (), 41: ("Teamdag.",)}


def book(resource, event, *, day, start, end):
    Booking.objects.bulk_create(
        Booking(event=event, resource=resource, date=in_days(day), slot=slot)
        for slot in range(start // 5, end // 5)
    )


def test_a_speaker_or_place_that_another_event_holds_forbids():
    poll = a_quiet_poll()
    stop = a_stop(poll.event, at=600, venue=a_venue(poll.event, name="Podium Oost"))
    a_speaker(poll.event, talk=a_talk(stop), name="Ada", email="ada@voorbeeld.example")
    other = an_event(title="Avond")
    book(f"venue:{stop.venue_id}", other, day=40, start=610, end=660)
    book("speaker:ada@voorbeeld.example", other, day=41, start=700, end=730)
    assert reasons(poll) == {
        40: ("Podium Oost is van 10.10 tot 11.00 bezet door ‘Avond’.",),
        41: ("Ada is van 11.40 tot 12.10 bezet door ‘Avond’.",),
    }


def test_what_others_hold_at_another_time_of_the_day_is_no_reason():
    poll = a_quiet_poll()
    stop = a_stop(poll.event, venue=a_venue(poll.event))
    book(f"venue:{stop.venue_id}", an_event(), day=40, start=720, end=780)
    assert vetoes(poll.event, list(poll.options.all())) == {}


def test_a_holiday_is_a_hint_in_the_language_of_the_reader():
    poll = a_quiet_poll(days=(84, 85))  # 26 and 27 April
    choose_school_region(poll.event.organisation, school_region="Midden")
    an_invitee(poll, says=("no", "yes"))
    assert places(poll) == [85, 84]
    assert reasons(poll)[85] == ("Let op: Koningsdag; Meivakantie.",)
    with translation.override("en"):
        assert "King's Day" in reasons(poll)[85][0]


@pytest.mark.parametrize(("people", "days"), [(1, 2), (3, 3), (12, 6)])
def test_it_costs_the_same_for_any_number_of_people_and_days(people, days, django_assert_num_queries):
    poll = a_quiet_poll(days=range(40, 40 + days))
    for _person in range(people):
        an_invitee(poll, says=["yes"] * days)
    stop = a_stop(poll.event, venue=a_venue(poll.event))
    a_speaker(poll.event, talk=a_talk(stop))
    with django_assert_num_queries(12):
        grid_of(poll)
