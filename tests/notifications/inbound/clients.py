"""Answers as calendars write them, byte for byte in form: Outlook, Exchange, Gmail, Apple, Thunderbird."""

from base64 import b64encode
from datetime import UTC, timedelta
from email.message import Message as MimeMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from quopri import encodestring

from django.utils import timezone

HOST = "mx.griffie.example"
ORGANISER = "griffie@utrecht.example"

WINDOWS_ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


class Reply:
    """What is said about an entry. Everything has a default that is true; a test changes what it is about."""

    def __init__(self, told, partstat="ACCEPTED", **changes):
        self.uid = told.uid
        self.partstat = partstat
        self.attendee = told.email
        self.name = "Sam de Wit"
        self.sequence = told.sequence
        self.at = timezone.now()
        self.method = "REPLY"
        self.mime_method = None
        self.sender = None
        self.sent_by = ""
        self.comment = ""
        self.dmarc = "pass"
        self.authserv = HOST
        self.headers = {}
        self.start = None
        for name, value in changes.items():
            assert hasattr(self, name), name
            setattr(self, name, value)

    @property
    def from_address(self):
        return self.sender or self.attendee

    @property
    def stamp(self):
        return self.at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")

    def local(self, plus=0):
        moment = (self.start or timezone.now() + timedelta(days=30)) + timedelta(minutes=plus)
        return moment.strftime("%Y%m%dT%H%M%S")

    @property
    def via(self):
        return f'SENT-BY="mailto:{self.sent_by}";' if self.sent_by else ""

    def calendar(self, *lines):
        return ("\n".join(line.strip("\n") for line in lines if line.strip()) + "\n").replace("\n", "\r\n")

    def headed(self, mail, subject):
        mail["Received"] = f"from out.example by {HOST}; Thu, 1 Jan 2026 10:00:00 +0000"
        mail["From"] = f'"{self.name}" <{self.from_address}>'
        mail["To"] = ORGANISER
        mail["Subject"] = subject
        mail["Date"] = self.at.strftime("%a, %d %b %Y %H:%M:%S +0000")
        mail["Message-ID"] = f"<{self.uid}.{self.stamp}.{self.partstat}.{self.sequence}@client.example>"
        for name, value in self.headers.items():
            mail[name] = value
        octets = mail.as_bytes()
        if not self.dmarc:
            return octets
        domain = self.from_address.rpartition("@")[2]
        results = (
            f"Authentication-Results: {self.authserv};\r\n"
            f"\tdkim=pass header.d={domain};\r\n"
            f"\tdmarc={self.dmarc} (p=REJECT) header.from={domain}\r\n"
        )
        return results.encode() + octets


def part(kind, text, *, encoding="base64", **params):
    """A leaf with a transfer encoding of our choice."""
    leaf = MIMEBase(*kind.split("/"))
    for name, value in params.items():
        leaf.set_param(name, value)
    octets = text.encode() if isinstance(text, str) else text
    encoded = {"base64": lambda: b64encode(octets), "quoted-printable": lambda: encodestring(octets)}
    leaf.set_payload(encoded[encoding]().decode() if encoding in encoded else octets.decode())
    leaf["Content-Transfer-Encoding"] = encoding
    return leaf


def outlook(told, partstat="ACCEPTED", **changes):
    """Outlook on Windows: no ORGANIZER, a Windows zone, text/calendar beside an empty text, base64."""
    reply = Reply(told, partstat, **changes)
    calendar = reply.calendar(
        "BEGIN:VCALENDAR\nPRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\nVERSION:2.0",
        f"METHOD:{reply.method}\nX-MS-OLK-FORCEINSPECTOROPEN:TRUE",
        WINDOWS_ZONE,
        "BEGIN:VEVENT",
        f'ATTENDEE;CN="{reply.name}";{reply.via}PARTSTAT={reply.partstat}:mailto:{reply.attendee}',
        "CLASS:PUBLIC\nCREATED:20260101T090000Z",
        f"COMMENT:{reply.comment}" if reply.comment else "",
        f'DTEND;TZID="W. Europe Standard Time":{reply.local(120)}',
        f"DTSTAMP:{reply.stamp}",
        f'DTSTART;TZID="W. Europe Standard Time":{reply.local()}',
        "LAST-MODIFIED:20260101T090000Z\nPRIORITY:5",
        f"SEQUENCE:{reply.sequence}" if reply.sequence is not None else "",
        "SUMMARY;LANGUAGE=nl:Geaccepteerd: Kennismakingstoer",
        f"TRANSP:OPAQUE\nUID:{reply.uid}",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY\nX-MICROSOFT-CDO-IMPORTANCE:1\nX-MS-OLK-AUTOFILLLOCATION:FALSE",
        "END:VEVENT\nEND:VCALENDAR",
    )
    mail = MIMEMultipart("alternative")
    mail.attach(MIMEText("\n", "plain", "us-ascii"))
    mail.attach(part("text/calendar", calendar, method=reply.mime_method or reply.method, charset="utf-8"))
    mail["X-Mailer"] = "Microsoft Outlook 16.0"
    mail["Thread-Index"] = "Adp1"
    return reply.headed(mail, "Geaccepteerd: Kennismakingstoer")


