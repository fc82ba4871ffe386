"""The door of the outbox: post and withdraw. Nothing else writes messages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.poke import poke
from notifications.calendar.models import Told
from notifications.outbox.models import Message, MessageState
from tours.models import Event, Registration, Speaker, User


@dataclass(frozen=True)
class Letter:
    """One mail to one person, before it is a row. `key` says what must be told only once."""

    key: str
    kind: str
    recipient: str
    recipient_name: str = ""
    language: str = "nl"
    event: Event | None = None
    registration: Registration | None = None
    speaker: Speaker | None = None
    user: User | None = None
    told: Told | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    sequence: int = 0
    dtstamp: datetime | None = None
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


def _row(letter: Letter, now: datetime) -> Message:
    due_at = letter.due_at or now
    return Message(
        key=letter.key,
        kind=letter.kind,
        state=MessageState.HELD if settings.OUTBOX_HOLD else MessageState.PENDING,
        event=letter.event,
        registration=letter.registration,
        speaker=letter.speaker,
        user=letter.user,
        told=letter.told,
        recipient=letter.recipient,
        recipient_name=letter.recipient_name,
        language=letter.language,
        facts=letter.facts,
        method=letter.method,
        sequence=letter.sequence,
        dtstamp=letter.dtstamp,
        message_id=f"<{uuid.uuid4().hex}@{settings.SITE_HOST}>",
        due_at=due_at,
        next_attempt_at=due_at,
        not_after=letter.not_after,
    )
