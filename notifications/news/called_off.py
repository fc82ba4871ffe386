"""News that the event is off, and that it is on again: each to who heard the other side of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from core.facts import listen
from notifications.batches.actions import note_as_taken_back, take_back
from notifications.calendar.actions import Unsaid, end_everybody, keep, unsay
from notifications.calendar.heard import (
    LEFT,
    entries_nobody_heard_of,
    last_heard,
    never_asked,
    never_asked_to_speak,
)
from notifications.calendar.models import Told
from notifications.calendar.unanswered import SAYS_HOW_IT_STANDS
from notifications.calendar.waiting import waiting_requests
from notifications.news.posting import (
    ABOUT_COMING,
    entry_holder,
    one_per_address,
    to_participant,
    to_speaker,
    withdrawal,
)
from notifications.news.seats import how_it_stands
from notifications.outbox.actions import Letter, post_many, withdraw
from notifications.outbox.fanout import post_to_entries
from notifications.outbox.look import Refusal
from notifications.outbox.models import CalendarMethod, Kind, Message, MessageState
from tours import facts
from tours.models import Event, Registration, Revision, Speaker
from tours.programme.models import SpeakerState
from tours.signups.models import RegistrationState

_UNSENT = [MessageState.PENDING, MessageState.HELD]


@listen(facts.EventCancelled)
def event_cancelled(fact: facts.EventCancelled) -> None:
    """It is off, and why: to everybody who has an entry, a place in line or an invitation. Entries leave the calendars."""
    event, now = fact.event, timezone.now()
    if event.is_over(at=now):
        withdraw(event=event, kind__in=ABOUT_COMING)
    else:
        _take_back_what_waits(event, at=now)
    if event.current:
        keep(event, event.current, at=now, called_off=True)
    if event.is_over(at=now):
        return
    about = {"reason": event.cancel_reason}
    entries = end_everybody(event, at=now)
    told = [pk for pk, _email in entries]
    post_to_entries(told, event=event, kind=Kind.EVENT_CANCELLED, method=CalendarMethod.CANCEL, facts=about)
    post_many(one_per_address(_others(event, about, at=now), told_already=[email for _pk, email in entries]))


def take_back_that_it_is_off(event: Event, *, at: datetime) -> None:
    """Who did not hear yet that it was off has the entry as they heard it; it still goes where its holder left meanwhile."""
    _lock(event, Kind.EVENT_CANCELLED)
    off = Message.objects.filter(event=event, kind=Kind.EVENT_CANCELLED, state__in=_UNSENT)
    known = off.annotate(heard=last_heard("told")).filter(heard=CalendarMethod.REQUEST)
    gone = list(known.exclude(_COMES).select_related("told", "registration", "speaker").order_by("pk"))
    take_back(event, Message.objects.filter(pk__in=known.filter(_COMES).values("pk")), at=at)
    off.update(state=MessageState.WITHDRAWN, reason=Refusal.TAKEN_BACK)
    post_many(_farewell(event, message) for message in gone)


def on_again(event: Event, revision: Revision) -> Iterator[Letter]:
    """To who heard without an entry that the event was off, where this revision takes that back: how it stands now."""
    before = revision.number - 1  # what was published when it was called off
    told_off = Message.objects.filter(
        Q(key__endswith=f":r{before}") | Q(key__endswith=f":s{before}"),
        event=event,
        kind=Kind.EVENT_CANCELLED,
        told=None,
        state__in=LEFT,
    )
    for message in told_off.select_related("registration", "speaker").order_by("pk"):
        letter = None
        if message.registration:
            message.registration.event = event
            letter = how_it_stands(message.registration)
        elif message.speaker and message.speaker.state == SpeakerState.INVITED:
            message.speaker.event = event
            letter = to_speaker(message.speaker, Kind.SPEAKER_INVITED, "")
        if letter:
            yield replace(letter, key=f"again:{message.key}", facts=letter.facts | {"again": True})


def first_heard(event: Event, revision: Revision) -> Iterator[Letter]:
    """To who has no entry, and whose only letter was taken back when the event was called off: how it stands."""
    for registration in _without_word(event):
        registration.event = event
        letter = how_it_stands(registration)
        if letter:
            yield replace(letter, key=f"on:{revision.number}:{letter.key}")
    off = Message.objects.filter(speaker=OuterRef("pk"), kind=Kind.EVENT_CANCELLED, state__in=LEFT)
    for speaker in never_asked_to_speak(event).filter(~Exists(off)).order_by("pk"):
        speaker.event = event
        letter = to_speaker(speaker, Kind.SPEAKER_INVITED, "")
        yield replace(letter, key=f"on:{revision.number}:{letter.key}")


def _take_back_what_waits(event: Event, *, at: datetime) -> None:
    """What waits does not go. Entries say again what was heard; those that nobody heard of go without a word."""
    _lock(event, *ABOUT_COMING)
    unheard = list(entries_nobody_heard_of(event).values_list("pk", flat=True))
    waiting = waiting_requests(event)
    withdraw(event=event, kind__in=ABOUT_COMING)
    changed = [
        Unsaid(pk, CalendarMethod.REQUEST, about) for pk, (_, about) in waiting.items() if "was" in about
    ]
    never = [Unsaid(pk, CalendarMethod.REQUEST, {"again": True}) for pk in unheard]  # kept, for if it goes on
    unsay(event, [*changed, *never], at=at)
    note_as_taken_back(event, unheard)


def _lock(event: Event, *kinds: str) -> None:
    """No worker takes up one of these while we look which of them left. Entries first, as whoever tells somebody does."""
    list(Told.objects.filter(event=event).select_for_update().order_by("pk").values_list("pk"))
    unsent = Message.objects.filter(event=event, kind__in=kinds, state__in=_UNSENT)
    list(unsent.select_for_update().order_by("pk").values_list("pk"))


def _farewell(event: Event, message: Message) -> Letter:
    """In the place of the letter that it is off, to who left meanwhile or has another address: the entry must go."""
    told, registration, speaker = message.told, message.registration, message.speaker
    assert told is not None  # noqa: S101  (only those with an entry are asked for)
    if registration:
        kind, about = Kind.CANCELLED, {"by": registration.cancelled_by or "address"}
    else:
        declined = speaker is not None and speaker.state == SpeakerState.DECLINED
        kind, about = Kind.SPEAKER_CANCELLED, {"reason": "declined" if declined else "address"}
    holder = entry_holder(told, registration or speaker)
    return withdrawal(event, holder, kind, dtstamp=told.dtstamp, facts=about)


def _others(event: Event, about: dict[str, Any], *, at: datetime) -> Iterator[Letter]:
    """Everybody without an entry who knows of the event."""
    number = event.current.number if event.current else 0
    if event.current:
        for registration in _registrations_without_entry(event, at=at):
            registration.event = event
            yield to_participant(registration, Kind.EVENT_CANCELLED, f"r{number}", facts=about)
    asked_states = [SpeakerState.INVITED, SpeakerState.CONFIRMED]
    asked = Speaker.objects.filter(event=event, state__in=asked_states).exclude(email="")
    for speaker in asked.exclude(pk__in=never_asked_to_speak(event).values("pk")):
        speaker.event = event
        yield to_speaker(speaker, Kind.EVENT_CANCELLED, f"s{number}", facts=about)


def _registrations_without_entry(event: Event, *, at: datetime) -> QuerySet[Registration]:
    """Who knows of the event, without those whose entry was taken away just now."""
    knows = Registration.objects.of(event).exclude(state=RegistrationState.CANCELLED).exclude(email="")
    knows = knows.exclude(pk__in=never_asked(Registration.objects.of(event)).values("pk"))
    return knows.exclude(Exists(Told.objects.filter(registration=OuterRef("pk"), ended_at=at))).order_by("pk")


def _without_word(event: Event) -> QuerySet[Registration]:
    """Whose state says that they were written to, and no letter about it, nor that it was off, left for their address."""
    waits = Q(pk=None)
    for state, kind in SAYS_HOW_IT_STANDS.items():
        left = Message.objects.filter(
            registration=OuterRef("pk"),
            recipient__iexact=OuterRef("email"),
            kind__in=[kind, Kind.EVENT_CANCELLED],
            state__in=LEFT,
        )
        unconfirmed = {} if state != RegistrationState.CONFIRMED else {"address_confirmed_at": None}
        if state != RegistrationState.CONFIRMED or event.confirm_address:
            waits |= Q(~Exists(left), state=state, **unconfirmed)
    return Registration.objects.of(event).filter(waits).exclude(email="").order_by("pk")


# Who has a place still, at the address that the entry is at; a host is known by the address alone.
_COMES = (
    Q(
        registration__state__in=[RegistrationState.CONFIRMED, RegistrationState.INVITED],
        registration__email__iexact=F("recipient"),
    )
    | Q(speaker__state=SpeakerState.CONFIRMED, speaker__email__iexact=F("recipient"))
    | Q(registration=None, speaker=None)
)
