import signal
import threading
import time
from datetime import timedelta
from http.client import HTTPConnection

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from core import poke as poking
from core.poke import flush
from notifications.management.commands import serve
from notifications.management.commands.serve import Part
from notifications.sweep import sweep
from scheduling.models import PlanRun
from scheduling.planner import actions, running
from tests.builders import a_message, a_registration, an_event
from tests.scheduling.planner.test_planning import a_tour


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
    part.join(60)
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
    part.join(60)
    assert len(lives) == 2


def test_a_part_that_goes_on_crashing_ends_the_process(terminated, caplog):
    part = Part("worker", lambda: 1 / 0, stopping=Impatient())
    part.start()
    part.join(60)
    deadline = time.monotonic() + 60
    while not terminated.is_set() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (part.gave_up, terminated.is_set()) == (True, True)
    assert "the whole process ends" in caplog.text


@pytest.fixture
def searching(monkeypatch):
    """Searches that last until the test says so: who began one, by the name of the thread."""
    began, go_on = [], threading.Event()

    def lines(_run):
        began.append(threading.current_thread().name)
        go_on.wait(120)
        yield {"end": {}}

    monkeypatch.setattr(running, "_lines", lines)
    monkeypatch.setattr(poking, "_here", {})
    yield began, go_on
    go_on.set()
    flush()


@pytest.fixture
def planner_thread(searching, stopping):
    """The thread of `serve` that searches, told by who asks."""
    asked = threading.Event()

    def work():
        try:
            serve.search_for_plans(asked, stopping)
        finally:
            connections.close_all()

    poking.answer_here(running.TASK, asked.set)
    part = Part("planner", work, stopping=stopping)
    part.start()
    yield part
    searching[1].set()
    stopping.set()
    asked.set()
    part.join(120)


def wait_until(true):
    deadline = time.monotonic() + 120
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert true()


def asked_long_ago():
    """A search that no worker took for a while."""
    run = actions.ask(a_tour())
    PlanRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    return run


def states():
    return list(PlanRun.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_mail_goes_out_and_the_clock_goes_on_while_a_plan_is_searched(searching, planner_thread, server):
    began, go_on = searching
    actions.ask(a_tour())
    wait_until(lambda: began == ["planner"])
    asked_long_ago()
    message = a_message(a_registration(an_event()))
    sweep(timezone.now())
    message.refresh_from_db()
    assert message.state == "sent"
    assert (began, states()) == (["planner"], ["running", "queued"])
    go_on.set()
    wait_until(lambda: states() == ["done", "done"])
    assert began == ["planner", "planner"]


@pytest.mark.django_db(transaction=True)
def test_without_a_thread_that_searches_the_clock_does_it_itself(searching):
    searching[1].set()
    asked_long_ago()
    sweep(timezone.now())
    assert (searching[0], states()) == ([threading.current_thread().name], ["done"])


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


@pytest.fixture
def answered_by(settings, monkeypatch):
    """What the one process answers to a proxy that says `https`, for 203.0.113.9."""

    def ask(proxies):
        settings.PORT, settings.TRUSTED_PROXIES = 0, proxies
        seen = []

        def page(environ, start_response):
            seen.append((environ.get("HTTP_X_FORWARDED_PROTO"), environ.get("HTTP_X_FORWARDED_FOR")))
            start_response("204 No Content", [])
            return []

        monkeypatch.setattr(serve, "get_wsgi_application", lambda: page)
        server = serve._listen("127.0.0.1")
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        connection = HTTPConnection("127.0.0.1", server.effective_port, timeout=30)
        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        connection.request("GET", "/", headers=forwarded)
        assert connection.getresponse().status == 204
        connection.close()
        server.close()
        thread.join(30)
        return seen[0]

    return ask


@pytest.mark.parametrize(("proxies", "seen"), [(0, (None, None)), (1, ("https", "203.0.113.9"))])
def test_what_a_proxy_says_reaches_us_where_there_is_one(answered_by, proxies, seen):
    """Without it a service on https would send everybody on to https, for ever."""
    assert answered_by(proxies) == seen
