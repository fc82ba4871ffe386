"""One kept connection to the mail backend. While an SMTP server has its say, something else can be done."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from functools import lru_cache
from types import TracebackType
from typing import Any, Protocol, Self

from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

Meanwhile = Callable[[], None]
_OK, _SEND_IT, _GOING_DOWN = 250, 354, 421  # RFC 5321 section 4.2.3


class Parcel(Protocol):
    """A mail made ready for a backend."""

    def send(self, backend: Any, meanwhile: Meanwhile) -> None: ...


class Carrier:
    """Use as a context. Errors are the backend's own."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Connect and log in."""
        backend = mail.get_connection(fail_silently=False)
        if type(backend) is EmailBackend:
            backend = _SmtpBackend(fail_silently=False)
        backend.open()
        self._backend = backend

    def close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(Exception):  # a connection that cannot be closed politely is closed all the same
                backend.close()

    @property
    def takes_octets(self) -> bool:
        """Whether mails go over the line as we write them; other backends make a mail of their own."""
        return isinstance(self._backend, _SmtpBackend)

    def send(self, parcel: Parcel, meanwhile: Meanwhile) -> None:
        """Returns when the mail was accepted. `meanwhile` is called while it is under way, or just before; it must not raise."""
        parcel.send(self._backend, meanwhile)


class AnyParcel:
    """For a backend that we know nothing of."""

    def __init__(self, letter: EmailMessage) -> None:
        self._letter = letter

    def send(self, backend: BaseEmailBackend, meanwhile: Meanwhile) -> None:
        meanwhile()
        backend.send_messages([self._letter])


class SmtpParcel:
    """For SMTP. One person per mail."""

    def __init__(self, sender: str, recipient: str, octets: bytes) -> None:
        self._sender = _mailbox(sender)
        self._recipient = _mailbox(recipient)
        self._octets = octets

    def send(self, backend: _SmtpBackend, meanwhile: Meanwhile) -> None:
        backend.connection.transact(self._sender, self._recipient, self._octets, meanwhile)


class _Transaction(smtplib.SMTP):
    """As smtplib's sendmail for one recipient, with something done while the server looks at the sender, and while it reads the mail."""

    def transact(self, sender: str, recipient: str, octets: bytes, meanwhile: Meanwhile) -> None:
        self.ehlo_or_helo_if_needed()
        size = f" size={len(octets)}" if self.has_extn("size") else ""
        body = " body=8bitmime" if self.has_extn("8bitmime") else ""  # RFC 6152: the words are UTF-8
        self.putcmd("mail", f"FROM:<{sender}>{size}{body}")
        meanwhile()
        code, text = self.getreply()
        if code != _OK:
            raise self._refused(code, smtplib.SMTPSenderRefused(code, text, sender))
        code, text = self.docmd("rcpt", f"TO:<{recipient}>")
        if code not in {_OK, _OK + 1}:
            raise self._refused(code, smtplib.SMTPRecipientsRefused({recipient: (code, text)}))
        code, text = self.docmd("data")
        if code == _SEND_IT:
            # RFC 5321 section 4.5.2. No mail begins with a dot: a header comes first.
            self.send(octets.removesuffix(b"\r\n").replace(b"\n.", b"\n..") + b"\r\n.\r\n")
            meanwhile()
            code, text = self.getreply()
        if code != _OK:
            raise self._refused(code, smtplib.SMTPDataError(code, text))

    def _refused(self, code: int, error: smtplib.SMTPException) -> smtplib.SMTPException:
        """Leave the connection as the next mail wants it."""
        if code == _GOING_DOWN:
            self.close()
        else:
            with suppress(smtplib.SMTPServerDisconnected):
                self.rset()
        return error


class _TransactionOverSsl(_Transaction, smtplib.SMTP_SSL):
    """The same on a connection that is TLS from the first byte."""


class _SmtpBackend(EmailBackend):
    connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TransactionOverSsl if self.use_ssl else _Transaction


@lru_cache(maxsize=64)  # every mail has the same sender, and the library reads an address slowly
def _mailbox(address: str) -> str:
    """The address alone, as MAIL and RCPT want it; the library's way for what is not ASCII."""
    mailbox = parseaddr(address)[1]
    if mailbox.isascii():
        return mailbox
    return parseaddr(sanitize_address(address, "utf-8"))[1]
