"""A mail as it came in: who, in answer to what, by hand or by machine, and the calendar parts in it.

Read with the old `compat32` policy: it never raises over a header, and clients write odd ones.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from core.text import one_line

CALENDAR_BYTES = 256 * 1024
MOST_PARTS = 200
_HEADER_CHARS = 4000
_MOST_HEADERS = 20
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_SEALED = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_NO_PRECEDENCE = frozenset({"", "normal", "first-class", "special-delivery"})
# Absence notes of Outlook, Exchange and Gmail, in Dutch and English, from servers that do not mark them.
_AWAY = re.compile(
    r"(automatisch antwoord|automatic reply|auto(matic)?[- ]?reply|out of (the )?office|afwezig(heid)?\w*)\b.{0,40}?:",
    re.IGNORECASE,
)
_BY_MACHINE = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@", re.IGNORECASE)


@dataclass(frozen=True)
class CalendarPart:
    """A calendar object in the mail, with the METHOD and charset that MIME says it has; empty where it says none."""

    octets: bytes
    method: str
    charset: str


@dataclass(frozen=True)
class Mail:
    """`sent_at` is what the mail says of itself. `tree` is the whole message, for who looks further."""

    tree: Message
    message_id: str
    sender: str  # address in lower case; empty where there is not exactly one
    sender_name: str
    recipients: frozenset[str]
    references: tuple[str, ...]  # Message-IDs, of In-Reply-To first
    subject: str
    sent_at: datetime | None
    is_automatic: bool

    @property
    def calendars(self) -> list[CalendarPart]:
        """In the order of the mail; a part that is not small is no answer."""
        found = [_calendar_part(part) for part in parts(self.tree) if _is_calendar(part)]
        return [part for part in found if len(part.octets) <= CALENDAR_BYTES]


def read_mail(raw: bytes) -> Mail:
    """The mail in these bytes; anything can be read as one."""
    tree: Message = message_from_bytes(raw, policy=policy.compat32)
    name, sender = _sender(tree)
    ids = [
        *_MESSAGE_ID.findall(header(tree, "In-Reply-To")),
        *reversed(_MESSAGE_ID.findall(header(tree, "References"))),
    ]
    return Mail(
        tree=tree,
        message_id=next(iter(_MESSAGE_ID.findall(header(tree, "Message-ID"))), "")[:250],
        sender=sender,
        sender_name=name[:140],
        recipients=frozenset(_recipients(tree)),
        references=tuple(dict.fromkeys(ids))[:50],
        subject=header(tree, "Subject")[:300],
        sent_at=_date(tree),
        is_automatic=_is_automatic(tree, sender),
    )


def header(tree: Message, name: str) -> str:
    """One header as text on one line, however it was encoded."""
    return _decoded(tree.get(name, ""))


def parts(tree: Message) -> Iterator[Message]:
    """The leaves of the mail, not those of a message that is enclosed in it: an answer stands in the mail itself."""
    waiting, seen = [tree], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = [each for each in part.get_payload() if isinstance(each, Message)]
        else:
            yield part


def octets(part: Message) -> bytes:
    """The content of a leaf, without its transfer encoding."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def text_of(octets_: bytes, charset: str) -> str:
    """Text as its mark says, else in the charset that is named, if it is true; else UTF-8, else what Windows makes of it."""
    marked = "utf-16" if octets_.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ""
    for name in (marked, charset, "utf-8"):
        try:
            return octets_.decode(name or "utf-8").removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return octets_.decode("cp1252", "replace")


def charset_of(part: Message) -> str:
    return str(part.get_content_charset() or "")


def is_sealed(tree: Message) -> bool:
    """Whether Outlook wrapped what it had to say in its own format (TNEF, winmail.dat), which nobody else reads."""
    return any(
        part.get_content_type() in _SEALED or str(part.get_filename() or "").lower() == "winmail.dat"
        for part in parts(tree)
    )


def _is_calendar(part: Message) -> bool:
    kind = part.get_content_type()
    name = str(part.get_filename() or "").lower()
    return kind in _CALENDAR_TYPES or (kind == "application/octet-stream" and name.endswith(".ics"))


def _calendar_part(part: Message) -> CalendarPart:
    method = part.get_param("method", "")
    if isinstance(method, tuple):  # RFC 2231
        method = method[2]
    return CalendarPart(octets(part), str(method).strip().upper(), charset_of(part))


def _decoded(value: object) -> str:
    text = str(value or "")[:_HEADER_CHARS]
    with suppress(LookupError, UnicodeError, ValueError):
        text = str(make_header(decode_header(text)))
    return one_line(text.encode("utf-8", "replace").decode())


def _sender(tree: Message) -> tuple[str, str]:
    """Name and address of the one who sent it; empty where From does not name exactly one."""
    found = _mailboxes(tree, "From")
    if len(tree.get_all("From", [])) != 1 or len(found) != 1:
        return "", ""
    name, address = found[0]
    return _decoded(name), _address(address)


def _recipients(tree: Message) -> Iterator[str]:
    for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"):
        yield from (_address(address) for _name, address in _mailboxes(tree, name))


def _mailboxes(tree: Message, name: str) -> list[tuple[str, str]]:
    """Name and address of everybody in these headers; nobody where they were made to trip us up."""
    values = [str(value)[:_HEADER_CHARS] for value in tree.get_all(name, [])[:_MOST_HEADERS]]
    try:
        return [pair for pair in getaddresses(values) if pair[1]]
    except RecursionError:  # comments within comments
        return []


def _address(text: str) -> str:
    return one_line(text).lower()[:254]


def _date(tree: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(tree.get("Date", "")))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _is_automatic(tree: Message, sender: str) -> bool:
    """Written by a machine (RFC 3834, and what was usual before it): nobody may answer it."""
    submitted = header(tree, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or header(tree, "Precedence").lower() not in _NO_PRECEDENCE
        or header(tree, "Return-Path") == "<>"
        or bool(_AWAY.match(header(tree, "Subject")))
        or bool(_BY_MACHINE.match(sender.rpartition("<")[2]))
        or tree.get_content_type() == "multipart/report"
        or any(
            name in tree
            for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "List-Id", "X-Loop")
        )
    )
