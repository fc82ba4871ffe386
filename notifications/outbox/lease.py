"""Claiming messages and settling them.

A claimed message belongs to one owner, for as long as its lease runs. Every later write compares the owner first, so
that a worker that was thought dead can change nothing that another has taken over. Called by delivery alone.
"""

from __future__ import annotations

import os
import random
import socket
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from notifications.batches.models import Batch, BatchState
from notifications.outbox.models import Message, MessageState, Retried

# Tries at 0, 15, 45, 105 seconds … and from four hours on evenly: about three days in all.
FIRST_PAUSE_S = 15
LONGEST_PAUSE_S = 4 * 60 * 60
MAX_ATTEMPTS = 27
# What a dead worker had in hand is taken over after this, at the next sweep: within a minute. Who lives renews it.
LEASE_S = 20.0
RENEWED_EVERY_S = 5.0
_BY_CHANCE = 3  # so many deaths of a worker are not yet laid at the door of what it had in hand
# One mail takes a handful of answers of the server, each of which may take EMAIL_TIMEOUT.
_ANSWERS_PER_MAIL = 6
# What a letter is written from: of each reader, and fetched once per batch, however many messages share an event.
_EACH_ITS_OWN = ("registration", "told")
_SHARED = ("event__current", "event__organisation", "registration__group", "speaker", "told__saying", "user")


def new_owner() -> str:
    """A name for one run of one worker, never used again."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def one_mail_s() -> int:
    """Seconds that handing over one mail may take before the connection gives up."""
    return _ANSWERS_PER_MAIL * (settings.EMAIL_TIMEOUT or 20)


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=LEASE_S)


def claim(owner: str, *, at: datetime, limit: int) -> list[Message]:
    """Take up to `limit` messages that are due, longest due first; two callers never get the same one.

    A message in whose hands workers died time and again is taken alone, so that it cannot take others down with it.
    """
    until = _lease_end()
    with transaction.atomic():
        due = list(
            Message.objects.filter(_not_held(), state=MessageState.PENDING, next_attempt_at__lte=at)
            .order_by("next_attempt_at", "id")
            .defer("body_text", "body_html")
            .select_related(*_EACH_ITS_OWN)
            .select_for_update(of=("self",), skip_locked=True)[:limit]
        )
        batch = list(takewhile(lambda message: not _is_suspect(message), due)) or due[:1]
        taken = {"state": MessageState.SENDING, "lease_owner": owner, "lease_until": until}
        Message.objects.filter(pk__in=[message.pk for message in batch]).update(**taken)
    for message in batch:
        vars(message).update(taken)
    return batch


def _is_suspect(message: Message) -> bool:
    return message.attempts >= _BY_CHANCE and message.reason == Retried.DIED


def _not_held() -> Q:
    """Not of a batch that an organiser stopped; what a worker gives back of one is pending and stays."""
    return ~Q(batch__in=_stopped().values("pk"))


def _stopped() -> QuerySet[Batch]:
    return Batch.objects.filter(state=BatchState.HELD).order_by()


def of_stopped(messages: Iterable[Message]) -> list[Message]:
    """Those of a batch that an organiser has stopped."""
    batches = {message.batch_id for message in messages if message.batch_id}
    stopped = set(_stopped().filter(pk__in=batches).values_list("pk", flat=True)) if batches else set()
    return [message for message in messages if message.batch_id in stopped]


def read(batch: list[Message]) -> None:
    """Fetch what the letters of a batch are written from."""
    prefetch_related_objects(batch, *_SHARED)
    for message in batch:
        _share(message)


def _share(message: Message) -> None:
    """The one event and person of the batch, wherever a letter may come upon them."""
    for of in (message.registration, message.speaker, message.told):
        if of is not None and message.event is not None and of.event_id == message.event_id:
            of.event = message.event
    told = message.told
    if (
        told is not None
        and told.registration_id is not None
        and told.registration_id == message.registration_id
    ):
        told.registration = message.registration
    if told is not None and told.speaker_id is not None and told.speaker_id == message.speaker_id:
        told.speaker = message.speaker


def renew(owner: str) -> set[int]:
    """Hold on to the batch for longer. Returns the ids that are still ours."""
    ours = Message.objects.filter(state=MessageState.SENDING, lease_owner=owner)
    with transaction.atomic():
        held = set(ours.order_by().select_for_update().values_list("pk", flat=True))
        ours.update(lease_until=_lease_end())
    return held


def keep(owner: str) -> None:
    """Hold on to the batch from beside whoever works on it; what is written just now is settled anyhow, and passed by."""
    ours = Message.objects.filter(state=MessageState.SENDING, lease_owner=owner).order_by()
    with transaction.atomic():
        kept = list(ours.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Message.objects.filter(pk__in=kept).update(lease_until=_lease_end())


def settle(message: Message, owner: str, *, state: str, **columns: Any) -> bool:
    """Write how it ended, if the message is still ours. False when the lease had run out and somebody else has it."""
    ours = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, lease_owner=owner)
    return bool(ours.update(state=state, lease_owner="", lease_until=None, **columns))


def settle_sent(written: Mapping[int, tuple[str, ...]], owner: str) -> int:
    """Mark messages as sent, by their ids, each with the words that went out: subject, text, HTML and their hash.

    Returns how many of them were still ours. In SQL of its own: an UPDATE for each row, or one with a CASE per row and
    column, costs Django and the database more than writing and sending the mails.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(written))
    with connection.cursor() as cursor:
        rows: list[Any] = [value for pk, words in written.items() for value in (pk, *words)]
        cursor.execute(_MARK_SENT.replace("{values}", values), [now, *rows, owner])
        return int(cursor.rowcount)


