"""Whom the next publication concerns, and the mail that one of them would get: as the drafts are now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings

from core.errors import RuleBroken
from notifications.batches.wishes import Wishes, wishes_for
from notifications.calendar.changes import Part, Person, PersonKey, parts_of
from notifications.calendar.models import Saying, Told
from notifications.calendar.naming import in_words
from notifications.calendar.waiting import as_heard
from notifications.outbox.models import CalendarMethod, Message
from tours.lifecycle.actions import check_publishable
from tours.models import Event, Registration, Revision, Speaker
from tours.programme.models import EventState
from tours.programme.snapshot import snapshot, with_programme


class Reader(NamedTuple):
    """Somebody who would get a mail, called so. `left_out`: an organiser does not want that."""

    key: str
    label: str
    name: str
    email: str
    left_out: bool


class Audience:
    """Everybody who would hear something, by what they would hear."""

    def __init__(self, event: Event, *, at: datetime) -> None:
        self.event = with_programme(Event.objects.filter(pk=event.pk)).get()
        self.wishes: Wishes = wishes_for(event)
        self.parts: list[Part] = _parts(self.event, at=at)

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """Each kind of mail: its name, in words, and how many people it is for, without those left out."""
        number: Counter[str] = Counter()
        words: dict[str, str] = {}
        for part in self.parts:
            number[part.kind] += len(self.told(part))
            words.setdefault(part.kind, in_words(part.kind, part.old, part.new))
        return [(kind, label, number[kind]) for kind, label in sorted(words.items())]

    def readers(self, *, kind: str = "", words: str = "") -> list[Reader]:
        """Who gets a mail of this kind, or of any; in whose name or address all words stand. By name."""
        wanted = words.lower().split()
        found = [
            Reader(
                as_text(person.key),
                in_words(part.kind, part.old, part.new),
                person.name or person.email,
                person.email,
                person.key in self.wishes.left_out,
            )
            for part in self.parts
            if not kind or part.kind == kind
            for person in part.people
            if all(word in f"{person.name} {person.email}".lower() for word in wanted)
        ]
        return sorted(found, key=lambda reader: (reader.name.lower(), reader.key))

    def known(self, keys: Iterable[str]) -> set[PersonKey]:
        """Those of these, as a page named them, whom it concerns; anybody else is nobody."""
        asked = set(keys)
        return {person.key for part in self.parts for person in part.people if as_text(person.key) in asked}

    def told(self, part: Part) -> list[Person]:
        """Who of a part gets the mail: all but those left out."""
        return [person for person in part.people if person.key not in self.wishes.left_out]

    def example(self, part: Part, *, at: datetime) -> Message:
        """The message that the first of a part would get; it is not stored."""
        person = (self.told(part) or part.people)[0]
        about: dict[str, Any] = {"was": part.was, "again": part.back, "reason": part.reason}
        if not part.has_entry:
            about |= {"changed": True} | part.about(person)
        about["line"] = self.wishes.draft.line_for(part.kind) if self.wishes.draft else ""
        itinerary = part.new or part.old
        assert itinerary is not None  # noqa: S101  (a part has one of both)
        said = Saying(event=self.event, itinerary=itinerary)
        message = Message(
            event=self.event,
            kind=part.kind,
            recipient=person.email,
            recipient_name=person.name,
            language=person.language,
            facts={name: value for name, value in about.items() if value},
            method=(CalendarMethod.REQUEST if part.new else CalendarMethod.CANCEL) if part.has_entry else "",
            dtstamp=at,
            message_id=f"<voorbeeld@{settings.SITE_HOST}>",
            due_at=at,
            **_who(person),
        )
        if not part.has_entry:  # such a mail says what is published when it goes
            self.event.current = Revision(event=self.event, data=snapshot(self.event))
            return message
        message.told = Told(event=self.event, saying=said, uid="voorbeeld", email=person.email, dtstamp=at)
        return message


def as_text(key: PersonKey) -> str:
    """How a page names somebody: `r12`, `s3`, or a host by the address."""
    if key.host:
        return f"h{key.host}"
    return f"r{key.registration}" if key.registration else f"s{key.speaker}"


def _parts(event: Event, *, at: datetime) -> list[Part]:
    try:
        check_publishable(event)
    except RuleBroken:
        return []
    programme = snapshot(event)
    if event.state == EventState.CANCELLED or datetime.fromisoformat(programme["ends_at"]) <= at:
        return []
    parts = as_heard(event, parts_of(event, programme, at=at))
    return sorted(parts, key=lambda part: (part.kind, -len(part.people)))


def _who(person: Person) -> dict[str, Registration | Speaker]:
    if person.key.host:
        return {}
    if person.registration:
        found = Registration.objects.select_related("group").get(pk=person.registration)
        return {"registration": found}
    return {"speaker": Speaker.objects.get(pk=person.speaker or 0)}
