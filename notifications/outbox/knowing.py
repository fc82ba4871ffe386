"""Who is about to read about an event: with the event their mail would go."""

from __future__ import annotations

from collections.abc import Iterable

from notifications.outbox.models import Message, MessageState
from tours.programme.models import Event

_ON_THE_WAY = (MessageState.PENDING, MessageState.SENDING, MessageState.HELD)


def who_is_being_told(event: Event) -> Iterable[str]:
    """Names of who was asked when they can, and hears of it still."""
    letters = Message.objects.filter(event=event, invitee__isnull=False, state__in=_ON_THE_WAY)
    return letters.order_by("recipient_name").values_list("recipient_name", flat=True).distinct()
