"""The door of the outbox: post and withdraw, and what an organiser may do with a message. Delivery settles the rest."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.db.models.functions import Lower
from django.utils import timezone

from core.poke import poke
from core.states import MoveRefused
from notifications.batches.models import Batch, BatchState
from notifications.calendar.models import Told
from notifications.outbox.errors import BatchIsHeld, Complained, HoldIsOn, NotEnded, Refused, UnderWayAgain
from notifications.outbox.look import look_again
from notifications.outbox.models import Message, MessageQuerySet, MessageState, Suppression
from scheduling.models import Invitee
from tours.models import Event, Registration, Speaker, User

_STEM_CHARS = 190
_ERROR_CHARS = 2000
_UNSENT = [MessageState.PENDING, MessageState.SENDING, MessageState.HELD]
_COPIED = (
    "kind", "event_id", "registration_id", "speaker_id", "invitee_id", "user_id", "told_id", "recipient", "recipient_name",
    "language", "facts", "method", "sequence", "dtstamp", "not_after",
)  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """One mail to one person, before it is a row. `key` says what must be told only once."""

    key: str
    kind: str
    recipient: str
    recipient_name: str = ""
    language: str = "nl"
    event: Event | None = None
    registration: Registration | int | None = None  # a row or its id
    speaker: Speaker | int | None = None
    invitee: Invitee | int | None = None
    user: User | int | None = None
    told: Told | int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    sequence: int = 0
    dtstamp: datetime | None = None
    batch: Batch | None = None
    due_at: datetime | None = None  # None: at once
    not_after: datetime | None = None


def post(*letters: Letter) -> None:
    """Write the letters as rows, inside the caller's transaction; a key that stands already is left as it is."""
    post_many(letters)


