"""A provider with an HTTP API that has too much to do, breaks, or takes a mail and does not say so."""

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from notifications.models import Message
from notifications.outbox.delivery import deliver_due
from tests.builders import a_message, a_registration, an_event

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
SILENT = "silent"


class Provider(ThreadingHTTPServer):
    """Takes mail as Postmark does; `answers` are those of its first requests: a status, or SILENT for none in time."""

    daemon_threads = True

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), _Requests)
        self.answers = list(answers)
        self.taken = []
        self.over = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"


class _Requests(BaseHTTPRequestHandler):
    def do_POST(self):
        mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.answers.pop(0) if self.server.answers else 200
        if status in {200, SILENT}:
            headers = {each["Name"]: each["Value"] for each in mail["Headers"]}
            self.server.taken.append(headers["Message-ID"])
        if status == SILENT:
            self.server.over.wait(120)
            return
        body = json.dumps(
            {"ErrorCode": 0 if status == 200 else 100, "Message": "OK", "To": mail["To"], "MessageID": "p"}
        )
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_line):
        pass


@pytest.mark.parametrize(
    ("trouble", "copies"),
    [(429, 1), (500, 1), (503, 1), (SILENT, 2)],
    ids=["too many", "broken", "away", "took it"],
)
def test_each_mail_is_taken_in_the_end_and_a_second_copy_keeps_its_message_id(settings, trouble, copies):
    event = an_event()
    messages = [a_message(a_registration(event)) for _ in range(5)]
    provider = Provider(200, trouble)
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    patience_s = 3 if trouble == SILENT else 60
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "x",
        "POSTMARK_API_URL": provider.url,
        "REQUESTS_TIMEOUT": patience_s,
    }
    try:
        for _round in range(3):
            deliver_due(at=timezone.now())
            Message.objects.filter(state="pending").update(next_attempt_at=timezone.now())
    finally:
        provider.over.set()
        provider.shutdown()
        provider.server_close()
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    taken = Counter(provider.taken)
    assert taken.keys() == {message.message_id for message in messages}
    assert max(taken.values()) == copies
    assert sum(taken.values()) == len(messages) + copies - 1
