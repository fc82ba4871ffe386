"""A test invitation goes out; what comes back of it says what to change."""

from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from notifications.inbound.handling import handle_mail
from notifications.inbound.parsing import read_mail
from notifications.letters import compose
from notifications.models import MailTrial, Received
from notifications.outbox.delivery import deliver_due
from notifications.trial import actions, advice
from tests.access import assert_access, only, visitors_of
from tests.builders import a_user, an_organisation
from tours.organisations.access import May

pytestmark = pytest.mark.django_db
OURS = "griffie@raad.utrecht.nl"
GOOD = (
    "mx.utrecht.nl; spf=pass smtp.mailfrom=raad.utrecht.nl;\r\n dkim=pass header.d=utrecht.nl; "
    "dmarc=pass (p=REJECT) header.from=raad.utrecht.nl"
)


@pytest.fixture
def organisation(settings):
    """A set-up that is as it should be."""
    settings.EMAIL_URL, settings.SITE_URL, settings.HTTPS = "smtp://mail", "https://toer.utrecht.nl", True
    settings.INBOUND_SECRET, settings.INBOUND_TRUSTED_AUTHSERV = "x", "mx.utrecht.nl"
    return a_user(organisation=an_organisation(mail_from=OURS)).memberships.get().organisation


@pytest.fixture
def trial(organisation):
    """One that was sent."""
    trial = actions.start(organisation, email=OURS, by=None)
    assert deliver_due(at=timezone.now()) == {"sent": 1}
    return trial


def as_received(trial, results):
    """Our own mail, as the receiving server hands it on."""
    raw = compose(trial.message).message().as_bytes()
    return f"Authentication-Results: {results}\r\n".encode() + raw


def come_in(raw):
    row = Received(came_at=timezone.now(), source="raw", form="mail")
    return handle_mail(row, read_mail(raw)).outcome


def said(organisation, standing=None):
    trial = organisation.mail_trials.select_related("message").first()
    found = advice.findings(organisation, trial, at=timezone.now())
    return [f"{one.title} {one.todo}" for one in found if standing in {None, one.standing}]


def test_the_test_invitation_is_a_real_one(trial):
    mail = compose(trial.message)
    (calendar,) = [content for content, kind in mail.alternatives if "calendar" in kind]
    event = Calendar.from_ical(calendar).walk("VEVENT")[0]
    assert event["UID"] == f"proef.{trial.token}@localhost"
    assert str(event["ORGANIZER"]) == f"mailto:{OURS}"
    assert OURS in mail.from_email
    assert compose(trial.message).alternatives == mail.alternatives


def test_when_all_is_well_there_is_nothing_to_change(organisation, trial):
    assert come_in(as_received(trial, GOOD)) == "trial"
    assert said(organisation, "bad") == said(organisation, "open") == []
    assert [line for line in said(organisation, "good") if "DMARC klopt, zegt mx.utrecht.nl." in line]


