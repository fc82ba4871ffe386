"""Mails that failed and were not made up for, and mails that are held: per event, in one statement each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from notifications.outbox.models import Held, Message, MessageState
from tours.signups.models import RegistrationState

FAILED_DAYS = 14  # what failed longer ago is history
_REACHED = [MessageState.PENDING, MessageState.SENDING, MessageState.SENT]


@dataclass(frozen=True)
class MailTrouble:
    """How many messages per event."""

    failed: dict[int, int]
    held: dict[int, int]
    why: dict[int, list[str]]  # ours, of what is held


def mail_trouble(events: Sequence[int], *, at: datetime) -> MailTrouble:
    """What of these events' mail somebody has to look at."""
    of_events = Message.objects.filter(event__in=events)
    held, why = _held(of_events)
    return MailTrouble(failed=_per_event(failed_for_good(of_events, at=at)), held=held, why=why)


def failed_for_good(messages: QuerySet[Message], *, at: datetime) -> QuerySet[Message]:
    """Failed, and the same person got none of this kind since, did not cancel and has no other address by now."""
    later = Message.objects.filter(
        Q(registration=OuterRef("registration")) | Q(speaker=OuterRef("speaker")),
        kind=OuterRef("kind"),
        pk__gt=OuterRef("pk"),
        state__in=_REACHED,
    )
    failed = messages.filter(state=MessageState.FAILED, created_at__gte=at - timedelta(days=FAILED_DAYS))
    person = failed.annotate(
        now=Lower("registration__email"), then=Lower("recipient"), speaks=Lower("speaker__email")
    )
    same = (Q(registration=None) | Q(now=F("then"))) & (Q(speaker=None) | Q(speaks=F("then")))
    on = Q(registration=None) | ~Q(registration__state=RegistrationState.CANCELLED)
    return person.filter(~Exists(later), same, on)


def _held(messages: QuerySet[Message]) -> tuple[dict[int, int], dict[int, list[str]]]:
    """How many per event, and why where that was ours to decide."""
    number: Counter[int] = Counter()
    why: dict[int, list[str]] = defaultdict(list)
    rows = messages.filter(state=MessageState.HELD).order_by("event", "reason").values_list("event", "reason")
    for event, reason, held in rows.annotate(number=Count("pk")):
        if event:
            number[event] += held
            if reason in Held.values:
                why[event].append(str(Held(reason).label))
    return dict(number), dict(why)


def _per_event(messages: QuerySet[Message]) -> dict[int, int]:
    rows = messages.order_by().values_list("event").annotate(number=Count("pk"))
    return {event: number for event, number in rows if event}
