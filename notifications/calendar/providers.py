"""What each mail provider lets through of an invitation (django-anymail 15).

Clients show "accept" and "decline" when a mail carries a `text/calendar; method=REQUEST` part as an alternative. SMTP,
Amazon SES and SendGrid (no longer supported by anymail) carry it. The other providers' APIs know only text, HTML and attachments: anymail refuses the
alternative there (AnymailUnsupportedFeature), so that they get an attachment with the same type and the mail's own
"add to calendar" link. Brevo and MailerSend derive the type from the file name and so drop `method`: there a client
sees a file to open. `IGNORE_UNSUPPORTED_FEATURES` would drop the part without a word; a system check forbids it.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.mime.text import MIMEText

from django.conf import settings
from django.core import checks
from django.core.mail import EmailMultiAlternatives

FILENAME = "invite.ics"
_CARRY_ALTERNATIVES = frozenset({"amazon_ses", "sendgrid", "test"})
_WANT_MIME_OBJECT = frozenset(
    {"resend"}
)  # its backend compares the type of a tuple with the file name, parameters and all
_DROP_METHOD = frozenset({"brevo", "sendinblue", "mailersend"})


@dataclass(frozen=True)
class CalendarPart:
    """A calendar object and what it asks; `method` is upper case, as in the object."""

    method: str
    octets: bytes


def attach(mail: EmailMultiAlternatives, part: CalendarPart) -> None:
    """Put the object in the mail in the way that this provider carries."""
    content_type = f"text/calendar; method={part.method}"  # no charset: Django adds it
    provider = provider_of(settings.EMAIL_BACKEND)
    if carries_alternative(provider):
        mail.attach_alternative(part.octets.decode(), content_type)
        mail.attach(FILENAME, part.octets, "application/ics")
    elif provider in _WANT_MIME_OBJECT:
        entity = MIMEText(part.octets.decode(), "calendar", "utf-8")
        entity.set_param("method", part.method)
        entity.add_header("Content-Disposition", "attachment", filename=FILENAME)
        mail.attach(entity)
    else:
        mail.attach(FILENAME, part.octets.decode(), content_type)


def carries_alternative(provider: str | None) -> bool:
    """Whether mail programs see the invitation itself, and not a file."""
    return provider is None or provider in _CARRY_ALTERNATIVES


def drops_method(provider: str | None) -> bool:
    """Whether what is left of an invitation is a file that asks nothing."""
    return provider in _DROP_METHOD


def provider_of(backend: str) -> str | None:
    """The anymail provider in a backend's dotted path; None for Django's own backends and ours, which all carry MIME."""
    prefix, _, rest = backend.partition("anymail.backends.")
    return rest.partition(".")[0] if rest and not prefix else None


@checks.register()
def check_provider(**_: object) -> list[checks.CheckMessage]:
    """Nothing may drop the calendar part silently; what the provider drops is said."""
    found: list[checks.CheckMessage] = []
    if settings.ANYMAIL.get("IGNORE_UNSUPPORTED_FEATURES"):
        found.append(
            checks.Error(
                "ANYMAIL_IGNORE_UNSUPPORTED_FEATURES would drop invitations from mails without an error.",
                hint="Remove it: what a provider cannot carry is sent in another way.",
                id="notifications.E001",
            )
        )
    provider = provider_of(settings.EMAIL_BACKEND)
    if drops_method(provider):
        found.append(
            checks.Warning(
                f"{provider} drops the method of a calendar attachment: clients show a file, not an invitation.",
                hint="Send over SMTP or Amazon SES for invitations with accept and decline.",
                id="notifications.W001",
            )
        )
    return found
