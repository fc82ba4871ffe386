"""The envelope: From, To, Message-ID, and the calendar part where there is one."""

from __future__ import annotations

from email.encoders import encode_base64
from email.header import Header
from email.utils import formataddr, parseaddr
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart, SafeMIMEText
from django.utils.encoding import punycode

from core.text import one_line
from notifications import links
from notifications.calendar.invitations import calendar_part
from notifications.calendar.objects import Mailbox
from notifications.calendar.providers import attach
from notifications.letters.rendering import render
from notifications.outbox.models import OPTIONAL, Kind, Message
from tours.models import Event

_LONGEST_WORD = 75


class Envelope(EmailMultiAlternatives):
    """A mail whose calendar part travels in base64: Django's 8bit would leave its CRLF to every server on the way."""

    def message(self) -> SafeMIMEText | SafeMIMEMultipart:
        """As Django makes it, but for the calendar part; without a Content-Disposition, which hides it in Thunderbird."""
        made: SafeMIMEText | SafeMIMEMultipart = super().message()
        calendars = [
            content for content, mimetype in self.alternatives if mimetype.startswith("text/calendar")
        ]
        for name, value in self._with_words():
            made.replace_header(name, in_header(name, value))
        mark = boundary(str(self.extra_headers["Message-ID"]))
        for number, part in enumerate(made.walk()):
            if part.is_multipart():  # else Python looks for one in the whole text, each time
                part.set_boundary(f"=_{number}_{mark}")
            if calendars and part.get_content_type() == "text/calendar":
                del part["Content-Transfer-Encoding"]
                part.set_payload(str(calendars.pop()).encode())
                encode_base64(part)
        return made

    def _with_words(self) -> list[tuple[str, str]]:
        """The headers with words of people in them, for which Django makes encoded words that are too long."""
        found = [
            ("Subject", str(self.subject)),
            ("From", self.from_email),
            ("To", self.to[0]),
            ("Reply-To", self.reply_to[0]),
        ]
        return [(name, value) for name, value in found if not value.isascii()]


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail of a message, to one person, ready to send; its words stand in `subject`, `body`, `alternatives[0]`.

    From = Reply-To = ORGANIZER and To = ATTENDEE: a client answers only an organizer who wrote to it; what is sent on
    to the organiser is answered to its writer. The Message-ID is the row's, so that a second copy is seen to be one.
    `Auto-Submitted` (RFC 3834) keeps absence notes away.
    """
    sender = sender_of(message)
    words = render(message)
    mail = Envelope(
        subject=words.subject,
        body=words.text,
        from_email=address(sender),
        to=[address(Mailbox(message.recipient_name, message.recipient))],
        reply_to=[message.facts.get("reply_to") or address(sender)],
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            **_stopping(message),
        },
    )
    mail.attach_alternative(words.html, "text/html")
    part = calendar_part(message, organizer=sender)
    if part:
        attach(mail, part)
    return mail


def _stopping(message: Message) -> dict[str, str]:
    """How the reader's mail program stops what they can do without (RFC 2369; with one click RFC 8058, over https only)."""
    if message.kind not in OPTIONAL:
        return {}
    page = {"List-Unsubscribe": f"<{links.stop_page(message)}>"}
    return page | ({"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if settings.HTTPS else {})


def sender_of(message: Message) -> Mailbox:
    """Who a message comes from; a trial of the mail comes from the organisation that tries."""
    own = message.facts.get("sender") if message.kind == Kind.MAIL_TRIAL else None
    return Mailbox(own["name"], own["email"]) if own else organizer(message.event)


def organizer(event: Event | None) -> Mailbox:
    """The mailbox of whoever organises, or the service's own."""
    if event is None:
        return Mailbox("", settings.MAIL_FROM)
    organisation = event.organisation
    return Mailbox(organisation.name, organisation.mail_from or settings.MAIL_FROM)


def boundary(message_id: str) -> str:
    """What the boundaries of a mail have in common: told by its Message-ID, so that a second copy is the same."""
    return sha256(message_id.encode()).hexdigest()[:32]


def bare_address(email: str) -> str:
    """An address as it stands in a mail, without a name."""
    local, at, domain = one_line(email).rpartition("@")
    return f"{local}{at}{punycode(domain)}"


def address(mailbox: Mailbox) -> str:
    """A mailbox as people write it, and providers take it; a domain beyond ASCII in punycode (RFC 5891)."""
    name = one_line(mailbox.name).replace('"', "'")
    email = bare_address(mailbox.email)
    if name.isascii():
        return formataddr((name, email)) if name else email
    escaped = name.replace("\\", r"\\")
    return f'"{escaped}" <{email}>'


def in_header(name: str, value: str) -> str:
    """A subject or an address as it stands in that header: encoded words of at most 75 characters (RFC 2047 section 2)."""
    if value.isascii():
        return value
    words, email = (value, "") if name == "Subject" else parseaddr(value)
    encoded = Header(words, "utf-8", maxlinelen=_LONGEST_WORD, header_name=name).encode(linesep="")
    return f"{encoded} <{email}>" if email else encoded
