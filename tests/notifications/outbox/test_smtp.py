"""One mail on a line to a server that answers as it was told to; with pipelining (RFC 2920) and without."""

import smtplib
import socketserver
import threading

import pytest
from django.utils import timezone

from notifications.outbox.delivery import deliver_due
from notifications.outbox.smtp import Transaction
from tests.builders import a_message, a_registration, an_event

MAIL = b"Subject: Dag\r\n\r\n.\r\nTot dan\r\n"
FINE = {"mail": "250 2.1.0 ok", "rcpt": "250 2.1.5 ok", "data": "354 go on", "body": "250 2.0.0 taken"}
HANG_UP = "hang up"


class Server(socketserver.TCPServer):
    """`answers`: per transaction what is not as in FINE. With `pipelining` it reads all commands before it says a thing."""

    def __init__(self, *answers, pipelining):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.pipelining = pipelining
        self.lines, self.heard = [], []
        self.taken = []

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.server_close()


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.hear():
            if line.startswith("ehlo"):
                self.say("250-here")
                self.say("250-PIPELINING" if self.server.pipelining else "250-SIZE 1000")
                self.say("250 8BITMIME")
            elif line.startswith("mail"):
                if self.transaction(line) == HANG_UP:
                    return
            else:
                self.say("250 ok" if line == "rset" else "221 bye")

    def transaction(self, line):
        """RFC 2920 lets a server ask for a mail that it has no reader for; a dot ends that."""
        answers = FINE | (self.server.answers.pop(0) if self.server.answers else {})
        ahead = [self.hear(), self.hear()] if self.server.pipelining else []
        for command in ("mail", "rcpt", "data"):
            if answers[command] == HANG_UP:
                return HANG_UP
            self.say(answers[command])
            if command == "data":
                break
            if not self.server.pipelining:
                if answers[command][0] != "2":
                    return None
                line = self.hear()
            else:
                line = ahead.pop(0)
            assert line.startswith({"mail": "rcpt", "rcpt": "data"}[command])
        if answers["data"][0] == "3":
            self.server.taken.append(self.body())
            self.say(answers["body"])
        return None

    def body(self):
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def hear(self):
        line = self.rfile.readline().decode().rstrip("\r\n").lower()
        self.server.lines.append(line)
        self.server.heard.append(line.partition(" ")[0])
        return line

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture(params=[True, False], ids=["pipelining", "one by one"])
def pipelining(request):
    return request.param


def send(line, recipient="sam@voorbeeld.example"):
    meanwhile = []
    line.transact("griffie@voorbeeld.example", recipient, MAIL, lambda: meanwhile.append(True))
    return len(meanwhile)


def test_mails_go_one_after_the_other_with_time_in_between(pipelining):
    with Server(pipelining=pipelining) as server, connected(server) as line:
        assert [send(line), send(line)] == [1, 1]
    assert server.taken == [MAIL, MAIL]
    assert server.heard[:7] == ["ehlo", *["mail", "rcpt", "data"] * 2]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"mail": "451 4.3.0 later", "rcpt": "503 no", "data": "503 no"}, smtplib.SMTPSenderRefused),
        ({"rcpt": "550 5.1.1 who?", "data": "554 5.5.1 no"}, smtplib.SMTPRecipientsRefused),
        ({"data": "451 4.3.0 later"}, smtplib.SMTPDataError),
        ({"body": "554 5.7.1 spam"}, smtplib.SMTPDataError),
    ],
    ids=["sender", "recipient", "data", "mail"],
)
def test_after_a_refusal_the_next_mail_goes_over_the_same_line(pipelining, answers, error):
    with Server(answers, pipelining=pipelining) as server, connected(server) as line:
        with pytest.raises(error):
            send(line)
        send(line)
    assert server.taken[-1] == MAIL
    assert server.heard.count("ehlo") == 1
    assert server.heard.count("rset") == 1


def test_a_server_that_asks_for_the_mail_without_a_reader_gets_none():
    answers = {"rcpt": "550 5.1.1 who?", "body": "554 5.5.1 no valid recipients"}
    with Server(answers, pipelining=True) as server, connected(server) as line:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(line)
        send(line)
    assert refused.value.recipients == {"sam@voorbeeld.example": (550, b"5.1.1 who?")}
    assert server.taken == [b"", MAIL]


def test_a_refusal_counts_though_the_server_hangs_up_after_it():
    answers = {"rcpt": "550 5.1.1 who?", "data": HANG_UP}
    with Server(answers, pipelining=True) as server, connected(server) as line:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(line)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(line)


def test_a_server_that_goes_down_is_left(pipelining):
    with Server({"mail": "421 4.3.2 closing"}, pipelining=pipelining) as server, connected(server) as line:
        with pytest.raises(smtplib.SMTPSenderRefused):
            send(line)
        assert line.sock is None


def test_an_address_cannot_hold_a_command(pipelining):
    with Server(pipelining=pipelining) as server, connected(server) as line:
        with pytest.raises(ValueError, match="more than one line"):
            send(line, "sam@voorbeeld.example>\r\nrcpt TO:<kim@voorbeeld.example")
        send(line)
    assert server.heard.count("rcpt") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("jan@exämple.example", "jan@xn--exmple-cua.example"),
        ("'o.b+x@voorbeeld.example", "'o.b+x@voorbeeld.example"),
    ],
)
def test_the_server_hears_the_address_alone(typed, said, settings):
    with Server(pipelining=True) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        a_message(a_registration(an_event(), name="Jan, de <b>", email=typed), recipient=typed)
        assert deliver_due(at=timezone.now()) == {"sent": 1}
    assert f"rcpt to:<{said}>" in server.lines


def connected(server):
    return Transaction("127.0.0.1", server.server_address[1], timeout=30)
