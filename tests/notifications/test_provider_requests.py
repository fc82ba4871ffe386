"""The HTTP request that each provider gets, as it would go over the line: what becomes of the calendar part in it."""

import json
import pkgutil
from base64 import b64decode
from email import message_from_bytes, policy

import pytest
import requests
from anymail import backends
from anymail.exceptions import AnymailAPIError
from django.core.mail import get_connection

from notifications.calendar.invitations import calendar_part
from notifications.letters import compose
from notifications.letters.envelope import organizer
from tests.notifications.told import an_invited_person, posted
from tours.lifecycle.actions import cancel_event

pytestmark = pytest.mark.django_db
HAS_METHOD, ONLY_A_FILE = True, False
# provider: (its settings, where its attachments stand in the JSON, the names of type and content, what it keeps)
JSON_APIS = {
    "brevo": ({"BREVO_API_KEY": "x"}, "attachment", None, "content", ONLY_A_FILE),
    "mailersend": ({"MAILERSEND_API_TOKEN": "x"}, "attachments", None, "content", ONLY_A_FILE),
    "mailjet": (
        {"MAILJET_API_KEY": "x", "MAILJET_SECRET_KEY": "x"},
        "Globals.Attachments",
        "ContentType",
        "Base64Content",
        HAS_METHOD,
    ),
    "mailtrap": ({"MAILTRAP_API_TOKEN": "x"}, "attachments", "type", "content", HAS_METHOD),
    "mandrill": ({"MANDRILL_API_KEY": "x"}, "message.attachments", "type", "content", HAS_METHOD),
    "postal": (
        {"POSTAL_API_KEY": "x", "POSTAL_API_URL": "https://postal.example"},
        "attachments",
        "content_type",
        "data",
        HAS_METHOD,
    ),
    "postmark": ({"POSTMARK_SERVER_TOKEN": "x"}, "Attachments", "ContentType", "Content", HAS_METHOD),
    "resend": ({"RESEND_API_KEY": "x"}, "attachments", "content_type", "content", HAS_METHOD),
    "scaleway": (
        {"SCALEWAY_SECRET_KEY": "x", "SCALEWAY_PROJECT_ID": "x"},
        "attachments",
        "type",
        "content",
        HAS_METHOD,
    ),
    "sparkpost": ({"SPARKPOST_API_KEY": "x"}, "content.attachments", "type", "data", HAS_METHOD),
    "unisender_go": (
        {"UNISENDER_GO_API_KEY": "x", "UNISENDER_GO_API_URL": "https://u.example/"},
        "message.attachments",
        "type",
        "content",
        HAS_METHOD,
    ),
}


@pytest.fixture
def line(monkeypatch):
    """The line to every provider, cut behind the request: what was sent stands in it, and no answer comes."""
    sent = []

    def send(_adapter, request, **_options):
        sent.append(request)
        raise requests.ConnectionError

    monkeypatch.setattr("requests.adapters.HTTPAdapter.send", send)
    return sent


def a_message(method):
    message = an_invited_person()
    if method == "REQUEST":
        return message
    cancel_event(message.event, reason="Storm", by=None)
    return posted(kind="event_cancelled")[0]


def requested(line, settings, provider, message, **anymail):
    """The request, and the calendar object that should be in it."""
    settings.EMAIL_BACKEND, settings.ANYMAIL = f"anymail.backends.{provider}.EmailBackend", anymail
    with pytest.raises(AnymailAPIError):
        get_connection().send_messages([compose(message)])
    request = line.pop()
    assert request.url.startswith("https://")
    return request, calendar_part(message, organizer=organizer(message.event)).octets


def mime_type(text):
    """Type, METHOD and charset of a Content-Type, read as MIME."""
    head = message_from_bytes(f"Content-Type: {text}\n\n".encode(), policy=policy.default)
    return head.get_content_type(), head["Content-Type"].params.get("method"), head.get_content_charset()


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_api_gets_the_object_as_a_file_with_its_method(line, settings, method):
    message = a_message(method)
    for provider in JSON_APIS:
        check_the_file(line, settings, provider, message, method)


def check_the_file(line, settings, provider, message, method):
    anymail, where, type_, content, keeps = JSON_APIS[provider]
    request, octets = requested(line, settings, provider, message, **anymail)
    found = json.loads(request.body)
    for step in where.split("."):
        found = found[int(step) if step.isdecimal() else step]
    (part,) = found
    assert "invite.ics" in part.values(), provider
    assert b64decode(part[content]) == octets, provider
    assert f"METHOD:{method}\r\n".encode() in octets
    if keeps:
        assert mime_type(part[type_])[:2] == ("text/calendar", method), provider
    else:  # the API has no field for it: W001 tells the operator
        assert "text/calendar" not in json.dumps(found)


