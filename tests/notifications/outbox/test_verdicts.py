import smtplib
import ssl

import pytest
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
    AnymailUnsupportedFeature,
)
from requests import Response

from notifications.outbox.verdicts import judge, judge_opening


def refused(code, text):
    return smtplib.SMTPRecipientsRefused({"a@x.example": (code, text)})


def answered(status):
    response = Response()
    response.status_code = status
    return AnymailRequestsAPIError("refused", response=response)


def ses(code):
    return AnymailAPIError("refused", response={"Error": {"Code": code}})


def flags(verdict):
    names = ("failed", "no_mailbox", "refuses_all", "gone")
    return {name for name in names if getattr(verdict, name)}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused(450, b"4.2.0 busy"), set()),
        (refused(421, b"4.3.2 closing"), {"gone"}),
        (refused(550, b"5.1.1 no such user"), {"failed", "no_mailbox"}),
        (refused(550, b"5.1.10 null mx"), {"failed", "no_mailbox"}),
        (refused(550, b"5.2.1 disabled"), {"failed", "no_mailbox"}),
        (refused(550, b"5.7.1 policy"), {"failed"}),
        (refused(550, b"5.1.11 x"), {"failed"}),
        (refused(550, b"5.1.1.4 is not welcome here"), {"failed"}),
        (refused(550, b"rejected, not 5.1.1"), {"failed"}),
        (refused(530, b"5.7.0 authentication required"), {"refuses_all"}),
        (smtplib.SMTPSenderRefused(550, b"5.7.1 not yours", "a@x.example"), set()),
        (smtplib.SMTPSenderRefused(530, b"5.7.0 log in", "a@x.example"), {"refuses_all"}),
        (smtplib.SMTPDataError(554, b"5.6.0 spam"), {"failed"}),
        (smtplib.SMTPDataError(451, b"4.3.0 later"), set()),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no"), {"refuses_all"}),
        (smtplib.SMTPServerDisconnected("gone"), {"gone"}),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), {"failed"}),
        (ssl.SSLCertVerificationError("self-signed"), {"refuses_all"}),
        (TimeoutError("timed out"), {"gone"}),
        (ConnectionResetError("reset"), {"gone"}),
        (OSError(28, "No space left on device"), {"gone"}),
        (ValueError("newline in header"), {"failed"}),
        (RuntimeError("who knows"), set()),
        (answered(401), {"refuses_all"}),
        (answered(403), {"refuses_all"}),
        (answered(422), {"failed"}),
        (answered(429), {"gone"}),
        (answered(503), {"gone"}),
        (AnymailRequestsAPIError("no connection"), {"gone"}),
        (ses("TooManyRequestsException"), {"gone"}),
        (ses("MessageRejected"), {"failed"}),
        (ses("AccessDeniedException"), {"refuses_all"}),
        (AnymailRecipientsRefused(), {"failed"}),
        (AnymailUnsupportedFeature("attachments"), {"failed"}),
        (AnymailConfigurationError("no key"), {"refuses_all"}),
    ],
)
def test_what_an_error_means(error, expected):
    assert flags(judge(error)) == expected
    assert judge(error).error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (smtplib.SMTPConnectError(554, b"no service"), {"refuses_all"}),
        (smtplib.SMTPConnectError(421, b"later"), {"gone"}),
        (smtplib.SMTPHeloError(550, b"who are you"), {"refuses_all"}),
        (smtplib.SMTPNotSupportedError("STARTTLS"), {"refuses_all"}),
        (smtplib.SMTPAuthenticationError(454, b"4.7.0 later"), {"gone"}),
        (ConnectionRefusedError("nobody"), {"gone"}),
        (ImportError("no such backend"), {"refuses_all"}),
    ],
)
def test_what_it_means_that_there_is_no_connection(error, expected):
    assert flags(judge_opening(error)) == expected
