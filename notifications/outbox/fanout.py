"""The same letter to thousands: rows made by the database out of the entries they belong to, not one by one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from core.bulk import insert_from
from core.poke import poke
from notifications.calendar.models import Told
from notifications.outbox.models import Message, MessageState
from tours.models import Event

_BATCH = 900  # entries named in one statement: below SQLite's old limit of 999 variables


@transaction.atomic(savepoint=False)
def post_to_entries(
    entries: Sequence[int],
    *,
    event: Event,
    kind: str,
    method: str,
    facts: dict[str, Any] | None = None,
    batch: int | None = None,
) -> None:
    """Post one letter to the holder of each entry, about the entry as it stands now, by the ids of Told.

    The key says entry and SEQUENCE; one that stands already is left as it is.
    """
    columns = _columns(event=event, kind=kind, method=method, facts=facts or {}) | {"batch_id": batch}
    for start in range(0, len(entries), _BATCH):
        chosen = Told.objects.filter(pk__in=entries[start : start + _BATCH]).order_by("pk")
        insert_from(chosen, Message, columns, keep="key")
    if entries:
        transaction.on_commit(lambda: poke("notifications.deliver_due"), robust=True)


def _columns(*, event: Event, kind: str, method: str, facts: dict[str, Any]) -> dict[str, object]:
    now = timezone.now()
    batch = uuid.uuid4().hex
    text: CharField[str, str] = CharField()
    return {
        "key": Concat(Value(f"{kind}:told"), Cast("pk", text), Value(":"), Cast("sequence", text)),
        "kind": kind,
        "state": MessageState.HELD if settings.OUTBOX_HOLD else MessageState.PENDING,
        "event_id": event.pk,
        "registration_id": F("registration_id"),
        "speaker_id": F("speaker_id"),
        "told_id": F("pk"),
        "recipient": F("email"),
        "recipient_name": Coalesce(F("registration__name"), F("speaker__name"), F("host_name")),
        "language": Coalesce(F("registration__language"), F("speaker__language"), F("host_language")),
        "facts": facts,
        "method": method,
        "sequence": F("sequence"),
        "dtstamp": F("dtstamp"),
        "message_id": Concat(
            Value(f"<{batch}."), Cast("pk", text), Value(f"@{settings.SITE_HOST}>"), output_field=text
        ),
        "due_at": now,
        "next_attempt_at": now,
        "created_at": now,
    }
