"""News about the programme: published, or changed on the day."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.facts import listen
from notifications.batches.actions import begin, note_as_taken_back
from notifications.batches.models import Batch
from notifications.batches.untold import untold_keys
from notifications.batches.wishes import Wishes, wishes_for
from notifications.calendar.actions import (
    keep,
    note_as_compared,
    number_back,
    tell_everybody,
)
from notifications.calendar.changes import Part, PersonKey
from notifications.calendar.models import Told
from notifications.calendar.waiting import following, says_nothing, waiting_requests
from notifications.news.called_off import first_heard, on_again, take_back_that_it_is_off
from notifications.news.posting import revision_for_news, to_person
from notifications.outbox.actions import Letter, post_many, withdraw
from notifications.outbox.fanout import post_to_entries
from notifications.outbox.models import CalendarMethod
from scheduling.facts import DayChanged
from tours import facts
from tours.models import Event, Revision, User
from tours.programme.models import EventState


@listen(facts.EventPublished)
def event_published(fact: facts.EventPublished) -> None:
    """Each person hears what changed for them, old and new; who counts on it and was never told gets the invitation."""
    now = timezone.now()
    keep(fact.event, fact.revision, at=fact.revision.published_at)
    if fact.silent or fact.revision.ends_at <= now:
        note_as_compared(fact.event, fact.revision)
    else:
        if fact.was_off:
            take_back_that_it_is_off(fact.event, at=now)
            post_many(first_heard(fact.event, fact.revision))
        _tell_published(fact.event, fact.revision, at=now)
        post_many(on_again(fact.event, fact.revision))


@listen(facts.PublishedAsBefore)
def published_as_before(fact: facts.PublishedAsBefore) -> None:
    """Somebody else receives the groups at a stop: the one hears that, and so does the other."""
    now = timezone.now()
    if revision_for_news(fact.event, at=now):
        _tell_published(fact.event, fact.revision, at=now)


@listen(DayChanged)
def day_changed(fact: DayChanged) -> None:
    """Who still has something to come at another time hears it at once; what is over is told to nobody again."""
    keep(fact.event, fact.revision, at=fact.revision.published_at)
    tell_programme(fact.event, fact.revision, at=timezone.now(), note=fact.note)


def tell_programme(
    event: Event,
    revision: Revision,
    *,
    at: datetime,
    note: str = "",
    left_out: Collection[PersonKey] = (),
) -> int:
    """Post one mail to everybody for whom something changed; older invitations that still wait are taken back.

    Somebody whose last mail did not leave yet is told from what they last really heard.
    """
    parts = tell_everybody(event, revision, at=at, left_out=left_out)
    _take_back_changes(event)
    _post(parts, event, revision, at=at, note=note)
    return sum(len(part.people) for part in parts)


def _tell_published(event: Event, revision: Revision, *, at: datetime) -> None:
    """The same as a batch, the way the organiser wants it."""
    wishes = wishes_for(event)
    parts = tell_everybody(event, revision, at=at, left_out=wishes.left_out)
    _take_back_changes(event)
    _post(
        parts,
        event,
        revision,
        at=at,
        batch=begin(event, revision, parts, wishes, at=at, by=revision.published_by_id),
    )


@transaction.atomic
def tell_left_out(event: Event, *, at: datetime, by: User) -> int:
    """Mail whoever was left out of a publication, after all. Returns how many; the others need not hear anything any more."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    revision = revision_for_news(Event.objects.select_related("current").get(pk=event.pk), at=at)
    if revision is None:
        return 0
    parts = tell_everybody(event, revision, at=at, only=untold_keys(event, at=at))
    _post(parts, event, revision, at=at, batch=begin(event, revision, parts, Wishes(), at=at, by=by.pk))
    return sum(len(part.people) for part in parts)


def _post(
    parts: list[Part],
    event: Event,
    revision: Revision,
    *,
    at: datetime,
    batch: Batch | None = None,
    note: str = "",
) -> None:
    waiting = waiting_requests(event)
    withdraw(
        event=event, method=CalendarMethod.REQUEST, told__dtstamp=at, told__revision_number=revision.number
    )
    for part in parts:
        if not part.has_entry:
            post_many(_to_who_has_no_entry(part, event, note, batch=batch, at=at))
            continue
        method = CalendarMethod.REQUEST if part.new else CalendarMethod.CANCEL
        for (kind, about), entries in _alike(part, waiting, note, event=event).items():
            facts = json.loads(about)
            if batch and (line := batch.line_for(kind)):
                facts["line"] = line
            post_to_entries(
                entries, event=event, kind=kind, method=method, facts=facts, batch=batch.pk if batch else None
            )


def _take_back_changes(event: Event) -> None:
    """What did not reach who has no entry is followed by a letter that knows what they really heard, or by none."""
    withdraw(event=event, told=None, facts__changed=True)


def _to_who_has_no_entry(
    part: Part, event: Event, note: str, *, batch: Batch | None, at: datetime
) -> Iterator[Letter]:
    """The news in the mail that tells them how it stands: a seat held or offered, on the waiting list, asked to speak or not."""
    about = {"was": part.was, "note": note, "line": batch.line_for(part.kind) if batch else ""}
    facts = {"changed": True} | {name: value for name, value in about.items() if value}
    for person in part.people:
        key = f"{part.kind}:{person.registration or person.speaker}:{at.isoformat()}"
        yield to_person(event, person, part.kind, key=key, facts=facts | part.about(person), batch=batch)


def catch_up(*, at: datetime) -> int:
    """Tell who signed up on the old programme in the instant in which a new one was published. Returns how many.

    Whom an organiser left out, or whose mail they withdrew, hears nothing from this.
    """
    behind = Told.objects.live().filter(
        event__state=EventState.PUBLISHED,
        event__current__ends_at__gt=at,
        revision_number__lt=F("event__current__number"),
    )
    events = Event.objects.filter(pk__in=behind.values("event")).select_related("current")
    return sum(
        tell_programme(event, event.current, at=at, left_out=untold_keys(event, at=at))
        for event in events
        if event.current
    )


def _alike(
    part: Part, waiting: dict[int, tuple[str, dict[str, Any]]], note: str, *, event: Event
) -> dict[tuple[str, str], list[int]]:
    """The entries of one part by the letter they get: kind, and facts as JSON.

    A letter that did not leave yet is followed by one of the same kind, from what was really heard; by none where that
    is what is published again.
    """
    about = {"was": part.was, "again": part.back, "reason": part.reason, "note": note}
    usual = part.kind, json.dumps({name: value for name, value in about.items() if value})
    was = part.was
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    next_of: dict[tuple[str, str], tuple[str, str]] = {}  # many wait for the same letter
    for person in part.people:
        before = waiting.get(person.told)
        if before is None or part.new is None:
            found[usual].append(person.told)
            continue
        letter = before[0], json.dumps(before[1])
        if letter not in next_of:
            kind, facts = following(before, was)
            next_of[letter] = kind, json.dumps(facts | ({"note": note} if note else {}))
        found[next_of[letter]].append(person.told)
    as_before = [letter for letter in found if says_nothing(json.loads(letter[1]).get("was"), part.new)]
    for letter in as_before:
        entries = found.pop(letter)
        number_back(entries)
        note_as_taken_back(event, entries)
    return found
