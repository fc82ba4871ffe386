"""Who was asked something and says nothing: speakers, people invited by name, and those whom a date poll asks.

Each is asked again at fixed times after the first, never twice within a day, and a bounded number of times. Who was
invited by name is asked before signing up ends as well, where a rule says so; that counts as one of those times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from notifications.news.posting import to_invitee, to_participant, to_speaker
from notifications.outbox.actions import Letter
from notifications.outbox.models import GONE, Kind, Message, MessageState
from notifications.reminders.moments import TOLD_THE_SAME, Moment, is_awake
from scheduling.models import Invitee, Poll
from tours.models import Event, Registration, Speaker
from tours.programme.models import EventState, SpeakerState
from tours.programme.reminders import AT, awake

CHASE_AFTER = (timedelta(days=5), timedelta(days=10))  # two, then the organiser rings
MOST = len(CHASE_AFTER)
POLL_BEFORE = timedelta(days=2)
POLL_REST = timedelta(days=1)  # who was only just asked is left alone
_ASKING_TO_COME = [Kind.INVITED, Kind.INVITED_AGAIN, Kind.CHANGED]
_STILL_ON = [EventState.DRAFT, EventState.PUBLISHED]


def unanswered(*, at: datetime) -> Iterator[Letter]:
    """Speakers who did not say whether they come: five and ten days after they were asked, while it is still to come."""
    asked = Speaker.objects.filter(
        state=SpeakerState.INVITED, invited_at__lte=at - CHASE_AFTER[0], event__state__in=_STILL_ON
    ).exclude(email="")
    asked = asked.exclude(just_asked("speaker", [Kind.SPEAKER_INVITED, Kind.SPEAKER_REMINDER], at=at))
    asked = asked.alias(said_last=_said_last()).exclude(said_last=Kind.SPEAKER_CANCELLED)
    for speaker in asked.select_related("event__current", "event__organisation").order_by("pk"):
        if speaker.invited_at and not speaker.event.is_over(at=at) and is_awake(speaker.event, at):
            turn = sum(speaker.invited_at + after <= at for after in CHASE_AFTER)
            yield to_speaker(speaker, Kind.SPEAKER_REMINDER, f"{speaker.invited_at.isoformat()}:{turn}")


def silent_invitees(*, at: datetime) -> Iterator[Letter]:
    """Who was invited by name and said nothing: five and ten days later, until the start; after that somebody rings."""
    asked = _not_asked_often(Registration.objects.invited_unanswered()).filter(
        invited_at__lte=at - CHASE_AFTER[0],
        event__state=EventState.PUBLISHED,
        event__current__starts_at__gt=at,
    )
    asked = asked.exclude(just_asked("registration", _ASKING_TO_COME, at=at))
    for one in asked.select_related("event__current", "event__organisation").order_by("pk"):
        if one.invited_at and one.event.current and is_awake(one.event, at):
            turn = sum(one.invited_at + after <= at for after in CHASE_AFTER)
            letter = to_participant(one, Kind.INVITED_AGAIN, f"{one.invited_at.isoformat()}:{turn}")
            yield replace(letter, not_after=one.event.current.starts_at)


def silent_at(event: Event, moment: Moment) -> Iterator[Letter]:
    """Who was invited by name and said nothing, at this moment around the end of signing up."""
    asked = _not_asked_often(to_chase_in([event.pk])).filter(role__in=moment.rule.roles)
    asked = asked.exclude(just_asked("registration", _ASKING_TO_COME, at=moment.due))
    begins = event.current.starts_at if event.current else None
    for one in asked.order_by("pk"):
        one.event = event
        letter = to_participant(one, Kind.INVITED_AGAIN, "", facts=_closing(event, moment))
        yield replace(letter, key=silent_key(one, moment), not_after=begins)


def silent_key(person: Registration, moment: Moment) -> str:
    """Whoever is invited anew is asked anew."""
    asked = person.invited_at.isoformat() if person.invited_at else ""
    return f"{Kind.INVITED_AGAIN}:{moment.rule}:{person.pk}:{asked}{moment.tail}"


def polls(*, at: datetime) -> Iterator[Letter]:
    """Who did not say yet when they can: once, two days before the answer is wanted."""
    silent = Invitee.objects.to_chase(at=at - POLL_REST).filter(
        poll__answer_by__lte=timezone.localdate(at) + POLL_BEFORE
    )
    for invitee in silent.select_related("poll__event__organisation").order_by("pk"):
        due = polls_due(invitee.poll)
        if due and due <= at and is_awake(invitee.poll.event, at):
            yield to_invitee(invitee, Kind.POLL_REMINDER, "")


def polls_due(poll: Poll) -> datetime | None:
    """When the silent ones of this poll are asked again."""
    if poll.answer_by is None:
        return None
    morning = datetime.combine(poll.answer_by - POLL_BEFORE, AT, tzinfo=poll.event.zone)
    return awake(morning, event=poll.event)


def to_chase_in(events: Iterable[int]) -> QuerySet[Registration]:
    """Who was invited by name to one of these events (ids), said nothing and is asked again."""
    return Registration.objects.invited_unanswered().filter(event__in=events, invited_at__isnull=False)


def _not_asked_often(people: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those of these who can be mailed and were asked again less often than they may be."""
    again = Q(messages__kind=Kind.INVITED_AGAIN, messages__created_at__gte=F("invited_at"))
    times = Count("messages", filter=again & ~Q(messages__state__in=GONE))
    return people.exclude(email="").alias(times=times).filter(times__lt=MOST)


def _closing(event: Event, moment: Moment) -> dict[str, str]:
    """Until when an answer is wanted, where signing up has an end that is still to come."""
    closes = event.registration_closes_at
    return {"answer_by": closes.isoformat()} if closes and not moment.rule.after else {}


def _said_last() -> Subquery:
    """Whether a speaker was asked, or told that the talk is dropped, whichever came last."""
    said = Message.objects.filter(
        speaker=OuterRef("pk"), kind__in=[Kind.SPEAKER_INVITED, Kind.SPEAKER_CANCELLED]
    ).exclude(state=MessageState.WITHDRAWN)
    return Subquery(said.order_by("-pk").values("kind")[:1])


def just_asked(person: str, kinds: Collection[str], *, at: datetime) -> Exists:
    """A mail of these kinds to this person within the last day."""
    asked = Message.objects.filter(kind__in=kinds, created_at__gt=at - TOLD_THE_SAME)
    return Exists(asked.filter(**{person: OuterRef("pk")}))
