"""The door: who may hand something in, and that it is kept before anything else."""

import base64
import json
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from notifications.inbound import brevo
from notifications.inbound.actions import work_off
from notifications.models import Received
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import SECRET, arrive, fresh, hand_in, invited, signed

pytestmark = pytest.mark.django_db
RAW = b"From: sam@voorbeeld.example\r\n\r\nhallo"
PROVIDERS = ["postmark", "amazon_ses", "mailjet", "brevo", "sendgrid"]


def test_a_mail_is_stored_whole_before_anything_else():
    response = arrive(RAW)
    assert (response.status_code, response.content) == (202, b"")
    received = Received.objects.get()
    assert (bytes(received.raw), received.state) == (RAW, "new")


@pytest.mark.parametrize("given", ["", "Bearer fout", f"Basic {SECRET}", SECRET, "Bearer ", "Bearer é"])
def test_without_the_secret_nothing_is_stored(client, given):
    response = client.post(
        "/webhooks/raw/",
        RAW,
        content_type="message/rfc822",
        HTTP_AUTHORIZATION=given.encode().decode("latin-1"),
    )
    assert (response.status_code, Received.objects.count()) == (401, 0)


def test_where_no_secret_is_set_nothing_is_taken(settings):
    settings.INBOUND_SECRET = ""
    assert arrive(RAW).status_code == 401


