"""Refused for another reason than that the mailbox is not there: one is its reader, one after the other is us.

A batch sees that in what it has in hand. Where sign-ups come one by one each is a batch of its own, so what a day's rows
say is looked at too, and at a refusal alone: what goes well pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max

from notifications.batches.models import BatchState
from notifications.outbox.actions import stem_of
from notifications.outbox.models import Failed, Message, MessageQuerySet, MessageState

IN_A_ROW = 5  # then it is not the readers
_LATELY = timedelta(days=1)
_ROWS = 25  # one reader may stand in several


def is_everywhere(refused: Sequence[Message], *, patience: int, at: datetime) -> bool:
    """Whether these are as many in a row as that, or with those of earlier batches as many readers; nobody got through."""
    if len(refused) >= patience:
        return True
    readers = {message.recipient.lower() for message in refused}
    rows = _failed(at).order_by("-next_attempt_at").values_list("recipient", "next_attempt_at")
    for recipient, due in rows[:_ROWS]:
        readers.add(recipient.lower())
        if len(readers) >= IN_A_ROW:
            between = _sent(at).filter(sent_at__gte=due)
            return between.order_by("-next_attempt_at").first() is None
    return False


def back_in_line(*, at: datetime) -> int:
    """What failed for it since somebody got through waits again, like what is in hand; it is looked at before it goes.

    Not what an organiser withdrew, or sent once more meanwhile. Returns how many.
    """
    failed = _failed(at).exclude(batch__state=BatchState.WITHDRAWN)
    last = _sent(at).aggregate(at=Max("sent_at"))["at"]
    if last:
        failed = failed.filter(next_attempt_at__gt=last)
    again = [pk for pk, key in failed.values_list("pk", "key") if not _was_sent_again(pk, key)]
    return Message.objects.filter(pk__in=again, state=MessageState.FAILED).update(
        state=MessageState.PENDING, reason="", next_attempt_at=at
    )


def _failed(at: datetime) -> MessageQuerySet:
    """No row says when it failed: for what comes one by one that is when it was due."""
    return _lately(at).filter(state=MessageState.FAILED, reason=Failed.UNWELCOME)


def _sent(at: datetime) -> MessageQuerySet:
    return _lately(at).filter(state=MessageState.SENT)


def _lately(at: datetime) -> MessageQuerySet:
    return Message.objects.filter(next_attempt_at__gt=at - _LATELY).order_by()


def _was_sent_again(pk: int, key: str) -> bool:
    return Message.objects.filter(key__startswith=f"{stem_of(key)}#", pk__gt=pk).exists()
