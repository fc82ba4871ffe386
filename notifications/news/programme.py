"""News about the event as a whole: published, changed, called off, over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from core.facts import listen
from notifications.calendar.actions import (
    Telling,
    end_everybody,
    keep,
    note_as_compared,
    tell_everybody,
)
from notifications.calendar.models import Told
from notifications.news.posting import (
    ABOUT_COMING,
    invitation,
    one_per_address,
    to_participant,
    to_speaker,
    withdrawal,
)
from notifications.outbox.actions import Letter, post_many, withdraw
from notifications.outbox.models import CalendarMethod, Kind, Message, MessageState
from tours import facts
from tours.models import Event, Registration, Revision, Speaker
from tours.programme.models import EventState, SpeakerState
from tours.signups.models import RegistrationState


@listen(facts.EventPublished)
def event_published(fact: facts.EventPublished) -> None:
    """Each person hears what changed for them, old and new; who counts on it and was never told gets the invitation."""
    now = timezone.now()
    keep(fact.event, fact.revision, at=fact.revision.published_at)
    if fact.silent or fact.revision.ends_at <= now:
        note_as_compared(fact.event, fact.revision)
    else:
        tell_programme(fact.event, fact.revision, at=now)


@listen(facts.EventCancelled)
def event_cancelled(fact: facts.EventCancelled) -> None:
    """It is off, and why: to everybody who has an entry, a place in line or an invitation. Entries leave the calendars."""
    event, now = fact.event, timezone.now()
    withdraw(event=event, kind__in=ABOUT_COMING)
    if event.current:
        keep(event, event.current, at=now, called_off=True)
    if event.is_over(at=now):
        return
    about = {"reason": event.cancel_reason}
    people = end_everybody(event, at=now)
    letters = [withdrawal(event, person, Kind.EVENT_CANCELLED, dtstamp=now, facts=about) for person in people]
    told = [person.email for person in people]
    post_many([*letters, *one_per_address(_others(event, about), told_already=told)])


def tell_programme(event: Event, revision: Revision, *, at: datetime) -> int:
    """Post one mail to everybody for whom something changed; older invitations that still wait are taken back.

    Somebody whose last mail did not leave yet is told from what they last really heard.
    """
    tellings = tell_everybody(event, revision, at=at)
    waiting = _waiting_requests(event)
    withdraw(
        event=event, method=CalendarMethod.REQUEST, told__dtstamp=at, told__revision_number=revision.number
    )
    letters = [_following(event, telling, waiting.get(telling.person.told)) for telling in tellings]
    post_many(letters)
    return len(letters)


def catch_up(*, at: datetime) -> int:
    """Tell who signed up on the old programme in the instant in which a new one was published. Returns how many."""
    behind = Told.objects.live().filter(
        event__state=EventState.PUBLISHED,
        event__current__ends_at__gt=at,
        revision_number__lt=F("event__current__number"),
    )
    events = Event.objects.filter(pk__in=behind.values("event")).select_related("current")
    return sum(tell_programme(event, event.current, at=at) for event in events if event.current)


def _following(event: Event, telling: Telling, waiting: tuple[str, dict[str, Any]] | None) -> Letter:
    """The letter to one person, in the place of one that did not leave yet."""
    if telling.kind == Kind.SPEAKER_CANCELLED:
        return withdrawal(event, telling.person, telling.kind, dtstamp=telling.dtstamp)
    if waiting is None:
        return invitation(event, telling, facts={"again": True} if telling.back else {})
    kind, about = waiting
    was = {**telling.was, **about.get("was", {})} if kind == telling.kind else {}
    rest = {name: value for name, value in about.items() if name != "was"}
    merged = Telling(kind, telling.person, telling.dtstamp, was)
    return invitation(event, merged, facts=rest)


def _waiting_requests(event: Event) -> dict[int, tuple[str, dict[str, Any]]]:
    """The invitations and updates that were not sent yet, by entry; the oldest of each, for it knows what was heard."""
    rows = Message.objects.filter(
        event=event,
        method=CalendarMethod.REQUEST,
        state__in=[MessageState.PENDING, MessageState.HELD],
        told__isnull=False,
    ).order_by("-pk")
    return {told: (kind, about) for told, kind, about in rows.values_list("told_id", "kind", "facts")}


def _others(event: Event, about: dict[str, Any]) -> Iterator[Letter]:
    """Everybody without an entry who knows of the event."""
    number = event.current.number if event.current else 0
    if event.current:
        for registration in _registrations_without_entry(event):
            registration.event = event
            yield to_participant(registration, Kind.EVENT_CANCELLED, f"r{number}", facts=about)
    asked_states = [SpeakerState.INVITED, SpeakerState.CONFIRMED]
    asked = Speaker.objects.filter(event=event, state__in=asked_states).exclude(email="")
    for speaker in asked:
        speaker.event = event
        yield to_speaker(speaker, Kind.EVENT_CANCELLED, f"s{number}", facts=about)


def _registrations_without_entry(event: Event) -> Iterator[Registration]:
    waiting = [
        RegistrationState.HELD,
        RegistrationState.WAITING,
        RegistrationState.OFFERED,
        RegistrationState.INVITED,
        RegistrationState.CONFIRMED,
    ]
    return (
        Registration.objects.of(event).filter(state__in=waiting).exclude(email="").order_by("pk").iterator()
    )
