"""A database that went back in time: a backup was put back, and what it says is still to be sent may have gone since.

Every beat of the clock and of a worker is noted twice: in the database, and then outside of it, where a backup of the database
does not reach (the cache `pulse`: Redis, or a file in DATA_DIR). A database that is behind the note was restored: its own mark
never goes back, whichever of several processes writes last. A moment less is no backup but a crash or a standby that took
over: it costs a few second copies, where holding would cost everybody's mail. Where there is no note, on a new machine, a
database whose last beat is long ago is taken for a backup.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.cache import caches
from django.db import transaction
from django.db.models import Max, Q
from redis.exceptions import RedisError

from notifications.outbox.models import Heartbeat, Held, Message, MessageState

logger = logging.getLogger(__name__)
PULSE = ("clock", "worker")
_FOUND = "restored"
_MARK = "pulse"
_MOMENT = timedelta(seconds=10)
_SILENT = timedelta(hours=1)


def look(now: datetime) -> bool:
    """Whether the database was restored since the last beat; then what is due in it is held. Call before beating."""
    noted = _noted()  # before the other: it is written after it
    beats = Heartbeat.objects.filter(name__in=[_MARK, *PULSE])
    last: datetime | None = beats.aggregate(at=Max("beat_at"))["at"]
    if last is None:
        return False
    if (noted - last <= _MOMENT) if noted else (now - last <= _SILENT):
        return False
    with transaction.atomic():
        # What the first sweep finds to be due, it finds by what the backup knows: that is held too, until it is done.
        Heartbeat.objects.update_or_create(name=_FOUND, defaults={"beat_at": now})
        number = hold_due(at=now)
    logger.warning("the database seems to come from a backup of %s: %s messages are held", last, number)
    return True


def hold_due(*, at: datetime) -> int:
    """Hold what is due, and what somebody had in hand when the backup was made."""
    due = Q(state=MessageState.PENDING, next_attempt_at__lte=at)
    in_hand = Q(state=MessageState.SENDING, lease_until__lte=at)
    return Message.objects.filter(due | in_hand).update(
        state=MessageState.HELD, reason=Held.RESTORED, lease_owner="", lease_until=None
    )


def is_catching_up() -> bool:
    """Whether the first sweep after a restore is not done yet."""
    return Heartbeat.objects.filter(name=_FOUND).exists()


def caught_up() -> None:
    """It is done: what is written from now on is news."""
    Heartbeat.objects.filter(name=_FOUND).delete()


def note(now: datetime) -> None:
    """Note in the database, and then outside of it, that it was seen alive."""
    if not Heartbeat.objects.filter(name=_MARK, beat_at__lt=now).update(beat_at=now):
        Heartbeat.objects.get_or_create(name=_MARK, defaults={"beat_at": now})
    try:
        caches["pulse"].set("beat", now, timeout=None)
    except (RedisError, OSError):
        logger.warning("the pulse could not be noted outside of the database", exc_info=True)


def _noted() -> datetime | None:
    try:
        found: datetime | None = caches["pulse"].get("beat")
    except (RedisError, OSError):
        return None
    return found
