"""What mail servers report: a mail that could not be delivered (RFC 3464), or a complaint about one (RFC 5965)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from core.text import one_line
from notifications.inbound.parsing.mail import MOST_PARTS, header, octets

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ID = re.compile(rb"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Failure:
    """One recipient that the mail with this Message-ID did not reach, for good."""

    message_id: str
    recipient: str
    status: str  # RFC 3463
    said: str


@dataclass(frozen=True)
class Complaint:
    """The reader of the mail with this Message-ID called it unwanted."""

    message_id: str


def failures_of(tree: Message) -> list[Failure]:
    """The failures in a delivery report; none where it is something else, or only a delay."""
    if tree.get_content_type() != "multipart/report":
        return []
    about = _original_id(tree)
    return [
        Failure(about, _recipient(block), _status(block), header(block, "Diagnostic-Code")[:250])
        for part in tree.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
        if header(block, "Action").lower() == "failed"
    ][:MOST_PARTS]


def complaint_of(tree: Message) -> Complaint | None:
    """The complaint in a feedback report."""
    for part in tree.walk() if tree.get_content_type() == "multipart/report" else ():
        if part.get_content_type() == "message/feedback-report":
            facts = _facts(part)
            if facts and header(facts, "Feedback-Type").lower() in {"abuse", "fraud", "not-spam", ""}:
                not_spam = header(facts, "Feedback-Type").lower() == "not-spam"
                return None if not_spam else Complaint(_original_id(tree))
    return None


def _blocks(part: Message) -> Iterator[Message]:
    content = part.get_payload()
    if isinstance(content, list):
        yield from (block for block in content if isinstance(block, Message))


def _facts(part: Message) -> Message | None:
    content = part.get_payload()
    if isinstance(content, list) and content and isinstance(content[0], Message):
        return content[0]
    return message_from_bytes(octets(part), policy=policy.compat32)


def _recipient(block: Message) -> str:
    named = header(block, "Original-Recipient") or header(block, "Final-Recipient")
    return one_line(named.rpartition(";")[2]).strip("<>").lower()[:254]


def _status(block: Message) -> str:
    """What the server itself said, which is more exact than what the reporter made of it."""
    for name in ("Diagnostic-Code", "Status"):
        found = _STATUS.search(header(block, name))
        if found:
            return found[1]
    return ""


def _original_id(tree: Message) -> str:
    """The Message-ID of the mail that is returned, whole or its head alone."""
    for part in tree.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            return header(part.get_payload(0), "Message-ID")  # type: ignore[arg-type]
        if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
            content = octets(part)
            if not content and part.is_multipart():
                return header(part.get_payload(0), "Message-ID")  # type: ignore[arg-type]
            found = _ID.search(content)
            return found[1].decode("ascii", "replace") if found else ""
    return ""
