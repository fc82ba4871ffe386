"""Who has to hear what of a programme: the difference between what was told and what is (to be) published.

Reads only; a constant number of statements, however many people there are. People who were told the same and go in the
same group share one comparison.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from notifications.calendar.heard import last_heard
from notifications.calendar.hosts import Host, hosts_of
from notifications.calendar.itinerary import (
    Change,
    Itinerary,
    compare,
    host_itinerary,
    participant_itinerary,
    speaker_itinerary,
    what_was,
)
from notifications.calendar.models import Saying, Told
from notifications.calendar.unanswered import SAYS_HOW_IT_STANDS, Heard, day_in_general, who_heard
from notifications.outbox.models import CalendarMethod, Kind
from tours.models import Event, Registration, Speaker
from tours.programme.models import SpeakerState
from tours.programme.snapshot import Programme
from tours.signups.models import RegistrationState


class PersonKey(NamedTuple):
    """Who it is: one of the three is filled in. A host, the contact of a stop, is known by the address alone."""

    registration: int | None
    speaker: int | None
    host: str = ""


class Person(NamedTuple):
    """Whom a mail goes to. `told` and `sequence` are those of the entry that stands or stood; 0 where there is none."""

    registration: int | None
    speaker: int | None
    email: str
    name: str
    language: str
    told: int = 0
    sequence: int = 0
    until: str = ""  # when an answer is wanted of somebody without an entry, in ISO 8601

    @property
    def key(self) -> PersonKey:
        """Who it is."""
        is_host = self.registration is None and self.speaker is None
        return PersonKey(self.registration, self.speaker, self.email if is_host else "")


@dataclass
class Part:
    """People who hear the same. `old` is None for who hears it for the first time, `new` for who need not come."""

    kind: str
    old: Itinerary | None
    new: Itinerary | None
    people: list[Person] = field(default_factory=list)
    has_entry: bool = True  # False: nothing stands in a calendar, and nothing will
    back: bool = False  # the entry was taken away before and returns
    reason: str = ""  # why it goes, where that is not the programme
    left_out: list[Person] = field(default_factory=list)  # who would hear it too, and is not told

    def leave_out(self, people: Collection[PersonKey]) -> None:
        """These hear nothing: what they were told before stays."""
        self.left_out += [person for person in self.people if person.key in people]
        self.people = [person for person in self.people if person.key not in people]

    def about(self, person: Person) -> dict[str, Any]:
        """What the mail to one of those without an entry says of that person."""
        if person.until:
            return {"answer_by": person.until}
        return {"reason": "address"} if self.kind == Kind.CONFIRM_ADDRESS else {}

    @property
    def was(self) -> dict[str, Any]:
        return what_was(self.old, self.new) if self.old and self.new else {}


def parts_of(event: Event, programme: Programme, *, at: datetime) -> list[Part]:
    """Everybody who hears something when this programme is published at that moment, by what they hear."""
    return [
        *_changed_participants(event, programme, at=at),
        *_changed_speakers(event, programme, at=at),
        *_new_participants(event, programme),
        *_new_speakers(event, programme),
        *_hosts(event, programme, at=at),
        *_without_entry(event, programme, at=at),
    ]


def may_be_told(event: Event) -> QuerySet[Registration]:
    """Confirmed seats whose address may get calendar mail, like Registration.may_get_calendar_mail."""
    found = Registration.objects.of(event).confirmed().exclude(email="")
    return found.filter(address_confirmed_at__isnull=False) if event.confirm_address else found


def _changed_participants(event: Event, programme: Programme, *, at: datetime) -> list[Part]:
    rows = Told.objects.live().filter(event=event, registration__isnull=False).order_by("pk")
    columns = ("registration_id", "email", "registration__name", "registration__language", "pk", "sequence")
    alike: dict[tuple[int | None, int], list[Person]] = defaultdict(list)
    for group_id, saying_id, *of_person in rows.values_list("registration__group_id", "saying_id", *columns):
        registration_id, *rest = of_person
        alike[group_id, saying_id].append(Person(registration_id, None, *rest))
    said = dict(Saying.objects.filter(pk__in={pk for _, pk in alike}).values_list("pk", "itinerary"))
    ours = _per_group(programme)
    return [
        Part(Kind.CHANGED, old=said[saying_id], new=ours(group_id), people=people)
        for (group_id, saying_id), people in alike.items()
        if compare(said[saying_id], ours(group_id), at=at) == Change.SIGNIFICANT
    ]


def _changed_speakers(event: Event, programme: Programme, *, at: datetime) -> list[Part]:
    rows = Told.objects.live().filter(event=event, speaker__isnull=False).select_related("saying", "speaker")
    parts = []
    for told in rows.order_by("pk"):
        new = speaker_itinerary(programme, told.speaker_id or 0)
        if told.speaker and told.speaker.email.lower() != told.email.lower():
            parts += _moved_speaker(told, told.speaker, new)
        elif new is None:
            parts.append(Part(Kind.SPEAKER_CANCELLED, told.itinerary, None, [_holder(told)]))
        elif compare(told.itinerary, new, at=at) == Change.SIGNIFICANT:
            parts.append(Part(Kind.SPEAKER_CHANGED, told.itinerary, new, [_holder(told)]))
    return parts


def _moved_speaker(told: Told, speaker: Speaker, new: Itinerary | None) -> list[Part]:
    """Somebody whose address was changed by hand: the entry moves along, out of one mailbox and into the other."""
    gone = Part(Kind.SPEAKER_CANCELLED, told.itinerary, None, [_holder(told)], reason="address")
    prefetch_related_objects([speaker], _entries_heard())
    return [gone, _new_speaker(speaker, new)] if new and speaker.email else [gone]


def _new_participants(event: Event, programme: Programme) -> list[Part]:
    """Confirmed, but never told, or told that it was off: desk entries made before publishing, events that are on again.

    Who is invited has an entry from the start; one that ended is that of an event that was called off, and there is none
    where the organisers took the mail back.
    """
    entries = Told.objects.filter(registration=OuterRef("pk"))
    count_on_it = Q(pk__in=may_be_told(event).values("pk")) | Q(state=RegistrationState.INVITED)
    people = Registration.objects.of(event).filter(count_on_it, ~Exists(entries.live())).exclude(email="")
    columns = ("state", "group_id", "pk", "email", "name", "language")
    found = list(people.order_by("pk").values_list(*columns))
    before = _ended(people) if found else {}
    ours = _per_group(programme)
    parts: dict[tuple[str, int | None, bool], Part] = {}
    for state, group_id, pk, email, name, language in found:
        told, sequence, back = before.get((pk, email.lower()), (0, 0, False))
        kind = Kind.INVITED if state == RegistrationState.INVITED else Kind.SEAT_CONFIRMED
        part = parts.setdefault((kind, group_id, back), Part(kind, None, ours(group_id), back=back))
        part.people.append(Person(pk, None, email, name, language, told, sequence))
    return list(parts.values())


def _new_speakers(event: Event, programme: Programme) -> list[Part]:
    entries = Told.objects.filter(speaker=OuterRef("pk"))
    speakers = Speaker.objects.filter(event=event, state=SpeakerState.CONFIRMED).exclude(email="")
    found = speakers.filter(~Exists(entries.live())).order_by("pk").prefetch_related(_entries_heard())
    days = ((speaker, speaker_itinerary(programme, speaker.pk)) for speaker in found)
    return [_new_speaker(speaker, new) for speaker, new in days if new]


def _new_speaker(speaker: Speaker, new: Itinerary) -> Part:
    ended = [
        told for told in speaker.told.all() if told.ended_at and told.email.lower() == speaker.email.lower()
    ]
    last = ended[-1] if ended else None
    told, sequence = (last.pk, last.sequence) if last else (0, 0)
    person = Person(None, speaker.pk, speaker.email, speaker.name, speaker.language, told, sequence)
    return Part(Kind.SPEAKER_CONFIRMED, None, new, [person], back=_heard_that_it_went(last))


def _entries_heard() -> Prefetch[str]:
    return Prefetch("told", _with_heard(Told.objects.all()))


def _without_entry(event: Event, programme: Programme, *, at: datetime) -> list[Part]:
    """Who waits, or did not say yes yet, hears of another day, time or place; a speaker who did not answer, of their own visits."""
    if datetime.fromisoformat(programme["starts_at"]) <= at:
        return []
    parts = []
    for heard in who_heard(event):
        old, new, kind = _waiting(heard, programme) if heard.registration else _asked(heard, programme)
        if (old and new and compare(old, new) == Change.SIGNIFICANT) or (old is None) != (new is None):
            of_person = heard.registration, heard.speaker, heard.email, heard.name, heard.language
            person = Person(*of_person, until=heard.until)
            parts.append(Part(kind, old, new, [person], has_entry=False))
    return _together(parts)


def _waiting(heard: Heard, programme: Programme) -> tuple[Itinerary | None, Itinerary | None, str]:
    new = day_in_general(programme)
    kind = SAYS_HOW_IT_STANDS[RegistrationState(heard.state)]
    return (day_in_general(heard.programme) if heard.programme else new), new, kind


def _asked(heard: Heard, programme: Programme) -> tuple[Itinerary | None, Itinerary | None, str]:
    """Before the first publication a speaker heard nothing of visits; then they hear as soon as those are known."""
    pk = heard.speaker or 0
    new = speaker_itinerary(programme, pk)
    if heard.kind == Kind.SPEAKER_CANCELLED:
        return None, new, Kind.SPEAKER_INVITED
    old = speaker_itinerary(heard.programme, pk) if heard.programme else None
    if heard.programme is None and not (new and new["complete"]):
        return None, None, Kind.SPEAKER_INVITED
    return old, new, Kind.SPEAKER_INVITED if new else Kind.SPEAKER_CANCELLED


def _together(parts: list[Part]) -> list[Part]:
    """Those who hear the same as one part."""
    alike: dict[str, Part] = {}
    for part in parts:
        first = alike.setdefault(repr((part.kind, part.old, part.new)), part)
        if first is not part:
            first.people += part.people
    return list(alike.values())


def _hosts(event: Event, programme: Programme, *, at: datetime) -> list[Part]:
    """Who receives the groups at a stop. Until the programme is complete there is nothing to tell them."""
    hosts, parts = hosts_of(event), []
    entries = _with_heard(Told.objects.of_hosts().filter(event=event).select_related("saying"))
    ended: dict[str, Told] = {}
    for told in entries:
        if told.ended_at is not None:
            ended[told.email] = told
            continue
        host = hosts.pop(told.email, None)
        new = host_itinerary(programme, host.stops) if host else None
        holder = _as_host(told.email, host or Host(told.host_name, told.host_language), told)
        if new is None:
            parts.append(Part(Kind.HOST_CANCELLED, told.itinerary, None, [holder]))
        elif compare(told.itinerary, new, at=at) == Change.SIGNIFICANT:
            parts.append(Part(Kind.HOST_CHANGED, told.itinerary, new, [holder]))
    for email, host in hosts.items():
        new = host_itinerary(programme, host.stops)
        if new and new["steps"] and datetime.fromisoformat(new["end"]) > at:
            before = ended.get(email)
            people = [_as_host(email, host, before)]
            parts.append(Part(Kind.HOST_TOLD, None, new, people, back=_heard_that_it_went(before)))
    return parts


def _as_host(email: str, host: Host, told: Told | None) -> Person:
    entry, sequence = (told.pk, told.sequence) if told else (0, 0)
    return Person(None, None, email, host.name, host.language, entry, sequence)


def _ended(people: QuerySet[Registration]) -> dict[tuple[int | None, str], tuple[int, int, bool]]:
    """The entries that were taken away, by person and address: id, SEQUENCE and whether their holder heard that."""
    ended = Told.objects.filter(registration__in=people, ended_at__isnull=False)
    rows = ended.annotate(heard=last_heard()).order_by("pk")
    return {
        (registration, email.lower()): (pk, sequence, heard == CalendarMethod.CANCEL)
        for registration, email, pk, sequence, heard in rows.values_list(
            "registration_id", "email", "pk", "sequence", "heard"
        )
    }


def _with_heard(entries: QuerySet[Told]) -> QuerySet[Told]:
    """Each with the method of the last letter that left: who never heard that it went does not hear that it is back."""
    return entries.annotate(heard=last_heard()).order_by("pk")


def _heard_that_it_went(told: Told | None) -> bool:
    return told is not None and getattr(told, "heard", None) == CalendarMethod.CANCEL


def _per_group(programme: Programme) -> Callable[[int | None], Itinerary]:
    """The itinerary of each group, made once."""
    made: dict[int | None, Itinerary] = {}

    def of_group(group_id: int | None) -> Itinerary:
        if group_id not in made:
            made[group_id] = participant_itinerary(programme, group_id)
        return made[group_id]

    return of_group


def _holder(told: Told) -> Person:
    assert told.speaker is not None  # noqa: S101  (asked for in the query)
    return Person(
        None, told.speaker_id, told.email, told.speaker.name, told.speaker.language, told.pk, told.sequence
    )
