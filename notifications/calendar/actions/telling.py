"""The verbs about what calendars were told. They write Told and the kept bytes; the news posts the mails.

SEQUENCE goes up for start, end, place and for every CANCEL, never for a second try (RFC 5546 2.1.4).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from notifications import links
from notifications.calendar.changes import Part, Person, parts_of
from notifications.calendar.itinerary import (
    Change,
    Itinerary,
    compare,
    digest,
    participant_itinerary,
    speaker_itinerary,
    what_was,
)
from notifications.calendar.models import Told, ToldQuerySet
from notifications.outbox.models import Kind
from tours.models import Event, Registration, Revision, Speaker

_BATCH = 900  # rows named in one statement: below SQLite's old limit of 999 variables


@dataclass(frozen=True)
class Telling:
    """One person and what their calendar is to be told; a mail of that kind goes with it."""

    kind: str
    person: Person  # `told` and `sequence` are those of the entry as it is now
    dtstamp: datetime
    was: dict[str, Any] = field(default_factory=dict)
    back: bool = False


@transaction.atomic(savepoint=False)
def tell(person: Registration | Speaker, revision: Revision, *, at: datetime) -> Telling | None:
    """Let one person's entry say what is published now. None when their calendar says so already.

    A change of text alone counts as said: it goes along with the next change.
    """
    itinerary = _itinerary(person, revision)
    if itinerary is None:
        return None
    entries = list(_entries(person).select_for_update().order_by("pk"))
    live = next((told for told in entries if told.ended_at is None), None)
    if live is None:
        return _begin(person, entries, itinerary, revision, at=at)
    if compare(live.itinerary, itinerary) != Change.SIGNIFICANT:
        return None
    was = what_was(live.itinerary, itinerary)
    _write(live, itinerary, revision, at=at)
    kind = Kind.CHANGED if live.registration_id else Kind.SPEAKER_CHANGED
    return Telling(kind, _person(person, live), at, was)


@transaction.atomic
def refresh(person: Registration, revision: Revision, *, at: datetime) -> Telling | None:
    """Let the entry have the newest words and links: the same SEQUENCE, a newer DTSTAMP (RFC 5546 2.1.4).

    None where there is no entry, or where more than words changed: that is for `tell`.
    """
    itinerary = participant_itinerary(revision.data, person.group_id)
    live = _entries(person).live().select_for_update().first()
    if live is None or compare(live.itinerary, itinerary) == Change.SIGNIFICANT:
        return None
    live.itinerary, live.digest, live.dtstamp = itinerary, digest(itinerary), at
    live.save(update_fields=["itinerary", "digest", "dtstamp"])
    return Telling(Kind.OWN_LINK, _person(person, live), at)


@transaction.atomic
def end(person: Registration | Speaker, *, at: datetime) -> Told | None:
    """Take the entry out of the person's calendar: the row as it now stands, None where they have none.

    The address is that of the entry, which need not be the person's own any more.
    """
    live = _entries(person).live().select_for_update().first()
    if live is None:
        return None
    live.sequence, live.dtstamp, live.ended_at = live.sequence + 1, at, at
    live.save(update_fields=["sequence", "dtstamp", "ended_at"])
    return live


@transaction.atomic
def tell_everybody(event: Event, revision: Revision, *, at: datetime) -> list[Part]:
    """Let every entry say what is published now; who hears something new, with the entries as they now are.

    A number of statements that depends on the groups and speakers, and on the people only by the thousand.
    """
    list(Told.objects.live().filter(event=event).select_for_update().order_by("pk").values_list("pk"))
    parts = parts_of(event, revision.data)
    for part in parts:
        _write_part(event, part, revision, at=at)
    note_as_compared(event, revision)
    return parts


def note_as_compared(event: Event, revision: Revision) -> None:
    """Nobody is behind this revision any more: they were told, or there is nothing to tell them."""
    Told.objects.live().filter(event=event, revision_number__lt=revision.number).update(
        revision_number=revision.number
    )


@transaction.atomic
def end_everybody(event: Event, *, at: datetime) -> list[tuple[int, str]]:
    """Take the event out of all calendars: the entries that stood there, by id, with their address."""
    live = Told.objects.live().filter(event=event)
    entries = list(live.select_for_update().order_by("pk").values_list("pk", "email"))
    live.update(sequence=F("sequence") + 1, dtstamp=at, ended_at=at)
    return entries


def _itinerary(person: Registration | Speaker, revision: Revision) -> Itinerary | None:
    if isinstance(person, Speaker):
        return speaker_itinerary(revision.data, person.pk)
    return participant_itinerary(revision.data, person.group_id)


def _entries(person: Registration | Speaker) -> ToldQuerySet:
    if isinstance(person, Speaker):
        return Told.objects.filter(speaker=person)
    return Told.objects.filter(registration=person)


def _begin(
    person: Registration | Speaker,
    entries: list[Told],
    itinerary: Itinerary,
    revision: Revision,
    *,
    at: datetime,
) -> Telling:
    """A new entry; at an address that had one before, the same UID with a SEQUENCE above its CANCEL."""
    kind = Kind.SEAT_CONFIRMED if isinstance(person, Registration) else Kind.SPEAKER_CONFIRMED
    before = next((told for told in reversed(entries) if told.email.lower() == person.email.lower()), None)
    if before:
        _write(before, itinerary, revision, at=at)
        return Telling(kind, _person(person, before), at, back=True)
    told = _bare(person.event_id, _person(person, None), at=at)
    for name, value in _said(itinerary, revision).items():
        setattr(told, name, value)
    told.save(force_insert=True)
    return Telling(kind, _person(person, told), at)


def _person(person: Registration | Speaker, told: Told | None) -> Person:
    is_speaker = isinstance(person, Speaker)
    return Person(
        registration=None if is_speaker else person.pk,
        speaker=person.pk if is_speaker else None,
        email=told.email if told else person.email,
        name=person.name,
        language=person.language,
        told=told.pk if told else 0,
        sequence=told.sequence if told else 0,
    )


def _bare(event_id: int, person: Person, *, at: datetime) -> Told:
    """An entry with a UID of its own that says nothing yet."""
    return Told(
        event_id=event_id,
        registration_id=person.registration,
        speaker_id=person.speaker,
        email=person.email,
        uid=f"{event_id}.{secrets.token_hex(12)}@{links.host()}",
        dtstamp=at,
    )


def _said(itinerary: Itinerary, revision: Revision) -> dict[str, Any]:
    return {"itinerary": itinerary, "digest": digest(itinerary), "revision_number": revision.number}


def _write(told: Told, itinerary: Itinerary, revision: Revision, *, at: datetime) -> None:
    for name, value in _said(itinerary, revision).items():
        setattr(told, name, value)
    told.sequence, told.dtstamp, told.ended_at = told.sequence + 1, at, None
    told.save()


def _write_part(event: Event, part: Part, revision: Revision, *, at: datetime) -> None:
    """Bring the rows of these people to the new itinerary; `part.people` get their ids and SEQUENCE as they now are."""
    known = [person for person in part.people if person.told]
    new = [person for person in part.people if not person.told]
    said = _said(part.new, revision) if part.new else {}
    ended_at = None if part.new else at
    _update(known, said | {"sequence": F("sequence") + 1, "dtstamp": at, "ended_at": ended_at})
    made = Told.objects.bulk_create([_bare(event.pk, person, at=at) for person in new], batch_size=_BATCH)
    new = [person._replace(told=told.pk) for person, told in zip(new, made, strict=True)]
    _update(new, said)  # not in each of the rows above: it is the same and long
    part.people = [person._replace(sequence=person.sequence + 1) for person in known] + new


def _update(people: list[Person], columns: dict[str, Any]) -> None:
    for start in range(0, len(people), _BATCH):
        pks = [person.told for person in people[start : start + _BATCH]]
        Told.objects.filter(pk__in=pks).update(**columns)
