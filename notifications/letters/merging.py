"""Mail merge: a letter to thousands is written once, and only what is a reader's own is filled in.

Letters are alike when all that they are written from is the same but for whose they are: name, address, personal links,
Message-ID, Date, and UID and ATTENDEE of the calendar entry. Of those a form letter is made: the ordinary mail to somebody
who does not exist, cut at each place where something of theirs stands. There is no second way to write a mail, so nothing
here knows how one looks; each own thing is written by the library, as the ordinary way does.

A form is trusted once it gave the next reader, byte for byte, what the ordinary way gives them. Whoever's name might be
written otherwise in its place than elsewhere, or move what stands around it, gets their mail in the ordinary way.
"""

from __future__ import annotations

import json
import secrets
from base64 import encodebytes
from collections.abc import Hashable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from email.utils import formatdate

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import RFC5322_EMAIL_LINE_LENGTH_LIMIT
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.html import escape
from icalendar import Parameters, vText

from core.text import one_line
from core.tokens import make_token
from notifications.calendar.lines import clean_name, fold
from notifications.calendar.objects import Mailbox
from notifications.letters.envelope import address, boundary, compose, in_header
from notifications.letters.octets import header, octets
from notifications.letters.rendering import Rendered
from notifications.links import entry_token, stop_token
from notifications.outbox.models import HOST, OPTIONAL, Kind, Message

# What a letter is written from; the other columns are a message's own, or about its delivery.
_SHARED = (
    "kind",
    "event_id",
    "speaker_id",
    "user_id",
    "invitee_id",
    "language",
    "method",
    "sequence",
    "dtstamp",
)
_APART = HOST | {Kind.OWN_LINK}  # it counts who comes at that moment; what a calendar answered stands in it
_PAGES = ("mijn", "route", "uitnodiging")  # what somebody's own links are for
_LONGEST = 200  # octets of an own word, as it stands in HTML

Own = Mapping[str, bytes]  # what is a reader's own, by the kind of place where it stands


@dataclass(frozen=True)
class Written:
    """A letter as it goes out: its words, from whom, and all of it as bytes."""

    words: Rendered
    sender: str
    octets: bytes


class Series:
    """Letters that are written shortly after one another, from what was read once: for a batch, and no longer."""

    def __init__(self) -> None:
        self._began = timezone.now()
        self._forms: dict[Hashable, _Form | Message | None] = {}

    def write(self, message: Message) -> Written:
        """The message as a letter. Raises what makes it impossible to write it down."""
        likeness = _likeness(message, began=self._began)
        form = self._forms.setdefault(likeness, message)
        if isinstance(form, _Form) and form.fits(message):
            return form.filled(message, date=formatdate(localtime=settings.EMAIL_USE_LOCALTIME))
        letter = compose(message)
        made = letter.message()
        apart = Written(words_of(letter), letter.from_email, octets(made))
        if isinstance(form, Message) and form is not message and _is_plain(message):
            self._forms[likeness] = _form_of(form, message, apart, date=str(made["Date"]))
        return apart


def words_of(letter: EmailMultiAlternatives) -> Rendered:
    """The words in an envelope."""
    html = next((str(content) for content, kind in letter.alternatives if kind == "text/html"), "")
    return Rendered(subject=str(letter.subject), text=str(letter.body), html=html)


def _likeness(message: Message, *, began: datetime) -> Hashable:
    """Equal for letters that differ only in what is a reader's own. Of the event, the batch has read the same."""
    told, person = message.told, message.registration
    return (
        *(getattr(message, column) for column in _SHARED),
        json.dumps(message.facts, sort_keys=True, cls=DjangoJSONEncoder),
        bool(message.recipient_name),
        message.kind in _APART and message.pk,
        max(message.due_at, began),
        told and (told.saying_id, told.sequence, told.dtstamp, told.ended_at is None, told.is_at_own_address),
        person and (person.state, person.group_id, person.companions),
    )


def _form_of(first: Message, second: Message, apart: Written, *, date: str) -> _Form | None:
    """The form letter of these two, who are the first of many; None where it would not do for the second."""
    form = _Form(first)
    return form if form.fits(second) and form.filled(second, date=date) == apart else None


def _is_plain(message: Message) -> bool:
    """Whether the name stands in the words as it is: on one line, and not so long that a line must be broken for it."""
    name = message.recipient_name
    return name == one_line(name) and len(escape(name).encode()) <= _LONGEST


