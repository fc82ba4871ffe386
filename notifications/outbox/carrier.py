"""One kept connection to the mail backend. While an SMTP server reads a mail, something else can be done."""

from __future__ import annotations

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

from notifications.outbox.smtp import SmtpBackend

Meanwhile = Callable[[], None]


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
            backend = SmtpBackend(fail_silently=False)
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
        return isinstance(self._backend, SmtpBackend)

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
    """For SMTP. One person per mail, by the address alone."""

    def __init__(self, sender: str, recipient: str, octets: bytes) -> None:
        self._sender = _mailbox(sender)
        self._recipient = recipient if recipient.isascii() else _mailbox(recipient)
        self._octets = octets

    def send(self, backend: SmtpBackend, meanwhile: Meanwhile) -> None:
        backend.connection.transact(self._sender, self._recipient, self._octets, meanwhile)


@lru_cache(maxsize=64)  # every mail has the same sender, and the library reads an address slowly
def _mailbox(address: str) -> str:
    """The address alone, as MAIL and RCPT want it; the library's way for what is not ASCII."""
    mailbox = parseaddr(address)[1]
    if mailbox.isascii():
        return mailbox
    return parseaddr(sanitize_address(address, "utf-8"))[1]
