"""A mailbox over IMAP, spoken by a small server that knows just enough of it."""

import re
import socketserver
import ssl
import time
from datetime import timedelta
from io import StringIO
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications.inbound import mailbox
from notifications.inbound.actions import work_off
from notifications.models import Received
from tests.builders import a_user

pytestmark = pytest.mark.django_db
MAIL = [b"From: sam@voorbeeld.example\r\n\r\neen", b"From: jo@voorbeeld.example\r\n\r\ntwee"]


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, command = line.strip().split(b" ", 1)
            verb = command.upper()
            if verb.startswith(b"CAPABILITY"):
                self.wfile.write(b"* CAPABILITY IMAP4REV1\r\n")
            elif verb.startswith(b"LOGIN") and self.server.password not in command:
                self.wfile.write(tag + b" NO wrong\r\n")
                continue
            elif verb.startswith(b"SELECT"):
                self.server.folder = command.removeprefix(b"SELECT ")
                self.wfile.write(b"* 2 EXISTS\r\n")
            elif verb.startswith(b"UID SEARCH"):
                unseen = b" ".join(
                    str(uid).encode() for uid in self.server.mails if uid not in self.server.seen
                )
                self.wfile.write(b"* SEARCH " + unseen + b"\r\n")
            elif verb.startswith(b"UID FETCH"):
                if b"BODY" in verb and uid_in(command) in self.server.broken:
                    self.wfile.write(tag + b" NO Internal error\r\n")
                    if self.server.hangs_up:
                        return
                    continue
                self.fetch(command)
            elif verb.startswith(b"UID STORE"):
                self.server.seen.add(int(command.split()[2]))
            self.wfile.write(tag + b" OK done\r\n")
            if verb.startswith(b"LOGOUT"):
                return

    def fetch(self, command):
        uid = uid_in(command)
        mail = self.server.mails[uid]
        if b"RFC822.SIZE" in command:
            self.wfile.write(b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, len(mail)))
        else:
            if b"PEEK[HEADER]" in command:
                mail = mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(mail)) + mail + b")\r\n")


def uid_in(command):
    return int(re.search(rb"FETCH (\d+)", command)[1])


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    tls = None

    def get_request(self):
        connection, address = super().get_request()
        return (self.tls.wrap_socket(connection, server_side=True) if self.tls else connection), address

    def handle_error(self, *_about):
        """A client that does not like our certificate hangs up."""


@pytest.fixture
def server(settings):
    with Server(("127.0.0.1", 0), Handler) as server:
        server.broken, server.hangs_up = set(), False
        server.password, server.seen = b'"wacht woord"', set()
        server.mails = dict(enumerate(MAIL, start=7))
        Thread(target=server.serve_forever, daemon=True).start()
        settings.INBOUND_MAILBOX_URL = (
            f"imap://griffie:wacht%20woord@127.0.0.1:{server.server_address[1]}/INBOX"
        )
        yield server
        server.shutdown()


def read():
    said = StringIO()
    call_command("read_mailbox", stdout=said)
    return said.getvalue()


def test_what_is_unseen_is_taken_in_and_marked(server):
    assert read() == "2 taken in\n"
    assert sorted(bytes(each.raw) for each in Received.objects.all()) == sorted(MAIL)
    assert server.seen == {7, 8}


def test_reading_again_finds_nothing_new(server):
    read()
    assert read() == "0 taken in\n"


def test_what_was_stored_but_not_marked_comes_again_and_is_known(server):
    read()
    server.seen.clear()
    assert read() == "0 taken in\n"
    assert Received.objects.count() == 2


def a_large_mail(date):
    head = b"From: Sam de Wit <sam@voorbeeld.example>\r\nSubject: De hele map\r\nDate: %s" % date
    return head + b"\r\n\r\n" + b"x" * 500


@pytest.mark.parametrize(
    ("date", "came"),
    [
        (b"Thu, 02 May 2030 09:30:00 +0200", "2030-05-02T07:30:00+00:00"),
        (b"Thu, 02 May 2019 09:30:00 +0200", "2030-05-03T12:00:00+00:00"),
        (b"Thu, 02 May 2041 09:30:00 +0200", "2030-05-03T12:00:00+00:00"),
        (b"gisteren", "2030-05-03T12:00:00+00:00"),
    ],
)
def test_of_a_mail_that_is_too_large_its_header_is_kept(server, settings, time_machine, date, came):
    time_machine.move_to("2030-05-03T12:00Z", tick=False)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 300
    server.mails = {7: a_large_mail(date)}
    assert read() == "1 taken in\n"
    assert server.seen == {7}
    work_off(at=timezone.now())
    (received,) = Received.objects.to_review()
    assert (received.sender, received.subject) == ("sam@voorbeeld.example", "De hele map")
    assert received.came_at.isoformat() == came
    assert b"xxx" not in bytes(received.raw)