def exchange(told, partstat="ACCEPTED", **changes):
    """Exchange Online: `calendar` in a multipart/alternative, MAILTO in capitals, X-MICROSOFT lines, an X-MS header."""
    reply = Reply(told, partstat, **changes)
    calendar = reply.calendar(
        f"BEGIN:VCALENDAR\nMETHOD:{reply.method}\nPRODID:Microsoft Exchange Server 2010\nVERSION:2.0",
        WINDOWS_ZONE,
        "BEGIN:VEVENT",
        f"ATTENDEE;{reply.via}PARTSTAT={reply.partstat};CN={reply.name}:MAILTO:{reply.attendee.upper()}",
        f"COMMENT;LANGUAGE=nl-NL:{reply.comment}\\n",
        f"UID:{reply.uid}\nSUMMARY;LANGUAGE=nl-NL:Geaccepteerd: Kennismakingstoer",
        f"DTSTART;TZID=W. Europe Standard Time:{reply.local()}",
        f"DTEND;TZID=W. Europe Standard Time:{reply.local(120)}",
        f"CLASS:PUBLIC\nPRIORITY:5\nDTSTAMP:{reply.stamp}\nTRANSP:OPAQUE\nSTATUS:CONFIRMED",
        f"SEQUENCE:{reply.sequence}\nLOCATION;LANGUAGE=nl-NL:Stadhuis",
        f"X-MICROSOFT-CDO-APPT-SEQUENCE:{reply.sequence}\nX-MICROSOFT-CDO-OWNERAPPTID:0",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY\nX-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
        "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE\nX-MICROSOFT-CDO-IMPORTANCE:1\nX-MICROSOFT-CDO-INSTTYPE:0",
        "X-MICROSOFT-DISALLOW-COUNTER:FALSE\nEND:VEVENT\nEND:VCALENDAR",
    )
    mail = MIMEMultipart("alternative")
    mail.attach(part("text/plain", "\r\n", encoding="quoted-printable", charset="iso-8859-1"))
    mail.attach(MIMEText("<html><body><div></div></body></html>", "html", "us-ascii"))
    mail.attach(part("text/calendar", calendar, charset="utf-8", method=reply.mime_method or reply.method))
    mail["X-MS-Exchange-Calendar-Originator-Id"] = "originator"
    mail["X-MS-TNEF-Correlator"] = ""
    return reply.headed(mail, "Geaccepteerd: Kennismakingstoer")


def gmail(told, partstat="ACCEPTED", **changes):
    """Google Calendar: sent by a machine for a person, X-NUM-GUESTS, the same object again as invite.ics."""
    reply = Reply(told, partstat, **changes)
    note = f'X-RESPONSE-COMMENT="{reply.comment}";' if reply.comment else ""
    calendar = reply.calendar(
        "BEGIN:VCALENDAR\nPRODID:-//Google Inc//Google Calendar 70.9054//EN\nVERSION:2.0\nCALSCALE:GREGORIAN",
        f"METHOD:{reply.method}\nBEGIN:VEVENT\nDTSTART:20260629T071500Z\nDTEND:20260629T111500Z",
        f"DTSTAMP:{reply.stamp}\nORGANIZER;CN=Griffie:mailto:{ORGANISER}\nUID:{reply.uid}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={reply.partstat};CN={reply.name}",
        f" ;{note}X-NUM-GUESTS=0:mailto:{reply.attendee}",
        f"COMMENT:{reply.comment}" if reply.comment else "",
        f"CREATED:20260101T090000Z\nDESCRIPTION:Halte 1\\, Halte 2\nLAST-MODIFIED:{reply.stamp}",
        f"LOCATION:Stadhuis\nSEQUENCE:{reply.sequence}\nSTATUS:CONFIRMED\nSUMMARY:Kennismakingstoer",
        "TRANSP:OPAQUE\nEND:VEVENT\nEND:VCALENDAR",
    ).replace("\r\n ;", "\r\n ;")
    inner = MIMEMultipart("alternative")
    inner.attach(part("text/plain", f"{reply.name} heeft deze uitnodiging geaccepteerd.", charset="UTF-8"))
    inner.attach(part("text/html", "<b>geaccepteerd</b>", charset="UTF-8"))
    kind = "text/calendar"
    inner.attach(
        part(
            kind,
            calendar,
            encoding="quoted-printable",
            charset="UTF-8",
            method=reply.mime_method or reply.method,
        )
    )
    mail = MIMEMultipart("mixed")
    mail.attach(inner)
    attached = part("application/ics", calendar, name="invite.ics")
    attached.add_header("Content-Disposition", "attachment", filename="invite.ics")
    mail.attach(attached)
    mail["Sender"] = "Google Calendar <calendar-notification@google.com>"
    mail["Auto-Submitted"] = "auto-generated"
    return reply.headed(mail, "Geaccepteerd: Kennismakingstoer")