@pytest.mark.parametrize(
    ("results", "word"),
    [
        (
            "mx; spf=softfail smtp.mailfrom=x@raad.utrecht.nl; dkim=pass header.d=utrecht.nl; dmarc=pass",
            "v=spf1",
        ),
        (
            "mx; spf=pass smtp.mailfrom=raad.utrecht.nl; dkim=none; dmarc=pass",
            "DKIM ontbreekt voor raad.utrecht.nl",
        ),
        (
            "mx; spf=pass; dkim=pass header.d=mailer.com; dmarc=pass",
            "DKIM klopt voor mailer.com, en niet voor",
        ),
        ("mx; spf=pass; dkim=pass header.i=@utrecht.nl; dmarc=none", "v=DMARC1; p=none"),
        ("mx; spf=pass; dkim=pass; dmarc=fail header.from=raad.utrecht.nl", "DMARC klopt niet"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(organisation, trial, results, word):
    come_in(as_received(trial, results))
    (wrong,) = said(organisation, "bad")
    assert word in wrong


def test_only_what_the_receiving_server_wrote_on_top_counts(organisation, trial):
    below = b"Authentication-Results: mx; spf=pass; dkim=pass; dmarc=pass\r\n"
    top = b"Authentication-Results: mx; spf=fail; dkim=pass; dmarc=pass\r\nReceived: from a by mx; date\r\n"
    come_in(top + below + compose(trial.message).message().as_bytes())
    assert [one["result"] for one in MailTrial.objects.get().results] == ["fail", "pass", "pass"]


def test_it_may_be_forwarded_as_an_attachment(organisation, trial):
    forwarded = MIMEMultipart()
    forwarded["From"], forwarded["To"], forwarded["Message-ID"] = "ik@gmail.com", OURS, "<anders@gmail.com>"
    forwarded.attach(MIMEMessage(read_mail(as_received(trial, GOOD)).tree))
    assert come_in(forwarded.as_bytes()) == "trial"
    assert said(organisation, "bad") == []


def test_an_answer_of_the_calendar_is_seen_and_asks_nobody_to_look(organisation, trial):
    (calendar,) = [content for content, kind in compose(trial.message).alternatives if "calendar" in kind]
    answer = calendar.replace("METHOD:REQUEST", "METHOD:REPLY").replace("NEEDS-ACTION", "ACCEPTED")
    head = "From: ik@gmail.com\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
    assert come_in((head + answer).encode()) == "trial"
    assert "Er kwam een antwoord uit de agenda binnen. " in said(organisation, "good")


def test_mail_about_another_thing_is_none_of_its_business(trial):
    raw = b"From: ik@gmail.com\r\nMessage-ID: <x@y>\r\nSubject: Hallo\r\n\r\nDag"
    assert actions.came_back(read_mail(raw), at=timezone.now()) is None


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"EMAIL_URL": ""}, "Zet EMAIL_URL"),
        ({"OUTBOX_HOLD": True}, "Zet OUTBOX_HOLD uit"),
        ({"EMAIL_BACKEND": "anymail.backends.brevo.EmailBackend"}, "Amazon SES"),
        ({"INBOUND_SECRET": "", "ANYMAIL": {}}, "INBOUND_MAILBOX_URL"),
        ({"SITE_URL": "http://10.0.0.3:8000"}, "bestaat alleen hier"),
        ({"HTTPS": False}, "https"),
    ],
)
def test_the_settings_are_looked_at_too(organisation, settings, change, word):
    for name, value in change.items():
        setattr(settings, name, value)
    (wrong,) = said(organisation, "bad")
    assert word in wrong


@pytest.mark.parametrize("sender", ["griffie@localhost", "griffie@gmail.com", "griffie@utrecht.example"])
def test_a_sender_that_cannot_be(organisation, sender):
    organisation.mail_from = sender
    (wrong,) = said(organisation, "bad")
    assert sender in wrong


def test_the_page(organisation, client):
    client.force_login(a_user(role="owner", organisation=organisation))
    url = reverse("trial:trial", args=[organisation.slug])
    assert OURS in client.get(url).content.decode()
    answer = client.post(url, {"email": "ik@gmail.com"}, follow=True)
    assert "De proef gaat naar ik@gmail.com." in answer.content.decode()
    wrong = client.post(url, {"email": "geen adres"})
    assert (wrong.status_code, MailTrial.objects.count()) == (422, 1)
    assert "geen adres" in wrong.content.decode()


def test_so_many_an_hour(organisation, client, monkeypatch):
    monkeypatch.setattr(actions, "AN_HOUR", 1)
    actions.start(organisation, email=OURS, by=None)
    client.force_login(a_user(role="owner", organisation=organisation))
    answer = client.post(reverse("trial:trial", args=[organisation.slug]), {"email": OURS})
    assert answer.status_code == 422
    assert "U deed dit uur al 1 proeven" in answer.content.decode()


@pytest.mark.parametrize(("method", "allowed"), [("get", 200), ("post", 422)])
def test_who_may(organisation, method, allowed):
    url = reverse("trial:trial", args=[organisation.slug])
    expected = only(May.OWN, allowed=allowed, cohosts=False)
    assert_access(url, method, expected, visitors=visitors_of(organisation))


def test_the_command_says_the_same_and_fails_when_something_must_change(organisation):
    out = StringIO()
    call_command("check_mail", OURS, stdout=out)
    assert "[open] De proef is verstuurd. Kijk over een paar minuten weer." in out.getvalue()
    come_in(as_received(MailTrial.objects.get(), "mx; spf=fail; dkim=pass; dmarc=pass"))
    with pytest.raises(SystemExit):
        call_command("check_mail", stdout=out)
    assert "[bad] SPF klopt niet voor raad.utrecht.nl: ‘fail’, zegt mx." in out.getvalue()


def test_the_command_wants_to_know_whose_mail(organisation):
    an_organisation(name="Alleen genoemd in een programma")
    call_command("check_mail", OURS, stdout=StringIO())
    other = a_user().memberships.get().organisation
    with pytest.raises(CommandError, match=f"--organisation: .*{other.slug}"):
        call_command("check_mail")
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("check_mail", "x", organisation=organisation.slug)
