from contextlib import nullcontext
from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from core.states import MoveRefused
from notifications.models import Told
from notifications.outbox import lease
from scheduling.live.actions import accept, note_arrival
from scheduling.live.errors import NotToday, ProposalTooOld
from scheduling.live.proposing import propose_delay
from scheduling.live.signing import opened, sealed
from tests.builders import a_registration, publish_quietly
from tests.notifications.told import entry_of, kinds, posted
from tests.scheduling.live.day import AMSTERDAM, a_tour, at, group, starts
from tours.lifecycle.actions import publish
from tours.lifecycle.overview import overview_of
from tours.models import Event, Speaker, Stop, Visit

pytestmark = pytest.mark.django_db


def proposed(event, minutes, *, letter="A", clock="10:22", how="shift"):
    """The proposal of that sort, None where there is none."""
    with time_machine.travel(at(clock), tick=False):
        found = propose_delay(group(event, letter), minutes=minutes)
    return next((one for one in found if one.how == how), None)


def late(event, minutes, *, letter="A", clock="10:22", how="shift"):
    proposal = proposed(event, minutes, letter=letter, clock=clock, how=how)
    with time_machine.travel(at(clock), tick=False):
        return accept(event, proposal, by=None)


def everybody_told(event, letters="AB"):
    """Both groups and all speakers have the programme in their calendar, and the mails have left."""
    people = {letter: a_registration(event, group=group(event, letter)) for letter in letters}
    from notifications.news.programme import tell_programme

    tell_programme(event, event.current, at=at("08:00"))
    lease.claim("somebody", at=timezone.now(), limit=100)
    return people


def test_the_spare_minutes_take_up_a_delay_first():
    event = a_tour()
    late(event, 15)
    assert starts(event) == {"Jutter": "10:00", "Podium": "11:05", "Lunch": "12:00"}
    assert starts(event, "B") == {"Podium": "10:00", "Jutter": "11:00", "Lunch": "12:00"}


def test_a_delay_that_fits_in_the_spare_minutes_tells_nobody():
    event = a_tour()
    with time_machine.travel(at("10:22"), tick=False):
        assert propose_delay(group(event), minutes=10) == []


def test_the_other_groups_wait_for_the_lunch_that_all_have_together():
    event = a_tour()
    late(event, 30)
    assert starts(event) == {"Jutter": "10:00", "Podium": "11:20", "Lunch": "12:10"}
    assert starts(event, "B")["Lunch"] == "12:10"


def test_a_second_delay_counts_on_top_of_the_first():
    event = a_tour()
    late(event, 15)
    late(event, 10)
    assert starts(event)["Podium"] == "11:15"


def test_a_stop_that_was_due_but_not_reached_still_moves():
    event = a_tour()
    with time_machine.travel(at("10:01"), tick=False):
        note_arrival(group(event), stop_id=event.stops.get(title="Jutter").pk, reached=True)
    late(event, 20, clock="11:02")
    assert starts(event)["Podium"] == "11:10"


def test_looking_at_a_delay_writes_nothing(django_assert_num_queries):
    event = a_tour()
    one = group(event)
    with time_machine.travel(at("10:22"), tick=False), django_assert_num_queries(5):
        shift = propose_delay(one, minutes=15)[0]
    assert [(one.stop["title"], one.late_min) for one in shift.changes] == [("Podium", 5)]


@pytest.mark.parametrize("days", [-1, 1])
def test_only_on_the_day_itself(days):
    event = a_tour()
    with time_machine.travel(at("10:22") + timezone.timedelta(days=days)), pytest.raises(NotToday):
        propose_delay(group(event), minutes=15)


def test_accepting_twice_moves_the_day_once():
    event = a_tour()
    twice = proposed(event, 15)
    for refused in (None, MoveRefused):
        with time_machine.travel(at("10:22")), pytest.raises(refused) if refused else nullcontext():
            accept(event, twice, by=None)
    assert starts(event)["Podium"] == "11:05"


def test_only_who_still_has_to_come_is_told():
    event = a_tour()
    people = everybody_told(event)
    before = Told.objects.count()
    late(event, 15)
    told = {mail.recipient_name for mail in posted(state="pending")}
    assert told == {people["A"].name, "Hans"}
    assert entry_of(people["A"]).sequence == 1
    assert entry_of(Speaker.objects.get(name="Mariska")).sequence == 0
    assert Told.objects.count() == before


