import os
import socket
import threading

import pytest
from celery import Celery, current_app

from core import poke as poking
from core.poke import flush, poke

PATIENCE_S = 60


@pytest.fixture
def asked(monkeypatch):
    """The tasks that were sent, in the place of a broker."""
    sent = []
    monkeypatch.setattr(poking, "_send", sent.append)
    yield sent
    flush()


def app_at(url, monkeypatch):
    """The queue at another broker, with our own options."""
    from config.settings import CELERY_TASK_PUBLISH_RETRY, REDIS_OPTIONS

    app = Celery("elsewhere", broker=url, set_as_current=False)
    app.conf.broker_transport_options = REDIS_OPTIONS
    app.conf.task_publish_retry = CELERY_TASK_PUBLISH_RETRY
    monkeypatch.setattr(poking, "current_app", app)


def test_a_poke_arrives(asked):
    poke("a.task")
    assert flush()
    assert asked == ["a.task"]


@pytest.fixture
def slowly(asked, monkeypatch):
    """Sending takes until the test says so: set when the first is on its way, and to be set."""
    sending, go_on = threading.Event(), threading.Event()

    def slow(task):
        sending.set()
        go_on.wait(PATIENCE_S)
        asked.append(task)

    monkeypatch.setattr(poking, "_send", slow)
    yield sending, go_on
    go_on.set()


def test_asking_a_thousand_times_while_one_is_sent_is_asking_twice(asked, slowly):
    sending, go_on = slowly
    poke("a.task")
    assert sending.wait(PATIENCE_S)
    for _ in range(1000):
        poke("a.task")
    assert asked == []
    go_on.set()
    assert flush(PATIENCE_S)
    assert asked == ["a.task", "a.task"]


@pytest.fixture
def silent_broker():
    """A port at which somebody listens who never answers: what a connection to a lost host comes down to."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"


@pytest.mark.parametrize("kind", ["down", "silent"])
def test_a_broker_that_is_down_keeps_nobody_waiting(kind, silent_broker, monkeypatch, caplog):
    """It is another thread that asks it, and that gives it up."""
    app_at("redis://127.0.0.1:1/0" if kind == "down" else silent_broker, monkeypatch)
    poke("a.task")
    assert flush(PATIENCE_S)
    (said,) = caplog.records
    assert "the sweep will find its work" in said.message
    assert said.thread != threading.get_ident()


def test_every_thread_knows_the_queue():
    """A request is served in a thread: Celery must not make up another application there."""
    names = []
    thread = threading.Thread(target=lambda: names.append(current_app.main))
    thread.start()
    thread.join()
    assert names == ["dialoogtoer"]


def test_a_process_that_was_forked_at_a_bad_moment_can_poke(asked):
    """As the children of a worker or a web server are: another thread's lock would never be given back there."""
    held, done = threading.Event(), threading.Event()

    def hold():
        with poking._poker._changed:
            held.set()
            done.wait(PATIENCE_S)

    threading.Thread(target=hold).start()
    assert held.wait(PATIENCE_S)
    child = os.fork()
    if child == 0:
        threading.Timer(PATIENCE_S, os._exit, [1]).start()
        poke("a.task")
        os._exit(0 if flush(PATIENCE_S) else 1)
    done.set()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_is_answered_here_is_told_to_no_worker(monkeypatch):
    told = []
    monkeypatch.setattr(poking, "_here", {})
    monkeypatch.setattr(poking, "current_app", None)
    poking.answer_here("a.task", lambda: told.append("a.task"))
    poke("a.task")
    assert flush()
    assert told == ["a.task"]
