"""A mailbox over IMAP, spoken by a small server that knows just enough of it."""

import re
import socketserver
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from notifications.models import Received

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
                self.wfile.write(b"* 2 EXISTS\r\n")
            elif verb.startswith(b"UID SEARCH"):
                unseen = b" ".join(
                    str(uid).encode() for uid in self.server.mails if uid not in self.server.seen
                )
                self.wfile.write(b"* SEARCH " + unseen + b"\r\n")
            elif verb.startswith(b"UID FETCH"):
                self.fetch(command)
            elif verb.startswith(b"UID STORE"):
                self.server.seen.add(int(command.split()[2]))
            self.wfile.write(tag + b" OK done\r\n")
            if verb.startswith(b"LOGOUT"):
                return

    def fetch(self, command):
        uid = int(re.search(rb"FETCH (\d+)", command)[1])
        mail = self.server.mails[uid]
        if b"RFC822.SIZE" in command:
            self.wfile.write(b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, len(mail)))
        else:
            self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(mail)) + mail + b")\r\n")


@pytest.fixture
def server(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
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


def test_a_mail_that_is_too_large_is_left_where_it_is_and_marked(server, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert read() == "0 taken in\n"
    assert server.seen == {7, 8}


def test_a_wrong_password_is_said_in_words(server):
    server.password = b"anders"
    with pytest.raises(CommandError, match="wrong"):
        read()


def test_without_a_mailbox_the_command_says_so(settings):
    settings.INBOUND_MAILBOX_URL = ""
    with pytest.raises(CommandError, match="INBOUND_MAILBOX_URL"):
        read()