def apple(told, partstat="ACCEPTED", **changes):
    """Calendar on macOS and iOS: the calendar alone in the mail, with ORGANIZER and a VTIMEZONE of its own."""
    reply = Reply(told, partstat, **changes)
    calendar = reply.calendar(
        f"BEGIN:VCALENDAR\nCALSCALE:GREGORIAN\nMETHOD:{reply.method}\nPRODID:-//Apple Inc.//macOS 14.5//EN\nVERSION:2.0",
        "BEGIN:VTIMEZONE\nTZID:Europe/Amsterdam\nBEGIN:DAYLIGHT\nDTSTART:19810329T020000\nTZNAME:CEST",
        "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT",
        "BEGIN:STANDARD\nDTSTART:19961027T030000\nTZNAME:CET\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE",
        f'BEGIN:VEVENT\nATTENDEE;CN="{reply.name}";CUTYPE=INDIVIDUAL;EMAIL="{reply.attendee}";',
        f" PARTSTAT={reply.partstat};ROLE=REQ-PARTICIPANT:mailto:{reply.attendee}",
        f'ORGANIZER;CN="Griffie";EMAIL="{ORGANISER}":mailto:{ORGANISER}',
        f"DTSTART;TZID=Europe/Amsterdam:{reply.local()}\nDTEND;TZID=Europe/Amsterdam:{reply.local(120)}",
        f"DTSTAMP:{reply.stamp}\nSEQUENCE:{reply.sequence}\nSUMMARY:Kennismakingstoer\nUID:{reply.uid}",
        f"COMMENT:{reply.comment}" if reply.comment else "",
        "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\nEND:VEVENT\nEND:VCALENDAR",
    )
    mail = MIMEMultipart("alternative")
    mail.attach(MIMEText("Sam de Wit heeft uw uitnodiging geaccepteerd", "plain", "utf-8"))
    leaf = part("text/calendar", calendar, charset="utf-8", method=reply.mime_method or reply.method)
    leaf.add_header("Content-Disposition", "attachment", filename="iCal-20260629-101500.ics")
    mail.attach(leaf)
    mail["X-Mailer"] = "iCal 14.0"
    return reply.headed(mail, "Geaccepteerd: Kennismakingstoer")


def icloud(told, partstat="ACCEPTED", **changes):
    """iCloud on the web: the address stands in EMAIL, the value is a path of its own."""
    octets = apple(told, partstat, **changes)
    return _within_base64(
        octets, f":mailto:{told.email}".encode(), b":/aMTIzNDU2Nzg5MTIzNDU2N/principal/", count=1
    )


