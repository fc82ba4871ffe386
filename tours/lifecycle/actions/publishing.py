"""Publish, cancel, close, reopen: what the outside world sees of an event."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.facts import announce
from core.states import MoveRefused
from tours.facts import EventCancelled, EventClosed, EventPublished, PublishedAsBefore
from tours.lifecycle.errors import (
    DateMissing,
    EventIsCancelled,
    EventIsClosed,
    NotOverYet,
    PlaceMissing,
    ReasonMissing,
    TimesMissing,
)
from tours.organisations.models import User
from tours.programme.actions import check_minutes, claim_bookings, release_bookings
from tours.programme.models import Event, EventState, Revision, Visit
from tours.programme.snapshot import Programme, groups_of, snapshot, stops_of
from tours.signups.seats import lock_pools

_S = EventState
_log = logging.getLogger(__name__)


@transaction.atomic
def publish(event: Event, *, by: User | None, silent: bool = False) -> Revision:
    """Make the drafts public as the next Revision. Without a difference from the last one: that one.

    Only contacts of stops may have news then. An event that is over tells nobody. Raises NotPublishable, AlreadyBooked,
    EventIsCancelled, EventIsClosed.
    """
    locked = _locked(event)
    if locked.state == _S.CANCELLED:
        raise EventIsCancelled
    check_publishable(locked)
    data = snapshot(locked)
    if locked.state == _S.CLOSED and _end(data) > timezone.now():
        raise EventIsClosed
    revision = locked.current
    if revision is None or revision.data != data:
        revision = _reveal(locked, data, by=by, silent=silent)
    elif not silent:
        announce(PublishedAsBefore(locked, revision))
    _take_over(event, locked)
    return revision


@transaction.atomic
def revise(event: Event, data: Programme, *, seen: int, by: User | None) -> Revision:
    """Store `data`, made of the published Revision number `seen`, as the next one. Drafts are not looked at; the caller rebooks.

    For a day that runs otherwise than was planned; the caller announces what happened. Raises MoveRefused where another
    Revision is the current one by now, or the event is not on.
    """
    locked = _locked(event)
    if locked.state != _S.PUBLISHED or locked.current is None or locked.current.number != seen:
        raise MoveRefused
    revision = _store(locked, data, by=by)
    _take_over(event, locked)
    return revision


@transaction.atomic
def cancel_event(event: Event, *, reason: str, by: User | None) -> Event:
    """Call the event off; everybody who knows of it is told why. Registrations stay as they are, for if it is reopened.

    Raises ReasonMissing, EventIsCancelled, MoveRefused for an event that is closed.
    """
    if not reason.strip():
        raise ReasonMissing
    locked = _locked(event)
    if locked.state == _S.CANCELLED:
        raise EventIsCancelled
    locked.move_to(_S.CANCELLED, cancel_reason=reason.strip())
    release_bookings(locked)
    _note("cancelled", locked, by)
    announce(EventCancelled(locked))
    _take_over(event, locked)
    return event


@transaction.atomic
def close(event: Event, *, by: User | None) -> Event:
    """Wrap the event up when it is over: material, report and thanks may go out. Raises NotOverYet, MoveRefused."""
    locked = _locked(event)
    if locked.state == _S.PUBLISHED and not locked.is_over(at=timezone.now()):
        raise NotOverYet
    locked.move_to(_S.CLOSED)
    _note("closed", locked, by)
    announce(EventClosed(locked))
    _take_over(event, locked)
    return event


@transaction.atomic
def reopen(event: Event, *, by: User | None) -> Event:
    """Take closing or cancelling back. A cancelled event is published anew: everybody is told that it is on again.

    Raises what publish raises; MoveRefused for an event that is neither closed nor cancelled.
    """
    locked = _locked(event)
    if locked.state == _S.CLOSED:
        locked.move_to(_S.PUBLISHED)
        _note("reopened", locked, by)
    elif locked.state == _S.CANCELLED:
        check_publishable(locked)
        _reveal(locked, snapshot(locked), by=by, silent=False)
    else:
        raise MoveRefused
    _take_over(event, locked)
    return event


def check_publishable(event: Event) -> None:
    """Raise the first NotPublishable that stands in the way: date, place, times; TimeSkipped for one that is no time."""
    if event.date is None:
        raise DateMissing
    if not (event.meeting_point_id or event.conference_url or stops_of(event)):
        raise PlaceMissing
    visits = [
        visit for group in groups_of(event) for visit in group.visits.all() if visit.start_min is not None
    ]
    if event.programme_complete and event.start_min is None and not visits:
        raise TimesMissing
    check_minutes(event, _minutes(event, visits))


def _minutes(event: Event, visits: list[Visit]) -> Iterator[int]:
    own = (event.start_min, event.end_min)
    of_visits = (minute for visit in visits for minute in (visit.start_min, visit.end_min))
    return (minute for minute in (*own, *of_visits) if minute is not None)


def _locked(event: Event) -> Event:
    """The event as it is now. Whoever changes its state waits here; those who only refer to it do not."""
    # Two statements: while the first waits, `current` may move on, and a join would still see the one before.
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    lock_pools(event)  # nobody comes or goes between reading who is told and the end of the transaction
    return Event.objects.select_related("organisation", "current", "meeting_point", "end_point").get(
        pk=event.pk
    )


def _reveal(event: Event, data: Programme, *, by: User | None, silent: bool) -> Revision:
    """Claim what the drafts need, store the next Revision and announce it."""
    claim_bookings(event)
    was_off = event.state == _S.CANCELLED
    revision = _store(event, data, by=by)
    over = revision.ends_at <= revision.published_at
    announce(EventPublished(event, revision, silent=silent or over, was_off=was_off))
    return revision


def _store(event: Event, data: Programme, *, by: User | None) -> Revision:
    """Write the next Revision and make it the current one."""
    revision = Revision.objects.create(
        event=event,
        number=(event.revisions.aggregate(last=Max("number"))["last"] or 0) + 1,
        published_at=timezone.now(),
        published_by=by,
        title=data["title"],
        starts_at=datetime.fromisoformat(data["starts_at"]),
        ends_at=_end(data),
        all_day=data["all_day"],
        search=search_words(data),
        data=data,
    )
    if event.state in {_S.PUBLISHED, _S.CLOSED}:
        Event.objects.filter(pk=event.pk).update(current=revision)
    else:
        event.move_to(_S.PUBLISHED, current_id=revision.pk, cancel_reason="")
    event.current = revision
    _note(f"published as number {revision.number}", event, by)
    return revision


def search_words(data: Programme) -> str:
    """What somebody may look for: the words of title, stops, talks, speakers and places, in lower case."""
    texts = [data["title"], data["summary"], data["hosts"], data["organisation"], *data["cohosts"]]
    texts.append(data["meeting"]["policy_field"])
    places = [data["meeting_point"], data.get("end_point"), *(stop["venue"] for stop in data["stops"])]
    texts += [text for place in places if place for text in (place["name"], place["address"])]
    for stop in data["stops"]:
        texts.append(stop["title"])
        for talk in stop["talks"]:
            texts.append(talk["title"])
            texts += [
                text for speaker in talk["speakers"] for text in (speaker["name"], speaker["affiliation"])
            ]
    return " ".join(dict.fromkeys(" ".join(texts).lower().split()))


def _end(data: Programme) -> datetime:
    return datetime.fromisoformat(data["ends_at"])


def _take_over(event: Event, locked: Event) -> None:
    """Let the caller's object know what is true now."""
    event.state, event.cancel_reason, event.current = locked.state, locked.cancel_reason, locked.current


def _note(what: str, event: Event, by: User | None) -> None:
    _log.info("event %s %s by user %s", event.slug, what, by.pk if by else "-")
