"""A search that is killed, or runs out of memory or time: the board is as it was, and the page says so. Real processes."""

import os
import signal
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.bounded import Bounds
from scheduling.models import PlanRun, Undo
from scheduling.planner import actions, running
from tests.builders import a_user
from tests.scheduling.planner.test_board import a_full_day
from tests.scheduling.planner.test_planning import seen

pytestmark = pytest.mark.django_db(transaction=True)
DIED, TOO_LONG = "Het zoeken is onverwacht gestopt", "Het zoeken duurde te lang"


@pytest.fixture
def planned(client):
    """A day with times, somebody who plans it, and whether it is as it was after a search."""
    event = a_full_day()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    before = seen(event)

    def said():
        run = PlanRun.objects.get(event=event)
        assert (run.state, run.lease_owner, run.proposals.count()) == ("failed", "", 0)
        assert seen(event) == before
        assert not Undo.objects.exists()
        page = client.get(reverse("planner:planning", args=[event.slug]))
        assert len(page.context["board"].grid.cards) == 6
        assert "Zoek opnieuw" in page.text
        return page.text

    actions.ask(event)
    return said


def search():
    running.run_due(at=timezone.now())


def test_a_search_that_is_killed(planned, monkeypatch):
    started, processes, start = threading.Event(), [], running.start

    def watched(*args, **more):
        processes.append(start(*args, **more))
        started.set()
        return processes[0]

    def elsewhere():
        try:
            search()
        finally:
            connection.close()

    monkeypatch.setattr(running, "start", watched)
    monkeypatch.setattr(running, "MODULE", "tests.scheduling.planner.sleeper")
    thread = threading.Thread(target=elsewhere)
    thread.start()
    assert started.wait(120)
    os.kill(processes[0].pid, signal.SIGKILL)
    thread.join(120)
    assert processes[0].returncode == -signal.SIGKILL
    assert DIED in planned()


def test_a_search_that_wants_more_memory_than_it_may(planned, monkeypatch):
    monkeypatch.setattr(running, "MODULE", "tests.scheduling.planner.glutton")
    search()
    assert DIED in planned()


def test_a_search_that_ends_halfway_a_line(planned, monkeypatch):
    monkeypatch.setattr(running, "MODULE", "tests.scheduling.planner.stutterer")
    search()
    assert DIED in planned()


def test_a_search_that_takes_too_long(planned, monkeypatch):
    monkeypatch.setattr(running, "MODULE", "tests.scheduling.planner.sleeper")
    monkeypatch.setattr(running, "BOUNDS", Bounds(wall_s=1.0, cpu_s=1, memory_bytes=1, file_bytes=1))
    search()
    assert TOO_LONG in planned()


def test_a_search_that_a_stopping_house_breaks_off_waits_for_the_next(client, monkeypatch):
    event, begin = a_full_day(), running.start
    client.force_login(a_user(role="planner", organisation=event.organisation))
    run = actions.ask(event)

    def and_stop(*args, **more):
        running.stop_soon.set()
        return begin(*args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(running, "MODULE", "tests.scheduling.planner.sleeper")
        patched.setattr(running, "stop_soon", threading.Event())
        patched.setattr(running, "start", and_stop)
        search()
    run.refresh_from_db()
    assert (run.state, run.lease_owner, run.lease_until, run.failure) == ("queued", "", None, "")
    page = client.get(reverse("planner:planning", args=[event.slug])).text
    assert "Even geduld, het zoeken begint zo." in page
    search()
    run.refresh_from_db()
    assert run.state == "done"
    assert run.proposals.count() == 3


def test_a_house_that_stops_begins_no_other_search(monkeypatch):
    monkeypatch.setattr(running, "stop_soon", threading.Event())
    running.stop_soon.set()
    actions.ask(a_full_day())
    search()
    assert PlanRun.objects.get().state == "queued"