def test_an_api_gets_names_as_people_write_them(line, settings):
    message = an_invited_person()
    message.recipient_name = 'Zoë "Q" de Ünal'
    request, _octets = requested(line, settings, "postmark", message, POSTMARK_SERVER_TOKEN="x")
    assert json.loads(request.body)["To"] == "Zoë 'Q' de Ünal <sam@voorbeeld.example>"
    request, _octets = requested(line, settings, "brevo", message, BREVO_API_KEY="x")
    (to,) = json.loads(request.body)["to"]
    assert to == {"email": "sam@voorbeeld.example", "name": "Zoë 'Q' de Ünal"}


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_mailgun_gets_it_in_a_form(line, settings, method):
    anymail = {"MAILGUN_API_KEY": "x", "MAILGUN_SENDER_DOMAIN": "utrecht.example"}
    request, octets = requested(line, settings, "mailgun", a_message(method), **anymail)
    form = message_from_bytes(
        b"Content-Type: " + request.headers["Content-Type"].encode() + b"\n\n" + request.body,
        policy=policy.HTTP,
    )
    (part,) = [each for each in form.iter_parts() if each.get_filename()]
    assert (part.get_filename(), part.get_payload(decode=True)) == ("invite.ics", octets)
    assert mime_type(part["Content-Type"])[:2] == ("text/calendar", method)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_amazon_gets_the_whole_mail_with_the_alternative(settings, monkeypatch, method):
    sent = []

    def send(_session, request):
        sent.append(request)
        raise ConnectionResetError

    monkeypatch.setattr("botocore.httpsession.URLLib3Session.send", send)
    message = a_message(method)
    settings.EMAIL_BACKEND = "anymail.backends.amazon_ses.EmailBackend"
    settings.ANYMAIL = {
        "AMAZON_SES_CLIENT_PARAMS": {
            "region_name": "eu-west-1",
            "aws_access_key_id": "x",
            "aws_secret_access_key": "x",
            "config": {"retries": {"total_max_attempts": 1}},
        }
    }
    with pytest.raises((AnymailAPIError, ConnectionResetError)):
        get_connection().send_messages([compose(message)])
    raw = b64decode(json.loads(sent[0].body)["Content"]["Raw"]["Data"])
    check_the_alternative(raw, message, method)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_a_mail_server_gets_the_alternative(method):
    message = a_message(method)
    check_the_alternative(compose(message).message().as_bytes(), message, method)


def check_the_alternative(raw, message, method):
    """Last of the alternatives, not as a file; and once more as one."""
    octets = calendar_part(message, organizer=organizer(message.event)).octets
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail.get_content_type() == "multipart/mixed"
    alternatives, file = mail.iter_parts()
    parts = list(alternatives.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    calendar = parts[-1]
    assert mime_type(calendar["Content-Type"]) == ("text/calendar", method, "utf-8")
    assert calendar["Content-Type"].count("charset") == 1
    assert calendar["Content-Transfer-Encoding"] in {"base64", "quoted-printable"}
    assert "Content-Disposition" not in calendar
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True) == octets
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
def test_sendgrid_gets_the_alternative_last_and_the_file(line, settings, method):
    request, octets = requested(
        line,
        settings,
        "sendgrid",
        a_message(method),
        SENDGRID_API_KEY="x",
        SENDGRID_GENERATE_MESSAGE_ID=False,
    )
    found = json.loads(request.body)
    assert [mime_type(part["type"])[0] for part in found["content"]] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert mime_type(found["content"][-1]["type"])[1] == method
    assert found["content"][-1]["value"].encode() == octets
    (file,) = found["attachments"]
    assert (file["filename"], mime_type(file["type"])[0]) == ("invite.ics", "application/ics")
    assert b64decode(file["content"]) == octets


def test_no_provider_of_anymail_is_left_out():
    """One that a new version brings has to be looked at: what does it make of an invitation?"""
    known = {each.name for each in pkgutil.iter_modules(backends.__path__)}
    not_of_a_provider = {"base", "base_requests", "console", "test"}
    an_older_name = {"sendinblue"}
    looked_at = JSON_APIS.keys() | {"amazon_ses", "mailgun", "sendgrid"}
    assert known - not_of_a_provider - an_older_name == looked_at