class _Form:
    """A letter with gaps for what is a reader's own."""

    def __init__(self, like: Message) -> None:
        nobody = _nobody(like)
        letter = compose(nobody)
        made = letter.message()
        words = words_of(letter)
        calendar = next((str(part) for part, kind in letter.alternatives if "calendar" in kind), "")
        marks = _own(nobody)
        self._subject, self._sender = words.subject, letter.from_email
        self._text, self._html = (_Gaps(part.encode(), marks) for part in (words.text, words.html))
        self._calendar = _CalendarGaps(calendar, nobody)
        around = _around(nobody, date=str(made["Date"]), calendar=calendar.encode())
        self._octets = _Gaps(octets(made), {**marks, **around})
        self._is_8bit = not (words.text.isascii() or words.html.isascii())
        used = self._text.places | self._html.places | self._octets.places | self._calendar.places
        self._pages = tuple(page for page in _PAGES if page in used)
        self._has_room = all(
            _has_room(part, marks) for part in (words.text.encode(), words.html.encode())
        ) and not any(mark in words.subject.encode() for mark in marks.values())

    def fits(self, message: Message) -> bool:
        """Whether this reader's mail is the same but in the gaps: no other encoding, no line that is too long."""
        return self._has_room and _is_plain(message) and (self._is_8bit or message.recipient_name.isascii())

    def filled(self, message: Message, *, date: str) -> Written:
        own = _own(message, self._pages)
        around = _around(message, date=date, calendar=self._calendar.filled(message, own))
        words = Rendered(self._subject, self._text.filled(own).decode(), self._html.filled(own).decode())
        return Written(words, self._sender, self._octets.filled({**own, **around}))


def _nobody(like: Message) -> Message:
    """The same message to nobody: name and address occur nowhere else, and HTML writes the name in a way of its own."""
    nobody, mark = copy(like), secrets.token_hex(12)
    nobody.recipient_name = f"{mark}&" if like.recipient_name else ""
    nobody.recipient = f"{mark}@nobody.invalid"
    return nobody


def _own(message: Message, pages: Iterable[str] = _PAGES) -> Own:
    """What is a reader's own in the words, with the keys to these pages."""
    name, person = message.recipient_name, message.registration
    own = {"name": name, "name in html": escape(name)}
    if message.kind in OPTIONAL:
        own["stop"] = stop_token(message.pk)
    if message.told:
        own["entry"] = entry_token(message.told)
    if person:
        own |= {page: make_token(page, person.pk, person.link_version) for page in pages}
    return {place: word.encode() for place, word in own.items()}


def _around(message: Message, *, date: str, calendar: bytes) -> Own:
    """What is a reader's own in the rest of the mail."""
    return {
        "to": header("To", in_header("To", _recipient(message))),
        "message_id": header("Message-ID", message.message_id),
        "date": header("Date", date),
        "boundary": boundary(message.message_id).encode(),
        "calendar": encodebytes(calendar).replace(b"\n", b"\r\n"),
    }


def _recipient(message: Message) -> str:
    return address(Mailbox(message.recipient_name, message.recipient))


def _in_calendar(message: Message, own: Own) -> Own:
    """What is a reader's own in a calendar object, with what is in the words."""
    name, email = clean_name(message.recipient_name), one_line(message.recipient)
    uid = vText(one_line(message.told.uid)).to_ical() if message.told else b""
    return {
        **own,
        "uid": b"UID:" + uid,
        "cn": Parameters({"CN": name or email}).to_ical(),
        "mailto": f"mailto:{email}".encode(),
    }


def _has_room(part: bytes, marks: Own) -> bool:
    """Whether no line can grow so long that the part has to be written in another encoding."""
    return all(
        len(line) + _LONGEST * sum(line.count(mark) for mark in marks.values() if mark)
        <= RFC5322_EMAIL_LINE_LENGTH_LIMIT
        for line in part.splitlines()
    )


class _Gaps:
    """Bytes with gaps, cut where the marks stand; each is filled with what belongs in its place."""

    def __init__(self, model: bytes, marks: Own) -> None:
        self._pieces: list[bytes | str] = [model]
        for place in sorted((place for place in marks if marks[place]), key=lambda place: -len(marks[place])):
            self._pieces = [part for piece in self._pieces for part in _parted(piece, marks[place], place)]
        self.places = frozenset(piece for piece in self._pieces if isinstance(piece, str))

    def filled(self, own: Own) -> bytes:
        return b"".join([own[piece] if isinstance(piece, str) else piece for piece in self._pieces])


def _parted(piece: bytes | str, mark: bytes, place: str) -> list[bytes | str]:
    """The piece with the name of the place wherever the mark stood; a place that was found before stays."""
    if isinstance(piece, str):
        return [piece]
    first, *rest = piece.split(mark)
    return [first, *(part for after in rest for part in (place, after))]


class _CalendarGaps:
    """The same for a calendar object: its lines are folded anew after they were filled in."""

    def __init__(self, model: str, nobody: Message) -> None:
        marks = _in_calendar(nobody, _own(nobody))
        unfolded = model.replace("\r\n ", "")  # RFC 5545 3.1
        lines = [(line, _Gaps(line.encode(), marks)) for line in unfolded.split("\r\n")]
        self._lines = [gaps if gaps.places else fold(line) for line, gaps in lines]
        self.places = frozenset().union(*(gaps.places for _line, gaps in lines))

    def filled(self, message: Message, own: Own) -> bytes:
        own = _in_calendar(message, own)
        return b"\r\n".join(
            [line if isinstance(line, bytes) else fold(line.filled(own).decode()) for line in self._lines]
        )