def test_whose_day_is_done_who_cancelled_and_whom_they_already_met_hear_nothing():
    event = a_tour()
    Visit.objects.filter(group__event=event, group__letter="B", stop__title="Lunch").delete()
    event = publish_quietly(event)
    people = everybody_told(event)
    gone = a_registration(event, group=group(event), state="cancelled")
    before = {entry.pk: entry.sequence for entry in Told.objects.all()}
    late(event, 30, clock="11:40")  # the lunch of the others ends after the day did
    assert [(mail.recipient_name, mail.method) for mail in posted(state="pending")] == [
        (people["A"].name, "REQUEST")
    ]
    after = {entry.pk: entry.sequence for entry in Told.objects.all()}
    mine = entry_of(people["A"]).pk
    assert after == before | {mine: before[mine] + 1}
    assert gone.name not in {mail.recipient_name for mail in posted()}


def test_a_delay_is_made_of_what_was_published_and_not_of_drafts():
    event = a_tour()
    Event.objects.filter(pk=event.pk).update(title="Concept")
    event.stops.filter(title="Podium").update(title="Ander podium")
    revision = late(event, 15)
    assert revision.data["title"] == revision.title != "Concept"
    assert "Podium" in [stop["title"] for stop in revision.data["stops"]]


def test_the_next_publication_does_not_take_the_delay_back():
    event = a_tour()
    late(event, 15)
    with time_machine.travel(at("10:30"), tick=False):
        assert not overview_of(Event.objects.get(pk=event.pk), at=timezone.now()).unpublished
        publish(Event.objects.get(pk=event.pk), by=None)
    assert starts(event)["Podium"] == "11:05"
    assert "changed" not in kinds()


def test_a_draft_that_was_moved_by_hand_stays_where_it_was_put():
    event = a_tour()
    visits = group(event).visits.filter(stop__title="Podium")
    visits.update(start_min=670, end_min=705)
    late(event, 15)
    assert visits.get().start_min == 670


def times(event, letter="A"):
    """From when until when the group is where."""
    event.refresh_from_db()
    ends = {
        visit["stop"]: f"{datetime.fromisoformat(visit['end']).astimezone(AMSTERDAM):%H:%M}"
        for visit in next(one for one in event.current.data["groups"] if one["letter"] == letter)["visits"]
    }
    titles = dict(Stop.objects.filter(event=event).values_list("title", "pk"))
    return {title: (start, ends[titles[title]]) for title, start in starts(event, letter).items()}


def test_staying_less_long_keeps_the_lunch_on_time():
    event = a_tour()
    late(event, 30, how="shorten")
    assert times(event)["Podium"] == ("11:20", "11:45")
    assert times(event)["Lunch"][0] == times(event, "B")["Lunch"][0] == "12:00"


def test_leaving_a_stop_out_keeps_everything_else_on_time():
    event = a_tour()
    late(event, 45, how="skip")
    assert starts(event) == {"Jutter": "10:00", "Lunch": "12:00"}
    assert starts(event, "B") == {"Podium": "10:00", "Jutter": "11:00", "Lunch": "12:00"}


def test_a_speaker_nobody_comes_to_any_more_hears_so():
    event = a_tour(groups=1)
    everybody_told(event, letters="A")
    late(event, 45, how="skip")
    told = {(mail.recipient_name, mail.kind) for mail in posted(state="pending")}
    assert ("Hans", "speaker_cancelled") in told
    assert "Mariska" not in {name for name, _kind in told}


def test_a_stop_left_out_is_left_out_of_the_drafts_too():
    event = a_tour()
    late(event, 45, how="skip")
    fresh = Event.objects.get(pk=event.pk)
    with time_machine.travel(at("10:30"), tick=False):
        assert not overview_of(fresh, at=timezone.now()).unpublished


def test_what_was_shown_is_accepted_to_the_minute_a_little_later():
    event = a_tour()
    with time_machine.travel(at("10:22"), tick=False):
        text = sealed(event, propose_delay(group(event), minutes=30)[0])
    with time_machine.travel(at("10:34"), tick=False):
        accept(event, opened(event, text), by=None)
    assert starts(event)["Podium"] == "11:20"


@pytest.mark.parametrize("spoil", [lambda text: text + "x", lambda _text: ""])
def test_what_was_not_shown_is_not_accepted(spoil):
    event = a_tour()
    text = sealed(event, proposed(event, 30))
    with pytest.raises(ProposalTooOld):
        opened(event, spoil(text))


def test_what_was_shown_long_ago_or_for_another_event_is_not_accepted():
    event, other = a_tour(), a_tour()
    with time_machine.travel(at("10:22"), tick=False):
        text = sealed(event, propose_delay(group(event), minutes=30)[0])
        with pytest.raises(ProposalTooOld):
            opened(other, text)
    with time_machine.travel(at("10:38"), tick=False), pytest.raises(ProposalTooOld):
        opened(event, text)