def test_a_mail_that_is_too_large_is_refused(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert arrive(b"x" * 101).status_code == 413
    assert arrive(b"x" * 100).status_code == 202


@pytest.mark.parametrize(
    "path", ["postmark/inbound", "mailjet/inbound", "mailjet/tracking", "brevo/tracking"]
)
def test_a_provider_that_hands_in_no_json_reads_so(client, secret, path):
    answer = hand_in(client, path, "{", secret)
    assert (answer.status_code, Received.objects.count()) == (400, 0)
    assert "This is not JSON" in answer.content.decode()


def test_reading_the_address_says_nothing(client):
    assert client.get("/webhooks/raw/").status_code == 405


def test_known_and_unknown_addresses_get_the_same_answer():
    _registration, entry = invited()
    known, unknown = arrive(clients.gmail(entry)), arrive(RAW)
    assert (known.status_code, known.content, dict(known.headers)) == (
        unknown.status_code,
        unknown.content,
        dict(unknown.headers),
    )


@pytest.mark.parametrize("kind", ["inbound", "tracking"])
@pytest.mark.parametrize("provider", [*PROVIDERS, "mailgun"])
def test_no_provider_gets_in_without_a_secret(client, settings, provider, kind):
    settings.ANYMAIL = {}
    assert hand_in(client, f"{provider}/{kind}", {}).status_code == 401


@pytest.mark.parametrize("kind", ["inbound", "tracking"])
@pytest.mark.parametrize("provider", [*PROVIDERS, "mailgun"])
@pytest.mark.parametrize("data", [{"Type": "Notification"}, {}, [1]], ids=["a notice", "nothing", "a list"])
def test_no_provider_gets_in_with_a_wrong_secret(client, secret, provider, kind, data):
    wrong = {"Authorization": "Basic " + base64.b64encode(b"inbound:fout").decode()}
    response = hand_in(client, f"{provider}/{kind}", data, wrong)
    assert response.status_code == 401
    assert b"secret or the signature" in response.content
    assert not Received.objects.exists()


def test_why_somebody_is_refused_stands_in_the_log_on_one_line(client, secret, caplog):
    client.post("/webhooks/mailgun/inbound_mime/", {"body-mime": "x"})
    assert "/webhooks/mailgun/inbound_mime/: nobody we know" in caplog.text
    assert "without required security fields" in caplog.text
    assert not any("\n" in record.getMessage() for record in caplog.records)


def test_a_provider_at_the_wrong_address_is_told_so(client, secret, caplog):
    bounce = {"RecordType": "Bounce", "ID": 1, "Type": "HardBounce", "Email": "sam@voorbeeld.example"}
    response = hand_in(client, "postmark/inbound", bounce, secret)
    assert response.status_code == 400
    assert "Bounce" in response.content.decode()
    assert "inbound" in caplog.text


def test_a_subscription_that_we_may_not_confirm_can_be_confirmed_by_hand(client, secret, caplog, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nergens")
    asked = {
        "Type": "SubscriptionConfirmation",
        "MessageId": "s1",
        "Token": "t",
        "TopicArn": "arn:aws:sns:eu-west-1:1:binnen",
        "SubscribeURL": "https://sns.example/?Action=ConfirmSubscription",
    }
    headers = {"X-Amz-Sns-Message-Type": asked["Type"], "X-Amz-Sns-Message-Id": "s1"}
    assert hand_in(client, "amazon_ses/inbound", asked, secret | headers).status_code == 503
    assert "open https://sns.example/?Action=ConfirmSubscription" in caplog.text


def test_postmark_hands_in_an_answer(client, secret):
    registration, entry = invited(state="invited")
    data = {
        "FromFull": {"Email": entry.email, "Name": "Sam"},
        "MessageID": "a1",
        "RawEmail": clients.outlook(entry).decode(),
        "Headers": [],
    }
    for _time in range(2):
        assert hand_in(client, "postmark/inbound", data, secret).status_code == 200
    work_off(at=timezone.now())
    assert (Received.objects.count(), fresh(registration).state) == (1, "confirmed")


def test_mailgun_hands_in_an_answer_that_it_signed(client, secret):
    registration, entry = invited(state="invited")
    data = signed(**{"body-mime": clients.apple(entry).decode(), "recipient": "griffie@utrecht.example"})
    assert client.post("/webhooks/mailgun/inbound_mime/", data).status_code == 200
    work_off(at=timezone.now())
    assert fresh(registration).state == "confirmed"


def test_a_forged_signature_of_mailgun_is_refused(client, secret):
    assert client.post("/webhooks/mailgun/inbound_mime/", signed(signature="0" * 64)).status_code == 401
    assert not Received.objects.exists()


def test_amazon_ses_hands_in_an_answer(client, secret):
    registration, entry = invited(state="invited")
    event = {
        "notificationType": "Received",
        "mail": {"messageId": "m1", "source": entry.email, "timestamp": "2026-01-01T10:00:00.000Z"},
        "receipt": {
            "action": {"type": "SNS", "encoding": "BASE64"},
            "recipients": ["griffie@utrecht.example"],
        },
        "content": base64.b64encode(clients.thunderbird(entry)).decode(),
    }
    notice = {"Type": "Notification", "MessageId": "s1", "TopicArn": "arn:x", "Message": json.dumps(event)}
    headers = secret | {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "s1"}
    assert hand_in(client, "amazon_ses/inbound", notice, headers).status_code == 200
    work_off(at=timezone.now())
    assert fresh(registration).state == "confirmed"


def test_mailjet_hands_in_an_answer_as_an_attachment(client, secret):
    registration, entry = invited(state="invited")
    calendar = next(part.octets for part in _calendars(clients.gmail(entry)))
    data = {
        "Sender": entry.email,
        "Recipient": "griffie@utrecht.example",
        "Headers": {
            "From": f"Sam <{entry.email}>",
            "To": "griffie@utrecht.example",
            "Subject": "Geaccepteerd",
        },
        "Text-part": "Geaccepteerd",
        "Parts": [
            {
                "Headers": {"Content-Type": 'application/ics; name="invite.ics"'},
                "ContentRef": "Attachment1",
            }
        ],
        "Attachment1": base64.b64encode(calendar).decode(),
    }
    assert hand_in(client, "mailjet/inbound", data, secret).status_code == 200
    work_off(at=timezone.now())
    assert fresh(registration).state == "confirmed"


def test_a_mail_that_mailjet_hands_in_twice_is_kept_once(client, secret):
    data = {"Sender": "x@elders.example", "Headers": {"From": "x@elders.example"}, "Text-part": "Wie bent u?"}
    for _time in range(2):
        hand_in(client, "mailjet/inbound", data, secret)
    hand_in(client, "mailjet/inbound", data | {"Text-part": "En waar?"}, secret)
    assert Received.objects.count() == 2


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
def test_sendgrid_hands_in_an_answer_as_it_is(client, secret):
    registration, entry = invited(state="invited")
    data = {
        "email": clients.thunderbird(entry).decode(),
        "envelope": json.dumps({"to": ["griffie@utrecht.example"], "from": entry.email}),
    }
    for _time in range(2):
        assert client.post("/webhooks/sendgrid/inbound/", data, headers=secret).status_code == 200
    work_off(at=timezone.now())
    assert (Received.objects.count(), fresh(registration).state) == (1, "confirmed")


@pytest.fixture
def shelf():
    """Where Brevo keeps the parts of a mail until they are asked for; notes with which key they were."""

    class Shelf(BaseHTTPRequestHandler):
        parts, keys, wait_s, drip_s = {}, [], 0, 0

        def do_GET(self):
            self.keys.append(self.headers["api-key"])
            time.sleep(self.wait_s)
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; method=REPLY; charset=utf-8")
            self.end_headers()
            part, step = self.parts[self.path], 16 if self.drip_s else 10**9
            with suppress(OSError):  # whoever asked went away
                for start in range(0, len(part), step):
                    self.wfile.write(part[start : start + step])
                    time.sleep(self.drip_s)

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Shelf, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def held_by_brevo(shelf, settings, *, part):
    """A mail of which Brevo keeps one part."""
    kept, url = shelf
    settings.ANYMAIL = settings.ANYMAIL | {"BREVO_API_KEY": "sleutel", "BREVO_API_URL": url}
    kept.parts["/inbound/attachments/t1"] = part
    return {
        "Uuid": ["u1"],
        "MessageId": "<b1@client.example>",
        "Headers": {"From": "Sam <sam@voorbeeld.example>", "To": "griffie@utrecht.example", "Subject": "Ja"},
        "RawTextBody": "Geaccepteerd",
        "Attachments": [{"Name": "invite.ics", "ContentType": "text/calendar", "DownloadToken": "t1"}],
    }


def test_brevo_hands_in_an_answer_of_which_it_keeps_the_calendar(client, secret, settings, shelf):
    registration, entry = invited(state="invited")
    part = next(part.octets for part in _calendars(clients.gmail(entry)))
    mail = held_by_brevo(shelf, settings, part=part)
    for _time in range(2):
        assert hand_in(client, "brevo/inbound", {"items": [mail]}, secret).status_code == 200
    work_off(at=timezone.now())
    assert (Received.objects.count(), fresh(registration).state) == (1, "confirmed")
    assert set(shelf[0].keys) == {"sleutel"}


@pytest.fixture
def hurried(monkeypatch):
    """Less patience with Brevo, so that the test has less to wait for."""
    monkeypatch.setattr(brevo, "SILENT_S", 0.4)
    monkeypatch.setattr(brevo, "WHOLE_S", 0.6)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("slow", [{"wait_s": 120}, {"drip_s": 0.1}])
def test_brevo_that_does_not_give_a_part_in_time_is_asked_to_come_again(
    client, secret, settings, shelf, slow
):
    mail = held_by_brevo(shelf, settings, part=b"BEGIN:VCALENDAR\r\n" * 1000)
    for name, seconds in slow.items():
        setattr(shelf[0], name, seconds)
    began = time.monotonic()
    assert hand_in(client, "brevo/inbound", {"items": [mail]}, secret).status_code == 503
    assert time.monotonic() - began < 60
    assert not Received.objects.exists()


def test_a_part_at_brevo_that_is_too_large_is_left_out(client, secret, settings, shelf):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
    mail = held_by_brevo(shelf, settings, part=b"x" * 30_000)
    assert hand_in(client, "brevo/inbound", {"items": [mail]}, secret).status_code == 200
    raw = bytes(Received.objects.get().raw)
    assert b"Subject: Ja" in raw
    assert len(raw) < 2_000


def _calendars(raw):
    from notifications.inbound.parsing import read_mail

    return read_mail(raw).calendars
