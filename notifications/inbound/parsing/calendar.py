"""A calendar object as an answer (RFC 5546), as tolerant as clients are sloppy, and no more.

Outlook leaves ORGANIZER out and names zones in its own way, Gmail adds X-parameters, iCloud puts the address in EMAIL.
An answer needs a UID, a METHOD and an ATTENDEE.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar, Event

from core.text import one_line
from notifications.inbound.errors import Malformed
from notifications.inbound.parsing.mail import CalendarPart, Mail, text_of

COMMENT_CHARS = 1000
_MOST_EVENTS = 20
_HIGHEST = 2_147_483_647
# What these put into the text of the mail the person typed; others write there who answered what.
_TEXT_IS_THE_PERSONS = frozenset({"aerc", "gnus"})


@dataclass(frozen=True)
class Guest:
    """One ATTENDEE: the address in lower case, what it says, who said so for them, and who is to come instead."""

    email: str
    partstat: str
    sent_by: str = ""
    delegated_to: str = ""


@dataclass(frozen=True)
class CalendarAnswer:
    """`sequence` and `dtstamp` are None where the client left them out, or nothing that can be read.

    `text_is_theirs`: what stands in the mail around it is of the person, and not of the client.
    """

    method: str
    uid: str
    guests: tuple[Guest, ...]
    sequence: int | None
    dtstamp: datetime | None
    comment: str
    start: datetime | date | None
    end: datetime | date | None
    text_is_theirs: bool = False

    def guest(self, email: str) -> Guest | None:
        """What is said about this address."""
        return next((guest for guest in self.guests if guest.email == email.lower()), None)


def method_of(part: CalendarPart) -> str:
    """The METHOD of the object itself, in upper case; empty where it has none or cannot be read."""
    for line in text_of(part.octets, part.charset).splitlines():
        name, _colon, value = line.partition(":")
        if name.strip().upper() == "METHOD":
            return value.strip().upper()
        if name.strip().upper() == "BEGIN" and value.strip().upper() == "VEVENT":
            break
    return ""


def read_answer(part: CalendarPart) -> CalendarAnswer:
    """The answer in a calendar part. Raises Malformed."""
    calendar = _calendar(text_of(part.octets, part.charset))
    method = one_line(str(calendar.get("METHOD", ""))).upper()
    if part.method and part.method != method:
        raise Malformed(f"MIME says {part.method[:40]}, the object says {method[:40]}")
    events = [each for each in calendar.walk("VEVENT") if isinstance(each, Event)][:_MOST_EVENTS]
    uids = {one_line(str(event.get("UID", ""))) for event in events}
    if len(uids) != 1 or "" in uids:
        raise Malformed("not exactly one UID")
    event = max(events, key=_weight)
    return CalendarAnswer(
        method=method,
        uid=uids.pop(),
        guests=tuple(_guests(event)),
        sequence=_number(event.get("SEQUENCE")),
        dtstamp=_moment(event.get("DTSTAMP")),
        comment=_comment(event),
        start=_time(event.get("DTSTART")),
        end=_time(event.get("DTEND")),
        text_is_theirs=one_line(str(calendar.get("PRODID", ""))).strip().lower() in _TEXT_IS_THE_PERSONS,
    )


def _weight(event: Event) -> tuple[bool, int, datetime]:
    """Of several objects about one entry: the whole of it before one occurrence, then the newest (RFC 5546 2.1.5)."""
    stamp = _moment(event.get("DTSTAMP")) or datetime.min.replace(tzinfo=UTC)
    return event.get("RECURRENCE-ID") is None, _number(event.get("SEQUENCE")) or 0, stamp


def _calendar(text: str) -> Calendar:
    start = text.upper().find("BEGIN:VCALENDAR")
    if start < 0:
        raise Malformed("no VCALENDAR")
    try:
        calendar = Calendar.from_ical(text[start:])
    except Exception as error:  # the library raises what it meets: ValueError, KeyError, IndexError
        raise Malformed(f"{type(error).__name__}: {error}"[:250]) from error
    if not isinstance(calendar, Calendar):
        raise Malformed("not one VCALENDAR")
    return calendar


def _guests(event: Event) -> Iterator[Guest]:
    for line in _lines(event, "ATTENDEE"):
        params: Any = getattr(line, "params", {})
        email = _mailbox(str(line)) or _mailbox(str(params.get("EMAIL", "")))
        if email:
            partstat = one_line(str(params.get("PARTSTAT", ""))).upper()
            sent_by, delegate = (_of_param(params.get(name, "")) for name in ("SENT-BY", "DELEGATED-TO"))
            yield Guest(email, partstat, sent_by, delegate)


def _of_param(value: Any) -> str:
    """The mailbox in a parameter, the first where it may hold several."""
    return _mailbox(str(value[0] if isinstance(value, list) and value else value))


def _lines(event: Event, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _mailbox(text: str) -> str:
    """`MAILTO:Sam@Voorbeeld.example` as an address in lower case; empty for anything that is none."""
    bare = one_line(text).strip("\"'<> ")
    scheme, colon, rest = bare.partition(":")
    if colon:
        bare = rest if scheme.lower() == "mailto" else ""
    bare = bare.partition("?")[0].strip("<> ").lower()
    return bare if bare.count("@") == 1 and " " not in bare else ""


def _number(value: object) -> int | None:
    try:
        return min(max(int(str(value)), 0), _HIGHEST)
    except ValueError:
        return None


def _time(value: Any) -> datetime | date | None:
    """None where it is left out or cannot be read: Claws Mail stamps its answers with 00000000T000000."""
    try:
        moment = value.dt if value is not None else None
    except (AttributeError, ValueError):  # the library keeps what it could not read until somebody asks
        return None
    return moment if isinstance(moment, date) else None


def _moment(value: Any) -> datetime | None:
    moment = _time(value)
    if not isinstance(moment, datetime):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _comment(event: Event) -> str:
    """What the person wrote along: COMMENT, or Outlook's X-COMMENT."""
    words = [str(line) for name in ("COMMENT", "X-COMMENT") for line in _lines(event, name)]
    return "\n".join(word.strip() for word in words if word.strip())[:COMMENT_CHARS]


def uids_of(mail: Mail) -> list[str]:
    """The UIDs that the calendar parts of a mail name; none where they cannot be read."""
    found = []
    for part in mail.calendars:
        with suppress(Malformed):
            found.append(read_answer(part).uid)
    return found
