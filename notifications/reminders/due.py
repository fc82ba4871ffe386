"""Who is to be reminded of what now: queries that give letters. Asked twice, the second time gives nothing.

A reminder is a key, not a timer: the rule, the person and the start. An event that moves has another start, hence
another key; a rule that fell due before somebody had their seat, or last heard when it is, is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, Lower

from notifications.calendar.models import Told
from notifications.news.posting import to_participant, to_speaker
from notifications.outbox.actions import Letter
from notifications.outbox.models import Kind, Message
from notifications.reminders.rules import AT, MOST_DAYS, last_due
from tours.materials.deadlines import speakers_without_slides
from tours.models import Event, Registration, Revision, Speaker
from tours.programme.models import EventState, SpeakerState
from tours.signups.models import RegistrationState

CONFIRM_BEFORE = timedelta(days=3)
CHASE_AFTER = (timedelta(days=5), timedelta(days=10))  # two, then the organiser rings
SLIDES_AFTER = (timedelta(0), timedelta(days=2))  # at the deadline, and once more
BEFORE_SPEAKING = ("1d",)


def participants(*, at: datetime) -> Iterator[Letter]:
    """Confirmed people whose event comes near, with their own group and route. Until calendars answer, all of them."""
    for event, revision in _coming(at):
        rule = last_due(
            event.reminder_offsets,
            revision.starts_at,
            timezone=event.timezone,
            all_day=revision.all_day,
            at=at,
        )
        if rule:
            offset, due = rule
            tail = f":{revision.starts_at.isoformat()}"
            entries = Told.objects.live().filter(
                event=event, registration__state=RegistrationState.CONFIRMED, dtstamp__lte=due
            )
            fresh = _without(entries, f"{Kind.REMINDER}:{offset}:", "registration_id", tail)
            for told in fresh.select_related("registration").order_by("pk"):
                yield _reminder(
                    event, revision, told, f"{Kind.REMINDER}:{offset}:{told.registration_id}{tail}"
                )


def speakers(*, at: datetime) -> Iterator[Letter]:
    """The day before, to who speaks; who also takes part under the same name hears it as a participant."""
    for event, revision in _coming(at):
        rule = last_due(
            BEFORE_SPEAKING, revision.starts_at, timezone=event.timezone, all_day=revision.all_day, at=at
        )
        if rule:
            _offset, due = rule
            tail = f":{revision.starts_at.isoformat()}"
            entries = Told.objects.live().filter(
                event=event, speaker__state=SpeakerState.CONFIRMED, dtstamp__lte=due
            )
            fresh = _without(entries, f"{Kind.SPEAKER_REMINDER}:soon:", "speaker_id", tail)
            for told in fresh.exclude(Exists(_same_person())).select_related("speaker").order_by("pk"):
                yield _reminder(
                    event, revision, told, f"{Kind.SPEAKER_REMINDER}:soon:{told.speaker_id}{tail}"
                )


def held_seats(*, at: datetime) -> Iterator[Letter]:
    """Once, three days before a held seat lapses; not where it was held for less than that."""
    asked = Message.objects.filter(
        registration=OuterRef("pk"),
        kind=Kind.CONFIRM_ADDRESS,
        created_at__lte=OuterRef("answer_by") - CONFIRM_BEFORE,
    )
    held = Registration.objects.filter(
        Exists(asked),
        state=RegistrationState.HELD,
        address_confirmed_at=None,
        answer_by__gt=at,
        answer_by__lte=at + CONFIRM_BEFORE,
        event__state=EventState.PUBLISHED,
    ).exclude(email="")
    reminded = Message.objects.filter(
        registration=OuterRef("pk"), kind=Kind.CONFIRM_REMINDER, not_after=OuterRef("answer_by")
    )
    for registration in held.exclude(Exists(reminded)).select_related("event").order_by("pk"):
        until = registration.answer_by.isoformat() if registration.answer_by else ""
        letter = to_participant(registration, Kind.CONFIRM_REMINDER, until, facts={"answer_by": until})
        yield replace(letter, not_after=registration.answer_by)


def unanswered(*, at: datetime) -> Iterator[Letter]:
    """Speakers who did not say whether they come: five and ten days after they were asked, while it is still to come."""
    asked = Speaker.objects.filter(
        state=SpeakerState.INVITED, invited_at__lte=at - CHASE_AFTER[0], event__state__in=_STILL_ON
    ).exclude(email="")
    for speaker in asked.select_related("event__current").order_by("pk"):
        if speaker.invited_at and not speaker.event.is_over(at=at):
            turn = sum(speaker.invited_at + after <= at for after in CHASE_AFTER)
            yield to_speaker(speaker, Kind.SPEAKER_REMINDER, f"{speaker.invited_at.isoformat()}:{turn}")


def slides(*, at: datetime) -> Iterator[Letter]:
    """Speakers whose presentation is not in at the deadline, and two days later."""
    for event, revision in _coming(at):
        turn = sum(_slides_deadline(event, revision) + after <= at for after in SLIDES_AFTER)
        if turn:
            late = speakers_without_slides().filter(event=event, state=SpeakerState.CONFIRMED)
            for speaker in late.exclude(email=""):
                letter = to_speaker(speaker, Kind.SLIDES_MISSING, f"{turn}:{revision.starts_at.isoformat()}")
                yield replace(letter, not_after=revision.starts_at)


_STILL_ON = [EventState.DRAFT, EventState.PUBLISHED]


def _coming(at: datetime) -> list[tuple[Event, Revision]]:
    """Published events that begin within the longest time for which there are reminders."""
    soon = Event.objects.filter(
        state=EventState.PUBLISHED,
        current__starts_at__gt=at,
        current__starts_at__lte=at + timedelta(days=MOST_DAYS + 1),
    )
    return [(event, event.current) for event in soon.select_related("current") if event.current]


def _without(entries: QuerySet[Told], head: str, person: str, tail: str) -> QuerySet[Told]:
    """Entries whose person has no message under this key yet."""
    key = Concat(Value(head), Cast(OuterRef(person), CharField()), Value(tail), output_field=CharField())
    return entries.exclude(Exists(Message.objects.filter(key=key)))


def _same_person() -> QuerySet[Told]:
    """A participant's entry of the same event under the speaker's own address and name."""
    rows = Told.objects.live().annotate(address=Lower("email"), who=Lower("registration__name"))
    return rows.filter(
        event=OuterRef("event"), address=Lower(OuterRef("email")), who=Lower(OuterRef("speaker__name"))
    )


def _reminder(event: Event, revision: Revision, told: Told, key: str) -> Letter:
    """It belongs to the entry at this SEQUENCE: a change that is told meanwhile takes its place."""
    person = told.registration or told.speaker
    assert person is not None  # noqa: S101  (the database says that it is one of the two)
    return Letter(
        key=key,
        kind=key.partition(":")[0],
        recipient=told.email,
        recipient_name=person.name,
        language=person.language,
        event=event,
        registration=told.registration_id,
        speaker=told.speaker_id,
        told=told,
        sequence=told.sequence,
        facts={"start": revision.starts_at.isoformat()},
        not_after=revision.starts_at,
    )


def _slides_deadline(event: Event, revision: Revision) -> datetime:
    day = revision.starts_at.astimezone(event.zone).date() - timedelta(days=event.material_deadline_days)
    return datetime.combine(day, AT, tzinfo=event.zone)
