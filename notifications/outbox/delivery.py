"""Delivery: claim, look again, send, settle. Each step may die; the next worker takes up what the lease gives back."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from core.poke import poke
from notifications.outbox import breaker, lease, restored, unwelcome
from notifications.outbox.actions import suppress_address
from notifications.outbox.caps import hold_excess
from notifications.outbox.carrier import Carrier, Parcel
from notifications.outbox.columns import error_text, fails, refused
from notifications.outbox.keeping import Keeper
from notifications.outbox.look import Refusal, look_again
from notifications.outbox.models import Message, MessageState
from notifications.outbox.verdicts import Verdict, judge, judge_opening
from notifications.outbox.writer import Mail, Writer

logger = logging.getLogger(__name__)
stop_soon = threading.Event()  # set by a process that is going down
BATCH = 100
MARKED_TOGETHER = 5  # so many more may go out a second time when the process dies; each keeps its Message-ID
BUDGET_S = 20.0
_LOOK_EVERY_S = 2.0  # a batch that a slow server stretches is looked at again
_QUICK_S = 0.5  # a mail that takes longer is marked before the next is begun
_DATABASE_PAUSE_S = 0.5
_DATABASE_BACK_S = (
    5.0  # a connection that was dropped is replaced within this; a lease that runs out does no harm here
)
_DATABASE_GONE = (OperationalError, InterfaceError)


def deliver_due(*, at: datetime, budget_s: float = BUDGET_S) -> Counter[str]:
    """Send what is due at that moment, until nothing is or the time is up; returns how many got which state."""
    counts: Counter[str] = Counter()
    if settings.OUTBOX_HOLD:
        counts[MessageState.HELD] = lease.hold_all(at=at)
        return +counts
    if restored.is_catching_up():
        counts[MessageState.HELD] = restored.hold_due(at=at)
        return +counts
    tripped = breaker.current()
    if tripped and tripped.open_until > timezone.now():
        return counts
    lease.recover(at=at)
    counts[MessageState.HELD] = hold_excess(at=at)
    ends = time.monotonic() + budget_s
    helped = False
    patience = 1 if tripped else unwelcome.IN_A_ROW
    while (batch := _Batch(at=at, counts=counts, ends=ends, patience=patience)).deliver():
        if batch.was_full and not helped:
            poke(
                "notifications.deliver_due"
            )  # there is enough for another worker, or for this one's next turn
            helped = True
        if time.monotonic() >= ends:
            break
    if tripped and counts[MessageState.SENT]:
        breaker.close()
    return +counts


class _Batch:
    """Some messages from claim to settlement, under one name and over one connection."""

    def __init__(self, *, at: datetime, counts: Counter[str], ends: float, patience: int) -> None:
        self.at = at
        self.patience = patience
        self.counts = counts
        self.ends = ends
        self.owner = lease.new_owner()
        self.keeper = Keeper(self.owner)
        self.writer = Writer()
        self.todo: dict[int, Message] = {}
        self.unmarked: list[Mail] = []  # accepted, and that not yet noted
        self.doubtful: list[tuple[Mail, Verdict]] = []  # refused in a row: for what they are, or are we?
        self.refused: dict[int, Refusal] = {}
        self.looked_at = self.leased_at = -math.inf
        self.was_full = False
        self.quick = False  # whether the last mail was
        self.useful = True  # the next batch may fare better

    def deliver(self) -> bool:
        """Send one batch. False when nothing is due, or when the next one would not get through either."""
        self.leased_at = time.monotonic()
        claimed = lease.claim(self.owner, at=self.at, limit=BATCH)
        if not claimed:
            return False
        self.was_full = len(claimed) == BATCH
        self.todo = {message.pk: message for message in claimed}
        try:
            lease.read(claimed)
            with self.keeper, Carrier() as carrier:
                if self._opened(carrier.open):
                    self._send_all(carrier)
                self._decide(failed=True)
        except _DATABASE_GONE:
            _reconnect()
            raise
        finally:
            lease.release(self.owner, self.todo.values())
        return self.useful and not stop_soon.is_set()

    def _send_all(self, carrier: Carrier) -> None:
        """One after the other; while the server reads one, those before it are marked and the next is written."""
        try:
            for message in list(self.todo.values()):
                self._keep_up()
                if not (self._has_time() and self._send_one(message, carrier)):
                    return
        finally:
            self._mark_sent()

    def _send_one(self, message: Message, carrier: Carrier) -> bool:
        """Send it, if it is still ours and right. False when no more should be tried."""
        if message.pk not in self.todo or self._refuse(message):
            return True
        mail = self._write(message, carrier)
        if mail is None:
            return True
        if len(self.unmarked) > MARKED_TOGETHER or not self.quick:
            self._mark_sent()
        began = time.monotonic()
        verdict = _send(carrier, mail.parcel, partial(self._meanwhile, carrier))
        self.quick = time.monotonic() - began < _QUICK_S
        del self.todo[message.pk]
        if verdict:
            return self._not_sent(mail, verdict, carrier)
        self.unmarked.append(mail)
        self._decide(failed=True)
        return True

    def _meanwhile(self, carrier: Carrier) -> None:
        """While the server has the first mail in hand. What fails now is done again when it has none."""
        if len(self.unmarked) >= MARKED_TOGETHER:
            with suppress(DatabaseTrouble):
                self._mark()
        after = next(islice(self.todo.values(), 1, None), None)
        if after is not None and after.pk not in self.refused and not self.writer.is_ahead(after):
            self.writer.write_ahead(after, carrier)

    def _has_time(self) -> bool:
        return time.monotonic() < self.ends and not stop_soon.is_set()

    def _keep_up(self) -> None:
        """Hold on to the lease, and look again at what is still to go."""
        now = time.monotonic()
        if now - self.leased_at > lease.RENEWED_EVERY_S:
            self.leased_at = now
            self.keeper.alive()
            ours = lease.renew(self.owner)
            self.todo = {pk: message for pk, message in self.todo.items() if pk in ours}
        if now - self.looked_at > _LOOK_EVERY_S:
            self.looked_at = now
            self._give_back(lease.of_stopped(self.todo.values()))
            self.refused = look_again(self.todo.values(), at=max(self.at, timezone.now()))

    def _give_back(self, messages: Sequence[Message]) -> None:
        if messages:
            lease.release(self.owner, messages)
            for message in messages:
                del self.todo[message.pk]

    def _refuse(self, message: Message) -> bool:
        """End one that must not go out after all."""
        refusal = self.refused.get(message.pk)
        if refusal:
            self._end(message, refused(refusal))
        return refusal is not None

    def _write(self, message: Message, carrier: Carrier) -> Mail | None:
        """The message as a mail. One that cannot be written ends here, alone."""
        try:
            return self.writer.write(message, carrier)
        except _DATABASE_GONE:
            raise
        except Exception as error:
            logger.exception("message %s (%s) could not be written", message.pk, message.kind)
            columns = fails(f"{type(error).__name__}: {error}")
            self._end(message, columns | {"attempts": message.attempts + 1})
        return None

    def _end(self, message: Message, columns: dict[str, Any]) -> None:
        del self.todo[message.pk]
        self._settle(message, columns)

    def _mark_sent(self) -> None:
        """Note that the mails that were accepted were sent, as far as that was not noted yet."""
        self._insist(self._mark)

    def _mark(self) -> int:
        if not self.unmarked:
            return 0
        written = {mail.message.pk: tuple(mail.columns.values()) for mail in self.unmarked}
        marked = lease.settle_sent(written, self.owner)
        self.counts[MessageState.SENT] += marked
        if marked < len(written):
            logger.error("of the messages %s some were taken over while we had them in hand", list(written))
        self.unmarked = []
        return marked

    def _not_sent(self, mail: Mail, verdict: Verdict, carrier: Carrier) -> bool:
        """Note what the server made of it. False when this batch need not try further."""
        message = mail.message
        if verdict.refuses_all:
            self.todo[message.pk] = message
            return self._refused_altogether(verdict)
        if verdict.unwelcome:
            self.doubtful.append((mail, verdict))
            self._mark_sent()  # who got through counts
            refused_so_far = [mail.message for mail, _verdict in self.doubtful]
            everywhere = unwelcome.is_everywhere(refused_so_far, patience=self.patience, at=self.at)
            return not everywhere or self._refused_altogether(verdict)
        if verdict.no_mailbox:
            suppress_address(message.recipient, reason=verdict.error)
        self._not_this_time(mail, verdict, failed=verdict.failed)
        if verdict.gone and self.todo:
            carrier.close()
            return self._opened(carrier.open)
        return True

    def _not_this_time(self, mail: Mail, verdict: Verdict, *, failed: bool) -> None:
        columns = lease.later(mail.message, at=self.at, error=error_text(verdict.error))
        if failed:
            columns |= fails(verdict.error, unwelcome=verdict.unwelcome)
            del columns["next_attempt_at"]
        self._settle(mail.message, columns | mail.columns)

    def _decide(self, *, failed: bool) -> None:
        """What was refused has failed, when others get through; it is tried later, when the server wants nothing of us."""
        doubtful, self.doubtful = self.doubtful, []
        for mail, verdict in doubtful:
            self._not_this_time(mail, verdict, failed=failed)

    def _opened(self, connect: Callable[[], None]) -> bool:
        """Whether there is a connection. Where there is none no attempts are spent; the first in line says why."""
        try:
            connect()
        except Exception as error:  # noqa: BLE001  (backends raise what they like)
            verdict = judge_opening(error)
        else:
            return True
        if verdict.refuses_all:
            return self._refused_altogether(verdict)
        self.useful = False
        again = max(self.at, timezone.now()) + lease.pause(1)
        waits = {"state": MessageState.PENDING, "next_attempt_at": again}
        self._end(next(iter(self.todo.values())), waits | {"last_error": error_text(verdict.error)})
        return False

    def _refused_altogether(self, verdict: Verdict) -> bool:
        self._decide(failed=False)
        if verdict.unwelcome:
            unwelcome.back_in_line(at=self.at)
        breaker.trip(verdict.error)
        self.useful = False
        return False

    def _settle(self, message: Message, columns: dict[str, Any]) -> None:
        """Write how it ended."""
        if self._insist(lambda: lease.settle(message, self.owner, **columns)):
            self.counts[columns["state"]] += 1
        else:
            logger.error("message %s was taken over while we had it in hand", message.pk)

    def _insist(self, write: Callable[[], int]) -> int:
        """A mail that went out must be marked: wait for a database that is away for a moment."""
        patience = max(self.leased_at + lease.LEASE_S, time.monotonic() + _DATABASE_BACK_S)
        while True:
            try:
                return write()
            except _DATABASE_GONE:
                if connection.in_atomic_block or time.monotonic() > patience:
                    raise
                _reconnect()
                time.sleep(_DATABASE_PAUSE_S)


def _reconnect() -> None:
    """A connection that was lost says so again and again until it is closed."""
    if not connection.in_atomic_block:
        connection.close()


def _send(carrier: Carrier, parcel: Parcel, meanwhile: Callable[[], None]) -> Verdict | None:
    """What sending met; None when the mail was accepted."""
    try:
        carrier.send(parcel, meanwhile)
    except _DATABASE_GONE:
        raise
    except Exception as error:  # noqa: BLE001  (backends raise what they like)
        return judge(error)
    return None
