"""How much mail may go out in an hour before somebody is asked. What is too much is held and never dropped.

How often one may ask for mail at all, per visitor, address and event, is counted where people ask: tours/signups/limits.py.
Here a loop of our own, or a list pasted into the wrong event, is stopped before it has reached everybody.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q

from notifications.outbox.models import Held, Message, MessageQuerySet, MessageState
from tours.models import Registration

logger = logging.getLogger(__name__)
HOUR = timedelta(hours=1)
PER_ADDRESS = 100  # a secretary may stand for a whole council
PER_EVENT = 500
PER_PERSON = 5  # of an event, on top of that
_COUNTED = [MessageState.SENT, MessageState.SENDING, MessageState.PENDING]


def hold_excess(*, at: datetime) -> int:
    """Hold the last of what is due beyond what may go within an hour. Returns how many; one statement where that is little.

    What somebody released counts for nothing: it was asked.
    """
    lately = Message.objects.filter(
        state__in=_COUNTED, next_attempt_at__range=(at - HOUR, at), released_at=None
    ).order_by()
    number = lately.count()
    if number <= min(PER_ADDRESS, settings.MAIL_PER_HOUR):
        return 0
    held = sum(
        _hold(lately.filter(**which), beyond, why=why)
        for why, which, beyond in [*_addresses(lately), *_events(lately)]
    )
    return held + _hold(lately, number - held - settings.MAIL_PER_HOUR, why=Held.HOUR)


_Excess = tuple[Held, dict[str, object], int]


def _addresses(lately: MessageQuerySet) -> Iterator[_Excess]:
    for address, number in _crowded(lately, "recipient", PER_ADDRESS):
        yield Held.ADDRESS, {"recipient": address}, number - PER_ADDRESS


def _events(lately: MessageQuerySet) -> Iterator[_Excess]:
    """An event with many people has much mail."""
    crowded = [(event, number) for event, number in _crowded(lately, "event", PER_EVENT) if event]
    if not crowded:
        return
    people = dict(
        Registration.objects.filter(event__in=[event for event, _number in crowded])
        .order_by()
        .values_list("event")
        .annotate(Count("pk"))
    )
    for event, number in crowded:
        allowed = PER_EVENT + PER_PERSON * people.get(event, 0)
        yield Held.EVENT, {"event": event}, number - allowed


def _crowded(lately: MessageQuerySet, field: str, limit: int) -> list[tuple[object, int]]:
    """Who or what has more than this, and something that can still be held."""
    rows = lately.values_list(field).annotate(
        number=Count("pk"), waiting=Count("pk", filter=Q(state=MessageState.PENDING))
    )
    return [(value, number) for value, number, _waiting in rows.filter(number__gt=limit, waiting__gt=0)]


def _hold(lately: MessageQuerySet, beyond: int, *, why: Held) -> int:
    """Hold so many of those that wait, the last first."""
    if beyond <= 0:
        return 0
    waiting = lately.filter(state=MessageState.PENDING).order_by("-next_attempt_at", "-pk")
    last = list(waiting.values_list("pk", flat=True)[:beyond])
    held = 0
    for start in range(0, len(last), 500):
        some = Message.objects.filter(pk__in=last[start : start + 500], state=MessageState.PENDING)
        held += some.update(state=MessageState.HELD, reason=why)
    if held:
        logger.warning("%s messages are held: %s", held, why.name)
    return held