def post_many(letters: Iterable[Letter]) -> None:
    """Like post, for any number: one bulk insert per thousand."""
    now = timezone.now()
    rows = [_row(letter, now) for letter in letters if letter.recipient]
    if not rows:
        return
    # Not ignore_conflicts: on SQLite that was seen to swallow a violated check together with the row.
    Message.objects.bulk_create(
        rows, batch_size=1000, update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    transaction.on_commit(lambda: poke("notifications.deliver_due"), robust=True)


def withdraw(**which: Any) -> int:
    """Take back messages that were not sent yet, picked by field lookups. Returns how many."""
    return (
        Message.objects.filter(**which)
        .filter(state__in=[MessageState.PENDING, MessageState.HELD])
        .update(state=MessageState.WITHDRAWN)
    )


@transaction.atomic
def send_again(message: Message) -> Message:
    """Send a message that has ended once more, as a row of its own.

    It gets a new Message-ID: the reader asks for it because the first is not to be found, and several providers drop
    a second mail with the same Message-ID unseen. UID, SEQUENCE and DTSTAMP stay, so that a calendar that has the
    first changes nothing. Raises NotEnded, UnderWayAgain, or Refused when it is no longer true.
    """
    if message.state not in {MessageState.SENT, MessageState.FAILED}:
        raise NotEnded
    stem = stem_of(message.key)
    earlier = Message.objects.filter(key__startswith=f"{stem}#")
    if earlier.filter(state__in=_UNSENT).exists():
        raise UnderWayAgain
    again = _again(message, key=f"{stem}#{earlier.count() + 1}")
    try:
        with transaction.atomic():
            again.save(force_insert=True)
    except IntegrityError as error:  # two people, or one who clicks twice
        raise UnderWayAgain from error
    refusal = look_again([again], at=timezone.now()).get(again.pk)
    if refusal:
        raise Refused(why=refusal.label)
    transaction.on_commit(lambda: poke("notifications.deliver_due"), robust=True)
    return again


@transaction.atomic
def release(messages: MessageQuerySet) -> int:
    """Let messages go that were held. Returns how many.

    Those of a batch that was stopped go with their batch. Raises HoldIsOn while nothing may leave the house, BatchIsHeld
    where there is nothing else.
    """
    if settings.OUTBOX_HOLD:
        raise HoldIsOn
    now = timezone.now()
    held = messages.filter(state=MessageState.HELD)
    stopped = Batch.objects.filter(state=BatchState.HELD)
    released = held.filter(~Q(batch__in=stopped)).update(
        state=MessageState.PENDING,
        due_at=now,
        next_attempt_at=now,
        attempts=0,
        last_error="",
        reason="",
        released_at=now,
    )
    if not released and held.exists():
        raise BatchIsHeld
    transaction.on_commit(lambda: poke("notifications.deliver_due"), robust=True)
    return released


def mark_as_bounced(message: Message, *, error: str) -> bool:
    """A mail that went out came back. False when that was known, or it never went out."""
    if message.state != MessageState.SENT:
        return False
    try:
        message.move_to(MessageState.FAILED, last_error=error[:_ERROR_CHARS])
    except MoveRefused:
        return False
    return True


def suppression_of(email: str) -> Suppression | None:
    """What keeps mail from this address, if anything does."""
    return Suppression.objects.of_address(email).first()


def suppressed_among(emails: Iterable[str]) -> set[str]:
    """Those of these addresses, in lower case, that mail must not go to."""
    kept = Suppression.objects.annotate(address=Lower("email")).filter(address__in=list(emails))
    return set(kept.values_list("address", flat=True))


def suppress_address(email: str, *, reason: str, complained: bool = False) -> None:
    """Never mail this address again; saying so twice is nothing, but a complaint counts also after a bounce."""
    try:
        with transaction.atomic():
            Suppression.objects.create(email=email.lower(), reason=reason[:300], complained=complained)
    except IntegrityError:
        if complained:
            Suppression.objects.of_address(email).update(complained=True)


def allow_address(email: str, *, asked_for: bool = False) -> None:
    """Mail may go to this address again: somebody says that it works.

    Who complained has to ask for it themselves: `asked_for` says that they did. Raises Complained.
    """
    found = suppression_of(email)
    if found and found.complained and not asked_for:
        raise Complained(who=email)
    if found:
        found.delete()


def stem_of(key: str) -> str:
    """The key of the first of a row of the same letters; a long one by its hash, so that a number fits behind it."""
    stem = key.partition("#")[0]
    return stem if len(stem) <= _STEM_CHARS else hashlib.sha256(stem.encode()).hexdigest()


def _again(message: Message, *, key: str) -> Message:
    now = timezone.now()
    return Message(
        key=key,
        state=MessageState.HELD if settings.OUTBOX_HOLD else MessageState.PENDING,
        message_id=_new_message_id(),
        due_at=now,
        next_attempt_at=now,
        **{name: getattr(message, name) for name in _COPIED},
    )


def _new_message_id() -> str:
    return f"<{uuid.uuid4().hex}@{settings.SITE_HOST}>"


def _row(letter: Letter, now: datetime) -> Message:
    due_at = letter.due_at or now
    return Message(
        key=letter.key,
        kind=letter.kind,
        state=MessageState.HELD if settings.OUTBOX_HOLD else MessageState.PENDING,
        event_id=_id(letter.event),
        registration_id=_id(letter.registration),
        speaker_id=_id(letter.speaker),
        invitee_id=_id(letter.invitee),
        user_id=_id(letter.user),
        told_id=_id(letter.told),
        batch_id=_id(letter.batch),
        recipient=letter.recipient,
        recipient_name=letter.recipient_name,
        language=letter.language,
        facts=letter.facts,
        method=letter.method,
        sequence=letter.sequence,
        dtstamp=letter.dtstamp,
        message_id=_new_message_id(),
        due_at=due_at,
        next_attempt_at=due_at,
        not_after=letter.not_after,
    )


def _id(row: Model | int | None) -> int | None:
    return row.pk if isinstance(row, Model) else row
