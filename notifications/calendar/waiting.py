"""Letters about an entry that did not leave yet: their reader knows only what was told before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from notifications.calendar.changes import Part, Person
from notifications.calendar.itinerary import Change, Itinerary, compare
from notifications.outbox.models import CalendarMethod, Kind, Message, MessageState
from tours.models import Event

Waiting = dict[int, tuple[str, dict[str, Any]]]  # by entry: the kind of the letter, and its facts


def waiting_requests(event: Event, **which: Any) -> Waiting:
    """The invitations and updates that were not sent yet, by entry; the oldest of each, for it knows what was heard."""
    rows = Message.objects.filter(
        **which,
        event=event,
        kind__in=[
            Kind.INVITED,
            Kind.SEAT_CONFIRMED,
            Kind.CHANGED,
            Kind.SPEAKER_CONFIRMED,
            Kind.SPEAKER_CHANGED,
            Kind.HOST_TOLD,
            Kind.HOST_CHANGED,
        ],
        method=CalendarMethod.REQUEST,
        state__in=[MessageState.PENDING, MessageState.HELD],
        told__isnull=False,
    ).order_by("-pk")
    return {told: (kind, about) for told, kind, about in rows.values_list("told_id", "kind", "facts")}


def following(before: tuple[str, dict[str, Any]], was: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The letter in the place of one that did not leave: of the same kind, from what was really heard."""
    kind, about = before
    about = {name: value for name, value in about.items() if name != "line"}
    if "was" in about:
        about["was"] = was | about["was"]
    return kind, about


def says_nothing(was: dict[str, Any] | None, new: Itinerary | None) -> bool:
    """Whether what was heard before all that did not leave is what is (to be) published; `was`: where it differs."""
    if was is None or new is None:
        return False
    heard: Itinerary = {**new, **was}  # type: ignore[typeddict-item]  # keys of Itinerary
    return compare(heard, new) != Change.SIGNIFICANT


def as_heard(event: Event, parts: Iterable[Part]) -> list[Part]:
    """The same parts by what people really heard, as publishing will tell them; who then hears nothing new is in none."""
    parts = [part for part in parts if part.people]
    known = any(person.told and part.new for part in parts for person in part.people)
    waiting = waiting_requests(event) if known else {}
    found: dict[str, Part] = {}
    for number, part in enumerate(parts):
        for person, kind, old in _who_hears(part, waiting):
            key = json.dumps([number, kind, old], sort_keys=True)
            own = found.setdefault(key, Part(kind, old, part.new, [], part.has_entry, part.back, part.reason))
            own.people.append(person)
    return list(found.values())


def _who_hears(part: Part, waiting: Waiting) -> Iterator[tuple[Person, str, Itinerary | None]]:
    """Who of a part gets a letter, of which kind, and what they knew before."""
    for person in part.people:
        before = waiting.get(person.told) if part.new else None
        if before is None:
            yield person, part.kind, part.old
            continue
        kind, about = before
        if "was" not in about:
            yield person, kind, None  # the first they hear
        elif not says_nothing(part.was | about["was"], part.new):
            heard: Itinerary | None = {**part.old, **about["was"]} if part.old else None
            yield person, kind, heard
