import signal
import threading
import time

import pytest
from django.core.management import CommandError, call_command

from notifications.management.commands import serve
from notifications.management.commands.serve import Part


@pytest.fixture
def terminated():
    """Set when this process is asked to end."""
    asked = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: asked.set())
    yield asked
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def stopping():
    event = threading.Event()
    yield event
    event.set()


class Impatient(threading.Event):
    """Waits no second between two lives of a part."""

    def wait(self, timeout=None):
        return super().wait(0)


def test_a_part_that_crashes_is_logged_and_started_again(caplog):
    stopping, lives = Impatient(), []

    def work():
        lives.append(1)
        if len(lives) < 3:
            raise RuntimeError("crash")
        stopping.set()

    part = Part("worker", work, stopping=stopping)
    part.start()
    part.join(5)
    assert (len(lives), part.gave_up) == (3, False)
    assert caplog.text.count("the worker crashed") == 2


def test_a_part_that_ends_without_being_asked_is_started_again():
    stopping, lives = Impatient(), []

    def work():
        lives.append(1)
        if len(lives) == 2:
            stopping.set()

    part = Part("clock", work, stopping=stopping)
    part.start()
    part.join(5)
    assert len(lives) == 2


def test_a_part_that_goes_on_crashing_ends_the_process(terminated, caplog):
    part = Part("worker", lambda: 1 / 0, stopping=Impatient())
    part.start()
    part.join(5)
    deadline = time.monotonic() + 5
    while not terminated.is_set() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (part.gave_up, terminated.is_set()) == (True, True)
    assert "the whole process ends" in caplog.text


@pytest.mark.django_db
def test_the_clock_goes_on_after_a_round_that_failed(monkeypatch, stopping):
    rounds = []

    def failing(*_args, **_more):
        rounds.append(1)
        raise RuntimeError("database gone")

    monkeypatch.setattr(serve, "sweep", failing)
    with pytest.raises(RuntimeError):
        serve.keep_the_clock(stopping)
    assert rounds == [1]


def test_with_redis_it_says_what_to_start_instead(settings):
    settings.ONE_PROCESS = False
    with pytest.raises(CommandError, match="gunicorn"):
        call_command("serve")
