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


def test_dropping_what_a_provider_cannot_carry_is_an_error(settings):
    settings.ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True}
    assert "notifications.E001" in [each.id for each in run_checks()]


def test_the_operator_is_told_of_a_provider_that_drops_the_method(settings):
    settings.EMAIL_BACKEND = "anymail.backends.brevo.EmailBackend"
    assert "notifications.W001" in [each.id for each in run_checks()]
