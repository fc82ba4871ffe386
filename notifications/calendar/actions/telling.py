"""The verbs about what calendars were told. They write Told and the kept bytes; the news posts the mails.

SEQUENCE goes up for start, end, place and for every CANCEL, never for a second try (RFC 5546 2.1.4).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Substr

from core.bulk import Sha256, insert_from
from notifications import links
from notifications.calendar.actions.unsaying import some
from notifications.calendar.changes import Part, Person, PersonKey, parts_of
from notifications.calendar.itinerary import (
    Change,
    Itinerary,
    compare,
    digest,
    participant_itinerary,
    speaker_itinerary,
    what_was,
)
from notifications.calendar.models import Saying, Told, ToldQuerySet
from notifications.outbox.models import Kind
from tours.models import Event, Registration, Revision, Speaker
from tours.signups.models import RegistrationState


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
    entries = list(_entries(person).select_related("saying").select_for_update(of=["self"]).order_by("pk"))
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
    live = _entries(person).live().select_related("saying").select_for_update(of=["self"]).first()
    if live is None or compare(live.itinerary, itinerary) == Change.SIGNIFICANT:
        return None
    (live.saying,), live.dtstamp = Saying.objects.keep(live.event_id, itinerary), at
    live.save(update_fields=["saying", "dtstamp"])
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
def tell_everybody(
    event: Event,
    revision: Revision,
    *,
    at: datetime,
    left_out: Collection[PersonKey] = (),
    only: Collection[PersonKey] | None = None,
) -> list[Part]:
    """Let every entry say what is published now; who hears something new, with the entries as they now are.

    The entries of who is left out stay as they are, so that next time they are compared with what they really heard;
    `only` are told where it is given.
    A number of statements that depends on the groups and speakers, and on the people only by the thousand.
    """
    list(Told.objects.live().filter(event=event).select_for_update().order_by("pk").values_list("pk"))
    parts = parts_of(event, revision.data, at=at)
    for part in parts:
        part.leave_out(left_out)
        if only is not None:
            part.people = [person for person in part.people if person.key in only]
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
    kind = _first_kind(person)
    before = next((told for told in reversed(entries) if told.email.lower() == person.email.lower()), None)
    if before:
        _write(before, itinerary, revision, at=at)
        return Telling(kind, _person(person, before), at, back=True)
    entry = _begin_entry(person, itinerary, revision, at=at)
    return Telling(kind, _person(person, None)._replace(told=entry), at)


def _first_kind(person: Registration | Speaker) -> Kind:
    """The mail that brings an entry into a calendar."""
    if isinstance(person, Speaker):
        return Kind.SPEAKER_CONFIRMED
    return Kind.INVITED if person.state == RegistrationState.INVITED else Kind.SEAT_CONFIRMED


def _begin_entry(
    person: Registration | Speaker, itinerary: Itinerary, revision: Revision, *, at: datetime
) -> int:
    """A row for one person, by its id; in one statement where the same was kept before, as publishing does."""
    said = Saying.objects.filter(event_id=person.event_id, digest=digest(itinerary))
    columns: dict[str, object] = {
        "event_id": person.event_id,
        "registration_id": person.pk if isinstance(person, Registration) else None,
        "speaker_id": person.pk if isinstance(person, Speaker) else None,
        "email": person.email,
        "uid": _new_uid(person.event_id),
        "saying_id": F("pk"),
        "revision_number": revision.number,
        "dtstamp": at,
    }
    made = insert_from(said, Told, columns)
    if not made:
        Saying.objects.keep(person.event_id, itinerary)
        made = insert_from(said, Told, columns)
    return int(made[0][0])


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


def _write(told: Told, itinerary: Itinerary, revision: Revision, *, at: datetime) -> None:
    (told.saying,), told.revision_number = Saying.objects.keep(told.event_id, itinerary), revision.number
    told.sequence, told.dtstamp, told.ended_at = told.sequence + 1, at, None
    told.save()


def _write_part(event: Event, part: Part, revision: Revision, *, at: datetime) -> None:
    """Bring the rows of these people to the new itinerary; `part.people` get their ids and SEQUENCE as they now are."""
    if not part.people or not part.has_entry:
        return
    known = [person for person in part.people if person.told]
    new = [person for person in part.people if not person.told]
    columns: dict[str, Any] = {
        "sequence": F("sequence") + 1,
        "dtstamp": at,
        "ended_at": None if part.new else at,
        "revision_number": revision.number,
    }
    if part.new:
        said: dict[str, object] = {
            "saying_id": Saying.objects.keep(event.pk, part.new)[0].pk,
            "revision_number": revision.number,
        }
        columns |= said
        new = _begin_entries(event, new, said, at=at)
    if known and known[0].key.host:
        host = known[0]  # each is a part of their own
        columns |= {"host_name": host.name, "host_language": host.language}
    for pks in some([person.told for person in known]):
        Told.objects.filter(pk__in=pks).update(**columns)
    part.people = [person._replace(sequence=person.sequence + 1) for person in known] + new


def _begin_entries(
    event: Event, people: list[Person], said: dict[str, object], *, at: datetime
) -> list[Person]:
    """New entries for people of one sort, who get their ids."""
    if not people:
        return []
    if people[0].key.host:
        return [_begin_host(event, person, said, at=at) for person in people]
    model, field = (Registration, "registration") if people[0].registration else (Speaker, "speaker")
    columns: dict[str, object] = {
        "event_id": event.pk,
        f"{field}_id": F("pk"),
        "email": F("email"),
        "uid": _random_uid(event),
        "dtstamp": at,
    }
    entry_of: dict[int | None, int] = {}
    for pks in some([person.registration or person.speaker or 0 for person in people]):
        chosen = model._default_manager.filter(pk__in=pks).order_by("pk")
        entry_of |= dict(insert_from(chosen, Told, columns | said, returning=[f"{field}_id", "id"]))
    return [person._replace(told=entry_of[person.registration or person.speaker]) for person in people]


def _begin_host(event: Event, person: Person, said: dict[str, object], *, at: datetime) -> Person:
    host = {"host_name": person.name, "host_language": person.language, "email": person.email}
    told = Told.objects.create(event=event, uid=_new_uid(event.pk), dtstamp=at, **host, **said)
    return person._replace(told=told.pk)


def _new_uid(event: int) -> str:
    return f"{event}.{secrets.token_hex(12)}@{links.host()}"


def _random_uid(event: Event) -> Combinable:
    """A UID for each row that nobody can guess: a hash of its id with a secret that is forgotten at once."""
    row: Combinable = Concat(Value(secrets.token_hex(32)), Cast("pk", CharField()))
    token = Substr(Sha256(row), 1, 24)
    return Concat(Value(f"{event.pk}."), token, Value(f"@{links.host()}"))
