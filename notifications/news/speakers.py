"""News to and about the people who speak."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.facts import listen
from notifications.calendar.actions import end, tell
from notifications.news.posting import (
    ABOUT_COMING,
    entry_holder,
    invitation,
    organisers,
    revision_for_news,
    to_organiser,
    to_speaker,
    withdrawal,
)
from notifications.outbox.actions import Letter, post, post_many, withdraw
from notifications.outbox.models import Kind
from tours import facts
from tours.models import Event, Speaker
from tours.programme.models import EventState, SpeakerState

# A speaker who drops out so shortly before is told to the organisers at once; earlier, the daily digest will do.
AT_ONCE_WITHIN = timedelta(days=7)
# Somebody who clicks "ask again" twice sends one mail.
AGAIN_EVERY_S = 600


@listen(facts.SpeakerInvited)
def speaker_invited(fact: facts.SpeakerInvited) -> None:
    """Ask a speaker, or ask again. This goes out before the event is published: the programme depends on the answer."""
    speaker, now = fact.speaker, timezone.now()
    if _is_off(speaker.event, at=now):
        return
    if fact.again:
        bucket = int(now.timestamp()) // AGAIN_EVERY_S
        post(to_speaker(speaker, Kind.SPEAKER_REMINDER, f"again:{bucket}"))
    else:
        post(to_speaker(speaker, Kind.SPEAKER_INVITED, _stamp(speaker.invited_at)))


@listen(facts.SpeakerAnswered)
def speaker_answered(fact: facts.SpeakerAnswered) -> None:
    """Confirm what the speaker said, with the entry or its end; warn the organisers when it is late for a no."""
    speaker, now = fact.speaker, timezone.now()
    if _is_off(speaker.event, at=now):
        return
    if speaker.state == SpeakerState.CONFIRMED:
        _comes(speaker, at=now)
    elif speaker.state == SpeakerState.DECLINED:
        _does_not_come(speaker, at=now)


@listen(facts.MaterialPublished)
def material_published(fact: facts.MaterialPublished) -> None:
    """No mail of its own; nobody is asked for what is in."""
    if fact.version.material.speaker_id:
        withdraw(speaker=fact.version.material.speaker_id, kind=Kind.SLIDES_MISSING)


def _comes(speaker: Speaker, *, at: datetime) -> None:
    revision = revision_for_news(speaker.event, at=at)
    telling = tell(speaker, revision, at=at) if revision else None
    if telling:
        post(invitation(speaker.event, telling))
    elif not speaker.told.filter(ended_at=None).exists():
        post(to_speaker(speaker, Kind.SPEAKER_CONFIRMED, _stamp(speaker.answered_at)))


def _does_not_come(speaker: Speaker, *, at: datetime) -> None:
    withdraw(speaker=speaker, kind__in=ABOUT_COMING)
    about = {"reason": "declined"}
    told = end(speaker, at=at)
    if told:
        holder = entry_holder(told, speaker)
        post(withdrawal(speaker.event, holder, Kind.SPEAKER_CANCELLED, dtstamp=at, facts=about))
    else:
        post(to_speaker(speaker, Kind.SPEAKER_CANCELLED, _stamp(speaker.answered_at), facts=about))
    if _is_soon(speaker.event, at=at):
        post_many(_alert(speaker, {"speaker": speaker.name, "what": "declined"}))


def _alert(speaker: Speaker, about: dict[str, Any]) -> list[Letter]:
    stamp = f"{speaker.pk}:{_stamp(speaker.answered_at)}"
    return [
        to_organiser(user, speaker.event, Kind.ORGANISER_ALERT, stamp, facts=about, speaker=speaker)
        for user in organisers(speaker.event)
    ]


def _is_off(event: Event, *, at: datetime) -> bool:
    return event.state in {EventState.CANCELLED, EventState.CLOSED} or event.is_over(at=at)


def _is_soon(event: Event, *, at: datetime) -> bool:
    if event.current:
        return event.current.starts_at - at <= AT_ONCE_WITHIN
    return event.date is not None and event.moment(0) - at <= AT_ONCE_WITHIN


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
