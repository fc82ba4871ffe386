from datetime import date

import pytest
import time_machine

from core.states import MoveRefused
from tests.builders import (
    a_draft,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    a_venue,
    an_event,
    in_days,
)
from tours.facts import EventCancelled, EventClosed, EventPublished
from tours.lifecycle.actions import cancel_event, close, publish, reopen
from tours.lifecycle.errors import (
    DateMissing,
    EventIsCancelled,
    EventIsClosed,
    NotOverYet,
    PlaceMissing,
    ReasonMissing,
    TimesMissing,
)
from tours.models import Event
from tours.programme.errors import AlreadyBooked, TimeSkipped

pytestmark = pytest.mark.django_db


def ready(**fields):
    """A draft that lacks nothing for a save-the-date."""
    draft = a_draft(**fields)
    draft.meeting_point = a_venue(draft, name="Stadhuis")
    draft.save()
    return draft


def with_programme(venue=None, *, at=600, **fields):
    draft = ready(programme_complete=True, **fields)
    a_stop(draft, at=at, venue=venue or a_venue(draft))
    return draft


def stored(event):
    return Event.objects.select_related("current").get(pk=event.pk)


def test_publishing_makes_the_drafts_public_and_says_so(heard):
    draft, clerk = ready(title="Toer langs de wijk"), a_user()
    revision = publish(draft, by=clerk)
    assert (revision.number, revision.published_by) == (1, clerk)
    assert stored(draft).state == "published"
    assert stored(draft).current.data["title"] == "Toer langs de wijk"
    assert heard == [EventPublished(draft, revision, silent=False)]


def test_the_callers_event_knows_that_it_is_published():
    draft = ready()
    revision = publish(draft, by=None)
    assert (draft.state, draft.current) == ("published", revision)


def test_publishing_without_a_difference_makes_no_revision_and_no_news(heard):
    draft = ready()
    first = publish(draft, by=None)
    assert publish(stored(draft), by=None) == first
    assert len(heard) == draft.revisions.count() == 1


def test_a_change_becomes_the_next_revision_and_the_first_stays():
    draft = ready(title="Toer")
    publish(draft, by=None)
    Event.objects.filter(pk=draft.pk).update(title="Fietstoer")
    assert publish(stored(draft), by=None).number == 2
    assert [revision.title for revision in draft.revisions.all()] == ["Fietstoer", "Toer"]


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (lambda: ready(date=None), DateMissing),
        (a_draft, PlaceMissing),
        (lambda: ready(programme_complete=True, start_min=None, end_min=None), TimesMissing),
        (lambda: ready(date=date(2027, 3, 28), start_min=150, end_min=240), TimeSkipped),
        (lambda: with_programme(at=150, date=date(2027, 3, 28)), TimeSkipped),
    ],
)
def test_what_publishing_needs(draft, refusal, heard):
    draft = draft()
    with pytest.raises(refusal):
        publish(draft, by=None)
    assert stored(draft).state == "draft"
    assert heard == []


def test_the_hour_that_comes_twice_can_be_published():
    draft = ready(date=date(2027, 10, 31), start_min=150, end_min=240)
    assert publish(draft, by=None).data["starts_at"] == "2027-10-31T00:30:00Z"


def test_a_stop_an_online_address_or_a_meeting_point_is_place_enough():
    with_stop, online = a_draft(), a_draft(conference_url="https://vergaderen.example/x")
    a_stop(with_stop)
    assert publish(with_stop, by=None).number == publish(online, by=None).number == 1


def test_publishing_an_event_that_is_over_tells_nobody(heard):
    publish(ready(date=in_days(-3)), by=None)
    assert [fact.silent for fact in heard] == [True]


def test_a_full_programme_claims_its_venue_and_a_save_the_date_does_not():
    draft = with_programme(at=600)
    publish(draft, by=None)
    early = ready()
    publish(early, by=None)
    assert draft.bookings.count() == 6  # half an hour
    assert early.bookings.count() == 0


def test_a_venue_that_another_published_event_holds_stops_publishing_and_changes_nothing(heard):
    first = with_programme(at=600)
    publish(first, by=None)
    second = with_programme(first.stops.get().venue, at=615)
    with pytest.raises(AlreadyBooked):
        publish(second, by=None)
    assert stored(second).current is None
    assert len(heard) == 1


def test_the_words_of_the_programme_can_be_searched():
    draft = with_programme(title="Toer Oost")
    a_speaker(
        draft, talk=a_talk(draft.stops.get(), title="Zelf doen"), name="Noor Bakker", affiliation="Buurtpact"
    )
    found = publish(draft, by=None).search
    assert all(word in found for word in ("toer oost", "zelf doen", "noor bakker", "buurtpact", "stadhuis"))


def test_cancelling_says_why_frees_the_bookings_and_keeps_the_registrations(heard):
    event = with_programme()
    publish(event, by=None)
    registration = a_registration(event)
    cancel_event(event, reason=" Te weinig aanmeldingen ", by=None)
    assert (stored(event).state, stored(event).cancel_reason) == ("cancelled", "Te weinig aanmeldingen")
    assert event.bookings.count() == 0
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    assert heard[-1] == EventCancelled(event)


def test_cancelling_needs_a_reason_and_happens_once():
    event = an_event()
    with pytest.raises(ReasonMissing):
        cancel_event(event, reason="  ", by=None)
    cancel_event(event, reason="Storm", by=None)
    with pytest.raises(EventIsCancelled):
        cancel_event(event, reason="Storm", by=None)


def test_what_was_cancelled_is_not_published_by_accident_but_can_go_on_after_all(heard):
    event = with_programme()
    publish(event, by=None)
    cancel_event(event, reason="Storm", by=None)
    with pytest.raises(EventIsCancelled):
        publish(stored(event), by=None)
    reopen(event, by=None)
    assert (stored(event).state, stored(event).cancel_reason) == ("published", "")
    assert event.bookings.count() == 6
    assert heard[-1] == EventPublished(event, event.current, was_off=True)
    assert event.current.number == 2


def test_closing_waits_until_the_event_is_over(heard):
    event = an_event(date=in_days(2))
    with pytest.raises(NotOverYet):
        close(event, by=None)
    with time_machine.travel(in_days(3), tick=False):
        close(event, by=None)
    assert stored(event).state == "closed"
    assert heard == [EventClosed(event)]


def test_a_closed_event_is_corrected_in_silence_but_not_moved_to_the_future(heard):
    event = ready(date=in_days(-3))
    publish(event, by=None)
    close(event, by=None)
    Event.objects.filter(pk=event.pk).update(title="Beter gezegd")
    assert publish(stored(event), by=None).number == 2
    assert (stored(event).state, heard[-1].silent) == ("closed", True)
    Event.objects.filter(pk=event.pk).update(date=in_days(9))
    with pytest.raises(EventIsClosed):
        publish(stored(event), by=None)


def test_closing_can_be_taken_back_without_news(heard):
    event = an_event(date=in_days(-2))
    close(event, by=None)
    reopen(event, by=None)
    assert stored(event).state == "published"
    assert len(heard) == 1


def test_a_draft_can_be_neither_closed_nor_reopened():
    for verb in (close, reopen):
        with pytest.raises(MoveRefused):
            verb(ready(), by=None)