# The columns of a VALUES list have these names in PostgreSQL and SQLite alike.
_MARK_SENT = """
UPDATE notifications_message AS message
SET state = 'sent', sent_at = %s, attempts = attempts + 1, last_error = '', reason = '', lease_owner = '', lease_until = NULL,
    subject = column2, body_text = column3, body_html = column4, body_sha256 = column5
FROM (VALUES {values}) AS written
WHERE message.id = column1 AND message.state = 'sending' AND message.lease_owner = %s
"""


def release(owner: str, messages: Iterable[Message]) -> int:
    """Back in line untried: no attempt is spent."""
    ours = Message.objects.filter(pk__in=[message.pk for message in messages], lease_owner=owner)
    return ours.filter(state=MessageState.SENDING).update(
        state=MessageState.PENDING, lease_owner="", lease_until=None
    )


def recover(*, at: datetime) -> int:
    """Put messages whose worker died back in line. Returns how many.

    That counts as an attempt. A few deaths are chance, and what was in hand goes at once; after those a message is taken
    alone (see `claim`), and if its worker dies again it waits longer and longer, and the others go on.
    """
    lapsed = list(
        Message.objects.filter(state=MessageState.SENDING, lease_until__lt=timezone.now()).only(
            "pk", "attempts", "lease_owner", "reason"
        )
    )
    for message in lapsed:
        columns = later(message, at=at, reason=Retried.DIED)
        if _is_suspect(message):
            columns["next_attempt_at"] = max(at, timezone.now()) + pause(message.attempts - _BY_CHANCE + 1)
        else:
            del columns["next_attempt_at"]
        settle(message, message.lease_owner, **columns)
    return len(lapsed)


def hold_all(*, at: datetime) -> int:
    """Hold everything that was not sent yet, as OUTBOX_HOLD asks. What another worker has in hand, it may finish."""
    recover(at=at)
    return Message.objects.filter(state=MessageState.PENDING).update(state=MessageState.HELD)


def later(message: Message, *, at: datetime, error: str = "", reason: str = "") -> dict[str, Any]:
    """The columns of a message that is tried again later, or has been tried often enough."""
    attempts = message.attempts + 1
    state = MessageState.PENDING if attempts < MAX_ATTEMPTS else MessageState.FAILED
    again = max(at, timezone.now()) + pause(attempts)
    return {
        "state": state,
        "attempts": attempts,
        "next_attempt_at": again,
        "last_error": error,
        "reason": reason,
    }


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling, with jitter so that they do not come back all at once."""
    seconds = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (attempts - 1))
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311  (spreading, not a secret)
