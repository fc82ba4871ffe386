"""Mails as a mail server gets them, read with parsers that are not ours."""

import email
import re
from email import policy

import vobject
from aiosmtpd.controller import Controller
from ical.calendar_stream import IcsCalendarStream

_SHAPE = [
    "multipart/mixed",
    "multipart/alternative",
    "text/plain",
    "text/html",
    "text/calendar",
    "application/ics",
]


class Postbox:
    """An SMTP server that keeps the octets it was given."""

    def __init__(self, port):
        self.taken = []
        self._server = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_DATA(self, _server, _session, envelope):
        self.taken.append((envelope.rcpt_tos, envelope.content))
        self.said = envelope.mail_options
        return "250 OK"

    def start(self):
        self._server.start()

    def stop(self):
        self._server.stop()


class Letter:
    """One mail, and the calendar object in it where it has one; everything that must hold of each was asserted."""

    def __init__(self, recipients, octets):
        self.octets = octets
        self.mail = email.message_from_bytes(octets, policy=policy.default)
        (self.to,) = recipients
        assert all(len(line) <= 998 for line in octets.split(b"\r\n"))
        assert b"\n" not in octets.replace(b"\r\n", b"")
        assert [one.addr_spec for one in self.mail["To"].addresses] == [self.to]
        self.sender = self.mail["From"].addresses[0].addr_spec
        assert self.mail["Auto-Submitted"] == "auto-generated"
        head, _, _ = octets.partition(b"\r\n\r\n")
        assert head.isascii()
        assert all(len(word) <= 75 for word in re.findall(rb"=\?utf-8\?.\?.*?\?=", head))  # RFC 2047 2
        kinds = [part.get_content_type() for part in self.mail.walk()]
        self.calendar = None
        if "text/calendar" in kinds:
            assert kinds == _SHAPE
            self._read_calendar()
        else:
            assert kinds == ["multipart/alternative", "text/plain", "text/html"]

    def _read_calendar(self):
        part = next(each for each in self.mail.walk() if each.get_content_type() == "text/calendar")
        assert part["Content-Disposition"] is None
        assert part["Content-Transfer-Encoding"] in {"base64", "quoted-printable"}
        assert part["Content-Type"].lower().count("charset") == 1
        assert part.get_content_charset() == "utf-8"
        self.ics = part.get_payload(decode=True)
        attached = self.mail.get_payload(1)
        assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "invite.ics")
        assert attached.get_payload(decode=True) == self.ics
        well_written(self.ics)
        self.calendar = vobject.readOne(self.ics.decode())
        self.method = self.calendar.method.value
        assert part.get_param("method") == self.method == self.method.upper()
        (self.event,) = self.calendar.vevent_list
        (guest,) = self.event.attendee_list
        assert guest.value.removeprefix("mailto:") == self.to
        assert self.event.organizer.value.removeprefix("mailto:") == self.sender
        assert self.mail["Reply-To"].addresses[0].addr_spec == self.sender
        assert "/mijn/" not in self.ics.replace(b"\r\n ", b"").decode()
        self.uid, self.sequence = self.event.uid.value, int(self.event.sequence.value)
        self.stamp = self.event.dtstamp.value
        self.status = self.event.status.value if hasattr(self.event, "status") else None
        (theirs,) = IcsCalendarStream.calendar_from_ics(self.ics.decode()).events
        assert (theirs.uid, theirs.sequence, theirs.start, theirs.end) == (
            self.uid,
            self.sequence,
            self.start,
            self.end,
        )

    @property
    def start(self):
        return self.event.dtstart.value

    @property
    def end(self):
        return self.event.dtend.value

    @property
    def summary(self):
        return self.method, self.sequence, self.status


def well_written(ics):
    """RFC 5545 3.1, and what Google and Outlook ask on top of it."""
    assert ics.endswith(b"\r\n")
    assert b"\n" not in ics.replace(b"\r\n", b"")
    lines = ics.split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        line.decode()  # a character is never split
        assert len(re.search(rb"\\*$", line)[0]) % 2 == 0  # nor an escape
    unfolded = ics.replace(b"\r\n ", b"").decode().split("\r\n")
    names = [re.split("[;:]", line)[0] for line in unfolded if line]
    assert "RDATE" not in names
    assert "DURATION" not in names
    assert names.count("UID") == names.count("ATTENDEE") == names.count("DTEND") == 1
    assert names.count("BEGIN") == names.count("END")
    assert "VALARM" not in ics.decode()
    if f"TZID={'Europe/Amsterdam'}" in ics.decode():
        assert names.count("RRULE") == 2
        assert names.index("BEGIN") < names.index("TZID") < names.index("UID")
    assert not any(mark in ics.decode() for mark in "\0\v\x85\u2028\u2029")
