import pytest
from django.core.checks import run_checks

from notifications.letters import compose
from tests.notifications.told import an_invited_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("backend", "alternative", "attached"),
    [
        ("django.core.mail.backends.smtp.EmailBackend", True, "application/ics"),
        ("notifications.outbox.eml.EmailBackend", True, "application/ics"),
        ("anymail.backends.amazon_ses.EmailBackend", True, "application/ics"),
        ("anymail.backends.postmark.EmailBackend", False, "text/calendar; method=REQUEST"),
        ("anymail.backends.mailjet.EmailBackend", False, "text/calendar; method=REQUEST"),
        ("anymail.backends.mailgun.EmailBackend", False, "text/calendar; method=REQUEST"),
    ],
)
def test_each_provider_gets_what_it_carries(settings, backend, alternative, attached):
    settings.EMAIL_BACKEND = backend
    mail = compose(an_invited_person())
    assert any(kind.startswith("text/calendar") for _content, kind in mail.alternatives) == alternative
    assert [each.mimetype for each in mail.attachments] == [attached]


def test_resend_gets_a_mime_object(settings):
    settings.EMAIL_BACKEND = "anymail.backends.resend.EmailBackend"
    (part,) = compose(an_invited_person()).attachments
    assert (part.get_content_type(), part.get_param("method"), part.get_filename()) == (
        "text/calendar",
        "REQUEST",
        "invite.ics",
    )


PROVIDERS = {
    "brevo": {"BREVO_API_KEY": "x"},
    "mailersend": {"MAILERSEND_API_TOKEN": "x"},
    "mailgun": {"MAILGUN_API_KEY": "x", "MAILGUN_SENDER_DOMAIN": "utrecht.example"},
    "mailjet": {"MAILJET_API_KEY": "x", "MAILJET_SECRET_KEY": "x"},
    "mailtrap": {"MAILTRAP_API_TOKEN": "x"},
    "mandrill": {"MANDRILL_API_KEY": "x"},
    "postal": {"POSTAL_API_KEY": "x", "POSTAL_API_URL": "https://postal.example"},
    "postmark": {"POSTMARK_SERVER_TOKEN": "x"},
    "resend": {"RESEND_API_KEY": "x"},
    "scaleway": {"SCALEWAY_SECRET_KEY": "x", "SCALEWAY_PROJECT_ID": "x"},
    "sparkpost": {"SPARKPOST_API_KEY": "x"},
    "unisender_go": {"UNISENDER_GO_API_KEY": "x", "UNISENDER_GO_API_URL": "https://u.example/"},
}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_provider_refuses_an_invitation(settings, provider):
    """Anymail builds the request and raises for what the provider cannot carry; nothing is sent."""
    from django.core.mail import get_connection

    settings.EMAIL_BACKEND = f"anymail.backends.{provider}.EmailBackend"
    settings.ANYMAIL = PROVIDERS[provider]
    mail = compose(an_invited_person())
    backend = get_connection()
    assert backend.build_message_payload(mail, backend.send_defaults)
    assert len(mail.attachments) == 1


def test_dropping_what_a_provider_cannot_carry_is_an_error(settings):
    settings.ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True}
    assert "notifications.E001" in [each.id for each in run_checks()]


def test_the_operator_is_told_of_a_provider_that_drops_the_method(settings):
    settings.EMAIL_BACKEND = "anymail.backends.brevo.EmailBackend"
    assert "notifications.W001" in [each.id for each in run_checks()]
