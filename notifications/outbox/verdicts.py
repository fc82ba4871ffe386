"""What an error of the mail server, or of the service that sends for us, means for the message and for the rest."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anymail.exceptions import (
    AnymailAPIError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.exceptions import ImproperlyConfigured

_LOGIN_REFUSED = frozenset({530, 534, 535, 538})  # RFC 4954 section 6
_GOING_DOWN = 421  # RFC 5321 section 3.8
# RFC 3463: no such mailbox, moved without address (RFC 7505: null MX), mailbox disabled. A policy 550 is none of these.
# RFC 2034: the code opens the text.
_NO_MAILBOX = re.compile(r"\s*#?5\.(1\.1|1\.10|2\.1)(?![.0-9])")
# Amazon SES v2 answers that no message will get past.
_SES_ACCOUNT = frozenset(
    {
        "AccessDeniedException",
        "AccountSuspendedException",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
        "SendingPausedException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_SES_MESSAGE = frozenset({"BadRequestException", "MessageRejected"})
_TOO_MANY = 429


@dataclass(frozen=True)
class Verdict:
    """What to do now; with nothing set: later again."""

    error: str
    failed: bool = False  # this message, for good
    no_mailbox: bool = False  # never mail this address again
    unwelcome: bool = False  # failed because of us or of what we wrote; many in a row: because of us
    refuses_all: bool = False  # the backend wants nothing of us: no message is to blame
    gone: bool = False  # the connection is of no more use


def says_no_mailbox(text: str) -> bool:
    """Whether the status that opens this text says that the mailbox does not exist."""
    return bool(_NO_MAILBOX.match(text))


def judge(error: Exception) -> Verdict:
    """The verdict on an error that one mail met."""
    for kinds, verdict in _VERDICTS:
        if isinstance(error, kinds):
            return verdict(error)
    # What cannot be written down as a mail now never will be: a bad header, an address, a part.
    return Verdict(_text(error), failed=isinstance(error, ValueError | TypeError | LookupError))


def judge_opening(error: Exception) -> Verdict:
    """The verdict on a connection that could not be opened: what is for good here, is so for every message."""
    verdict = judge(error)
    refuses_all = verdict.failed or verdict.refuses_all
    return Verdict(verdict.error, refuses_all=refuses_all, gone=not refuses_all)


def _recipient(error: smtplib.SMTPRecipientsRefused) -> Verdict:
    code, text = next(iter(error.recipients.values()))
    return _reply(code, text)


def _response(error: smtplib.SMTPResponseException) -> Verdict:
    verdict = _reply(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPSenderRefused) and verdict.failed:
        # The sender is ours, not the reader's: an organisation can put its address right within days.
        return Verdict(verdict.error)
    return verdict


def _reply(code: int, text: bytes | str) -> Verdict:
    """RFC 5321 section 4.2.1: 4yz later again, 5yz never."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    line = f"{code} {said}"
    if code in _LOGIN_REFUSED:
        return Verdict(line, refuses_all=True)
    if code < 500:  # noqa: PLR2004  (the first digit is the meaning)
        return Verdict(line, gone=code in {_GOING_DOWN, -1})
    no_mailbox = says_no_mailbox(said)
    return Verdict(line, failed=True, no_mailbox=no_mailbox, unwelcome=not no_mailbox)


def _api(error: AnymailAPIError) -> Verdict:
    """A service with an HTTP API: 401 and 403 are about us, 429 and 5xx pass, other 4xx are about this message."""
    status, code = error.status_code, _ses_code(error)
    if status in {401, 403} or code in _SES_ACCOUNT or type(error.__cause__).__name__ == "NoCredentialsError":
        return Verdict(_text(error), refuses_all=True)
    if code:
        return Verdict(_text(error), failed=code in _SES_MESSAGE, gone=code not in _SES_MESSAGE)
    if status is None or status == _TOO_MANY or status >= 500:  # noqa: PLR2004
        return Verdict(_text(error), gone=True)
    return Verdict(_text(error), failed=status >= 400, unwelcome=status >= 400)  # noqa: PLR2004


def _ses_code(error: AnymailAPIError) -> str:
    answer = error.response
    return str(answer.get("Error", {}).get("Code", "")) if isinstance(answer, dict) else ""


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


_VERDICTS: tuple[tuple[tuple[type[Exception], ...], Callable[[Any], Verdict]], ...] = (
    ((smtplib.SMTPRecipientsRefused,), _recipient),
    ((smtplib.SMTPResponseException,), _response),
    (
        (ImproperlyConfigured, ImportError, ssl.SSLCertVerificationError),
        lambda error: Verdict(_text(error), refuses_all=True),
    ),
    ((smtplib.SMTPServerDisconnected,), lambda error: Verdict(_text(error), gone=True)),
    ((AnymailAPIError,), _api),
    (
        (
            AnymailRecipientsRefused,
            AnymailInvalidAddress,
            AnymailSerializationError,
            AnymailUnsupportedFeature,
            smtplib.SMTPNotSupportedError,
        ),
        lambda error: Verdict(_text(error), failed=True),
    ),
    ((OSError,), lambda error: Verdict(_text(error), gone=True)),  # the network, a timeout, a full disk
)
