"""The verbs about what comes in: store, work it off, settle by hand, forget."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.poke import poke
from core.text import one_line
from notifications.inbound.handling import Result, handle_mail, handle_report
from notifications.inbound.models import Form, Outcome, Received, ReceivedState
from notifications.inbound.parsing import Mail, read_mail
from tours.models import Organisation
from tours.signups.actions import answer
from tours.signups.models import Registration

logger = logging.getLogger(__name__)
TASK = "notifications.work_inbound"
MAX_ATTEMPTS = 5
LEASE = timedelta(minutes=5)  # whoever died with it in hand had it this long
KEPT = timedelta(days=30)
_BATCH = 100


def store(raw: bytes, *, source: str, form: str = Form.MAIL, event_id: str = "") -> bool:
    """Keep what came in, once; a worker looks at it soon. False when it was here already.

    `event_id` is the provider's own; without one the bytes name themselves.
    """
    name = f"{source}:{one_line(event_id)}" if event_id else hashlib.sha256(raw).hexdigest()
    key = name if len(name) <= 200 else hashlib.sha256(name.encode()).hexdigest()  # noqa: PLR2004  (the column)
    now = timezone.now()
    row = Received(key=key, source=source, form=form, raw=raw, came_at=now, next_attempt_at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    transaction.on_commit(lambda: poke(TASK), robust=True)
    return True


def work_off(*, at: datetime) -> int:
    """Work what came in, first come first served; what fails is tried again later and stops nothing. Returns how many."""
    done = 0
    for received in Received.objects.due(at=at).only("pk", "attempts", "state")[:_BATCH]:
        if not _claim(received, at=at):
            continue
        try:
            done += _work(received.pk)
        except Exception:
            logger.exception("what came in as %s could not be worked", received.pk)
            if received.attempts >= MAX_ATTEMPTS:
                received.move_to(ReceivedState.REVIEW, outcome=Outcome.FAILED)
    return done


def _claim(received: Received, *, at: datetime) -> bool:
    """Have it for a while. It counts as an attempt: what kills its worker every time ends in front of somebody."""
    attempts = received.attempts + 1
    until = max(at, timezone.now()) + LEASE * attempts
    seen = Received.objects.filter(pk=received.pk, state=ReceivedState.NEW, attempts=received.attempts)
    received.attempts = attempts
    return bool(seen.update(attempts=attempts, next_attempt_at=until))


def _work(pk: int) -> bool:
    """Do what is asked and note that it was done: together or not at all. Read before anything is locked."""
    found = Received.objects.get(pk=pk)
    mail = None if found.form == Form.REPORT else read_mail(bytes(found.raw))
    with transaction.atomic():
        received = Received.objects.select_for_update(no_key=True).defer("raw").get(pk=pk)
        return received.state == ReceivedState.NEW and _handle(received, mail, raw=bytes(found.raw))


def _handle(received: Received, mail: Mail | None, *, raw: bytes) -> bool:
    if mail and received.form == Form.HEADER:
        result = Result(Outcome.TOO_LARGE)
        received.came_at = _sent_lately(mail) or received.came_at
    else:
        result = handle_mail(received, mail) if mail else handle_report(raw)
    state = ReceivedState.REVIEW if result.to_review else ReceivedState.DONE
    received.move_to(state, came_at=received.came_at, **_columns(result, mail))
    return True


def _sent_lately(mail: Mail) -> datetime | None:
    """When the mail says that it was sent, if that can be: it may have lain in the mailbox since."""
    now = timezone.now()
    return mail.sent_at if mail.sent_at and now - KEPT < mail.sent_at < now else None


def _columns(result: Result, mail: Mail | None) -> dict[str, object]:
    organisation = _organisation(result, mail)
    columns: dict[str, object] = {
        "outcome": result.outcome,
        "why": result.why[:300],
        "said": result.said,
        "text": result.text.replace("\0", "")[:2000],
        "event_id": result.event.pk if result.event else None,
        "registration_id": result.registration.pk if result.registration else None,
        "speaker_id": result.speaker.pk if result.speaker else None,
        "host": result.host,
        "organisation_id": organisation,
    }
    if mail:
        columns |= {
            "message_id": mail.message_id,
            "sender": mail.sender,
            "sender_name": mail.sender_name,
            "subject": mail.subject,
        }
    return columns


def _organisation(result: Result, mail: Mail | None) -> int | None:
    """Whose it is: the event's, else whose mailbox it came to, else of the only one that works here."""
    if result.event:
        return result.event.organisation_id
    working = Organisation.objects.filter(memberships__isnull=False).order_by().distinct()
    everybody = list(working.values_list("pk", "mail_from"))
    if mail:
        for pk, mailbox in everybody:
            if mailbox and mailbox.lower() in mail.recipients:
                return int(pk)
    return int(everybody[0][0]) if len(everybody) == 1 else None


def settle(received: Received) -> Received:
    """Somebody looked at it. Raises MoveRefused."""
    received.move_to(ReceivedState.SETTLED)
    return received


@transaction.atomic
def apply_by_hand(received: Received) -> Registration | None:
    """The organiser says that this answer counts. Raises MoveRefused, RegistrationClosed."""
    received.move_to(ReceivedState.SETTLED)
    if received.registration is None or not received.said:
        return None
    return answer(received.registration, said=received.said, by=received.sender)


def forget(*, at: datetime) -> int:
    """Erase what is a month old, and at once what is of people who were erased. What waits for somebody stays."""
    over = Received.objects.exclude(state=ReceivedState.NEW)
    old = over.exclude(state=ReceivedState.REVIEW).filter(came_at__lt=at - KEPT)
    of_erased = over.filter(registration__erased_at__isnull=False)
    very_old = over.filter(came_at__lt=at - 3 * KEPT)
    return sum(rows.delete()[0] for rows in (old, of_erased, very_old))
