"""`manage.py serve`: one process that serves pages, works the queue and keeps the clock."""

import socket
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection

from tests.builders import an_event
from tests.faults.clients import Visitor
from tests.faults.form import SHORT
from tests.faults.processes import eventually, one_process
from tests.sink import free_port

pytestmark = [
    pytest.mark.fault,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the one-process mode is for SQLite"),
]


def mails(service):
    return sorted(Path(service.log.parent, "mail").glob("*.eml"))


def test_a_sign_up_is_a_mail_without_the_clock_coming_round_and_a_signal_ends_all_of_it():
    event, port = an_event(), free_port()
    with one_process(PORT=str(port), DJANGO_SETTINGS_MODULE="tests.faults.without_a_clock") as service:
        visitor = Visitor(port)
        eventually(visitor.ready)
        seconds = []
        for n in range(3):
            before = len(mails(service))
            visitor.post(
                f"/agenda/{event.slug}/aanmelden/",
                name=f"Sam {n}",
                email=f"sam{n}@voorbeeld.example",
                role="resident",
                attends_as="participant",
                consent="on",
            )
            start = time.perf_counter()
            eventually(lambda before=before: len(mails(service)) > before, every=0.01)
            seconds.append(time.perf_counter() - start)
        started = time.perf_counter()
        assert service.stop() == [0], service.log.read_text()
        stopping_s = time.perf_counter() - started
    print(f"sign-up to .eml: {[round(each, 2) for each in seconds]} s; stopped in {stopping_s:.1f} s")
    assert SHORT or max(seconds) < 2
    assert f"one .eml file per mail in {service.log.parent}/mail/" in service.log.read_text()


def test_who_opens_many_connections_and_goes_silent_shuts_nobody_out():
    port = free_port()
    head = b"POST /agenda/x/aanmelden/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nname=S"
    with one_process(PORT=str(port)) as service, ExitStack() as silent:
        visitor = Visitor(port)
        eventually(visitor.ready)
        for _ in range(200):
            line = silent.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(head)
        urllib.request.urlopen(f"http://localhost:{port}/agenda/", timeout=25).close()
        assert service.stop() == [0], service.log.read_text()


def test_a_port_that_is_taken_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with one_process(PORT=str(port)) as service:
            eventually(lambda: "cannot be used" in service.log.read_text())
            assert service.codes() == [1]


def test_it_says_what_to_do_on_a_database_that_is_not_up_to_date(tmp_path):
    with one_process(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}") as service:
        eventually(lambda: "manage.py migrate" in service.log.read_text())
        assert service.codes() == [1]


assert connection  # named in a condition above
