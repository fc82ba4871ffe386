"""One mail to one reader over SMTP: in as few turns as the server allows, with something else done while it reads."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

Reply = tuple[int, bytes]
_OK, _FORWARDED, _SEND_IT, _GOING_DOWN = 250, 251, 354, 421  # RFC 5321 section 4.2.3


class Transaction(smtplib.SMTP):
    """As smtplib's sendmail, but where the server knows pipelining (RFC 2920) the commands go to it together."""

    def transact(self, sender: str, recipient: str, octets: bytes, meanwhile: Callable[[], None]) -> None:
        """Returns when the mail was accepted; `meanwhile` is called once, while the server reads it. Raises as sendmail does."""
        self.ehlo_or_helo_if_needed()
        size = f" size={len(octets)}" if self.has_extn("size") else ""
        body = " body=8bitmime" if self.has_extn("8bitmime") else ""  # RFC 6152: the words are UTF-8
        said = self._said([f"mail FROM:<{sender}>{size}{body}", f"rcpt TO:<{recipient}>", "data"])
        code, text = next(said)
        if code != _OK:
            raise self._refused(code, smtplib.SMTPSenderRefused(code, text, sender), said)
        code, text = next(said)
        if code not in {_OK, _FORWARDED}:
            raise self._refused(code, smtplib.SMTPRecipientsRefused({recipient: (code, text)}), said)
        code, text = next(said)
        if code == _SEND_IT:
            # RFC 5321 section 4.5.2. No mail begins with a dot: a header comes first.
            self.send(octets.removesuffix(b"\r\n").replace(b"\n.", b"\n..") + b"\r\n.\r\n")
            meanwhile()
            code, text = self.getreply()
        if code != _OK:
            raise self._refused(code, smtplib.SMTPDataError(code, text), said)

    @property
    def _at_once(self) -> bool:
        return self.has_extn("pipelining")

    def _said(self, commands: Sequence[str]) -> Iterator[Reply]:
        """What the server says to each; only now is it told them, the next when it has answered or all at once."""
        if any("\r" in command or "\n" in command for command in commands):
            raise ValueError(f"a command has more than one line: {commands}")
        if self._at_once:
            self.send("".join(f"{command}\r\n" for command in commands))
        for command in commands:
            if not self._at_once:
                self.putcmd(command)
            yield self.getreply()

    def _refused(
        self, code: int, error: smtplib.SMTPException, said: Iterator[Reply]
    ) -> smtplib.SMTPException:
        """Leave the connection as the next mail wants it."""
        if code == _GOING_DOWN:
            self.close()
            return error
        with suppress(smtplib.SMTPServerDisconnected):
            unheard = [code for code, _text in said] if self._at_once else []
            if _SEND_IT in unheard:  # it may ask for a mail that it has no reader for: RFC 2920 section 3.1
                self.docmd(".")
            self.rset()
        return error


class TransactionOverSsl(Transaction, smtplib.SMTP_SSL):
    """The same on a connection that is TLS from the first byte."""


class SmtpBackend(EmailBackend):
    """Django's, with transactions of ours."""

    connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return TransactionOverSsl if self.use_ssl else Transaction
