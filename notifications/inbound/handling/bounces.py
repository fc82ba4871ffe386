"""Mail that did not arrive, and complaints: from mail servers as a report, from providers as an event.

A report can be forged, so it counts only with the Message-ID of a mail that went to that address. What a provider says
came with its signature or secret.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.text import one_line
from notifications.inbound.handling.result import Result
from notifications.inbound.models import Outcome
from notifications.inbound.parsing import Mail, complaint_of, failures_of
from notifications.outbox.actions import mark_as_bounced, suppress_address
from notifications.outbox.models import Message, MessageState
from notifications.outbox.verdicts import says_no_mailbox
from tours.models import Registration
from tours.signups.desk.actions import take_note
from tours.signups.desk.models import NoticeKind
from tours.signups.models import RegistrationState

_SENT_LATELY = timedelta(days=14)


def bounced(mail: Mail) -> Result:
    """A report by mail."""
    complaint = complaint_of(mail.tree)
    if complaint:
        message = Message.objects.filter(message_id=complaint.message_id).exclude(message_id="").first()
        return _complained(message) if message else Result(Outcome.AUTOMATIC)
    for failure in failures_of(mail.tree):
        sent = Message.objects.filter(message_id=failure.message_id, recipient__iexact=failure.recipient)
        message = sent.exclude(message_id="").first()
        if message:
            said = failure.said or failure.status
            return _failed(message, said=said, no_mailbox=says_no_mailbox(failure.status))
    return Result(Outcome.AUTOMATIC)


def reported(raw: bytes) -> Result:
    """An event of a provider, as webhooks.py wrote it down."""
    facts: dict[str, Any] = json.loads(raw)
    recipient = one_line(str(facts["recipient"])).lower()
    message = _message(recipient, str(facts["message_id"]))
    said = one_line(str(facts["said"]))
    if facts["what"] == "complained":
        suppress_address(recipient, reason=said or "complaint", complained=True)
        return _complained(message, recipient)
    if facts["no_mailbox"]:
        suppress_address(recipient, reason=said or "no such mailbox")
    if message is None:
        return Result(Outcome.BOUNCED, text=f"{recipient}: {said}")
    return _failed(message, said=said, no_mailbox=bool(facts["no_mailbox"]))


def _message(recipient: str, message_id: str) -> Message | None:
    """The mail that is meant: by its Message-ID, else the last one to that address."""
    to = Message.objects.filter(recipient__iexact=recipient)
    named = to.filter(message_id=message_id).first() if message_id else None
    since = timezone.now() - _SENT_LATELY
    return named or to.filter(state=MessageState.SENT, sent_at__gte=since).order_by("-sent_at", "-pk").first()


def _failed(message: Message, *, said: str, no_mailbox: bool) -> Result:
    if no_mailbox:
        suppress_address(message.recipient, reason=said or "no such mailbox")
    fresh = mark_as_bounced(message, error=said)
    if fresh:
        _note(message, NoticeKind.BOUNCED, said)
    return _about(message, Outcome.BOUNCED, said)


def _complained(message: Message | None, recipient: str = "") -> Result:
    if message is None:
        return Result(Outcome.COMPLAINT, text=recipient)
    suppress_address(message.recipient, reason="complaint", complained=True)
    _note(message, NoticeKind.COMPLAINT, "")
    return _about(message, Outcome.COMPLAINT, "")


def _note(message: Message, kind: str, text: str) -> None:
    """At the registration, once while nobody has looked; only where the address is still theirs."""
    registration: Registration | None = message.registration
    if registration is None or registration.email.lower() != message.recipient.lower():
        return
    gone = registration.state == RegistrationState.CANCELLED or registration.erased_at
    if not gone and not registration.notices.open().filter(kind=kind).exists():
        take_note(registration, kind=kind, text=text)


def _about(message: Message, outcome: Outcome, text: str) -> Result:
    return Result(
        outcome, event=message.event, registration=message.registration, speaker=message.speaker, text=text
    )