def thunderbird(told, partstat="ACCEPTED", **changes):
    """Thunderbird: multipart/mixed, text/calendar in 8bit and a second copy as application/ics."""
    reply = Reply(told, partstat, **changes)
    calendar = reply.calendar(
        "BEGIN:VCALENDAR\nPRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN\nVERSION:2.0",
        f"METHOD:{reply.method}\nBEGIN:VEVENT\nCREATED:20260101T090000Z\nLAST-MODIFIED:{reply.stamp}",
        f"DTSTAMP:{reply.stamp}\nUID:{reply.uid}\nSUMMARY:Kennismakingstoer",
        f"ORGANIZER;RSVP=TRUE;CN=Griffie;PARTSTAT=ACCEPTED;ROLE=CHAIR:mailto:{ORGANISER}",
        f"ATTENDEE;RSVP=TRUE;CN={reply.name};PARTSTAT={reply.partstat};ROLE=REQ-PARTICI\n PANT:mailto:{reply.attendee}",
        f"X-MOZ-RECEIVED-SEQUENCE:{reply.sequence}\nX-MOZ-RECEIVED-DTSTAMP:20260101T090000Z",
        f"DTSTART:20260629T071500Z\nDTEND:20260629T111500Z\nSEQUENCE:{reply.sequence}\nTRANSP:OPAQUE",
        f"COMMENT:{reply.comment}" if reply.comment else "",
        "X-MOZ-INVITED-ATTENDEE:mailto:sam\nX-MOZ-GENERATION:1\nEND:VEVENT\nEND:VCALENDAR",
    )
    mail = MIMEMultipart("mixed")
    inner = MIMEMultipart("alternative")
    inner.attach(MIMEText("Sam de Wit heeft de uitnodiging geaccepteerd.", "plain", "utf-8"))
    inner.attach(
        part(
            "text/calendar",
            calendar,
            encoding="8bit",
            method=reply.mime_method or reply.method,
            charset="UTF-8",
        )
    )
    mail.attach(inner)
    copy = part("application/ics", calendar, name="invite.ics")
    copy.add_header("Content-Disposition", "attachment", filename="invite.ics")
    mail.attach(copy)
    mail["User-Agent"] = "Mozilla Thunderbird"
    return reply.headed(mail, "Geaccepteerd: Kennismakingstoer")


CLIENTS = [outlook, exchange, gmail, apple, icloud, thunderbird]


def _within_base64(octets, old, new, *, count):
    """The mail with something else in its base64 parts."""
    from base64 import b64decode
    from email import message_from_bytes

    tree: MimeMessage = message_from_bytes(octets)
    for leaf in tree.walk():
        if leaf.get("Content-Transfer-Encoding") == "base64":
            content = b64decode(leaf.get_payload())
            leaf.set_payload(b64encode(content.replace(b"\r\n ", b"").replace(old, new, count)).decode())
    return tree.as_bytes()


def within(octets, old, new):
    """The same mail, with other words in its calendar."""
    return _within_base64(octets, old.encode(), new.encode(), count=-1)


def by_hand(sender, text, *, answers="", html="", **headers):
    """A mail that somebody typed."""
    mail = MIMEMultipart("alternative") if html else MIMEText(text, "plain", "utf-8")
    if html:
        if text:
            mail.attach(MIMEText(text, "plain", "utf-8"))
        mail.attach(MIMEText(html, "html", "utf-8"))
    mail["From"] = f"Sam de Wit <{sender}>"
    mail["To"] = ORGANISER
    mail["Subject"] = headers.pop("subject", "Re: U hebt een plaats")
    mail["Message-ID"] = headers.pop("message_id", f"<{abs(hash((sender, text, html)))}@client.example>")
    if answers:
        mail["In-Reply-To"] = answers
        mail["References"] = f"<eerder@client.example> {answers}"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    return mail.as_bytes()


def bounce(message, *, status="5.1.1", action="failed", said="550 5.1.1 User unknown", whole=True, to=None):
    """A delivery report as Postfix writes it."""
    returned = f"From: {ORGANISER}\r\nTo: {message.recipient}\r\nMessage-ID: {message.message_id}\r\nSubject: x\r\n\r\n"
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    lines = f"""Return-Path: <>
From: MAILER-DAEMON@{HOST} (Mail Delivery System)
To: {ORGANISER}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <bounce.{message.pk}@{HOST}>
Content-Type: multipart/report; report-type=delivery-status; boundary="=b"

--=b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host {HOST}.
--=b
Content-Type: message/delivery-status

Reporting-MTA: dns; {HOST}

Final-Recipient: rfc822; {to or message.recipient}
Original-Recipient: rfc822;{to or message.recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}
--=b
Content-Type: {kind}

"""
    return lines.replace("\n", "\r\n").encode() + returned.encode() + b"\r\n--=b--\r\n"


def complaint(message):
    """A complaint as a feedback loop sends it (RFC 5965)."""
    lines = f"""From: <abuse@provider.example>
To: {ORGANISER}
Subject: FW: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=c"

--=c
Content-Type: text/plain

This is a complaint.
--=c
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
--=c
Content-Type: message/rfc822

From: {ORGANISER}
To: {message.recipient}
Message-ID: {message.message_id}

body
--=c--
"""
    return lines.replace("\n", "\r\n").encode()