def test_of_a_mail_that_is_too_large_an_organiser_reads_who_sent_it_and_where_it_is(server, settings, client):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 300
    server.mails = {7: a_large_mail(b"")}
    client.force_login(a_user())
    read()
    work_off(at=timezone.now())
    page = client.get("/beheer/berichten/binnen/").content.decode()
    assert "Sam de Wit: De hele map" in page
    assert "Deze mail is te groot om hier binnen te komen" in page


def test_a_mail_that_is_too_large_comes_once(server, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 300
    server.mails = {7: a_large_mail(b"")}
    read()
    server.seen.clear()
    assert read() == "0 taken in\n"
    assert server.seen == {7}


@pytest.mark.parametrize("hangs_up", [False, True])
def test_a_mail_that_the_server_cannot_give_stays_unseen_and_keeps_no_other_back(server, caplog, hangs_up):
    server.broken, server.hangs_up = {7}, hangs_up
    assert read() == "1 taken in\n"
    assert server.seen == {8}
    assert "UID 7) cannot be read: " in caplog.text
    server.broken = set()
    assert read() == "1 taken in\n"
    assert server.seen == {7, 8}


def test_a_server_that_gives_nothing_is_left_alone(server, monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_UNREADABLE", 2)
    server.broken = {7, 8}
    with pytest.raises(CommandError, match="did not give 2 mails"):
        read()
    assert server.seen == set()


def test_a_wrong_password_is_said_in_words(server):
    server.password = b"anders"
    with pytest.raises(CommandError, match=r"^wrong$"):
        read()


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("", b'"INBOX"'),
        ("Antwoorden%20%26%20rest", b'"Antwoorden &- rest"'),
        ("Caf%C3%A9/%E2%82%AC%E2%82%AC", b'"Caf&AOk-/&IKwgrA-"'),
    ],
)
def test_a_folder_may_be_called_anything(server, settings, typed, sent):
    settings.INBOUND_MAILBOX_URL = settings.INBOUND_MAILBOX_URL.removesuffix("INBOX") + typed
    read()
    assert server.folder == sent


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("imap://griffie:geheim/woord@host/INBOX", "%2F for /"),
        ("pop3://griffie:geheim@host/", "imap://user"),
        ("imap://", "imap://user"),
        ("imap://griffie:geheim%C3%A9@127.0.0.1:{port}/", "outside ASCII"),
        ("imap://griffie:geheim@127.0.0.1:1/", "refused"),
    ],
)
def test_what_is_wrong_with_the_address_is_said_without_the_password(server, settings, url, words):
    settings.INBOUND_MAILBOX_URL = url.replace("{port}", str(server.server_address[1]))
    with pytest.raises(CommandError, match=words) as said:
        read()
    assert "geheim" not in str(said.value)


def test_who_cannot_show_a_certificate_for_its_name_gets_no_password(server, settings, tmp_path):
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(a_certificate(tmp_path))
    settings.INBOUND_MAILBOX_URL = settings.INBOUND_MAILBOX_URL.replace("imap://", "imaps://")
    with pytest.raises(CommandError, match="self-signed"):
        read()


def a_certificate(folder):
    """For 127.0.0.1, signed by nobody else; with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = timezone.now()
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    signed = built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(secret + signed)
    return file


def test_reading_again_and_again_goes_on_when_the_mailbox_was_away(server, settings, monkeypatch):
    """The clock that it waits for stops the command the third time."""
    right, waits = settings.INBOUND_MAILBOX_URL, iter(["first", "second"])

    def wait(_seconds):
        if next(waits, None) is None:
            raise KeyboardInterrupt
        settings.INBOUND_MAILBOX_URL = right

    monkeypatch.setattr(time, "sleep", wait)
    settings.INBOUND_MAILBOX_URL = "imap://griffie:x@127.0.0.1:1/"
    said, trouble = StringIO(), StringIO()
    with pytest.raises(KeyboardInterrupt):
        call_command("read_mailbox", every=60, stdout=said, stderr=trouble)
    assert "refused" in trouble.getvalue()
    assert said.getvalue() == "2 taken in\n0 taken in\n"


def test_without_a_mailbox_the_command_says_so(settings):
    settings.INBOUND_MAILBOX_URL = ""
    with pytest.raises(CommandError, match="INBOUND_MAILBOX_URL"):
        read()
