"""Working off what came in: once, in any order, and whatever dies."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread
from time import process_time

import pytest
from django.db import connection
from django.utils import timezone

from core.errors import RuleBroken
from notifications.inbound import actions
from notifications.inbound.actions import MAX_ATTEMPTS, store, work_off
from notifications.models import Message, Received
from notifications.sweep import sweep
from tests import builders
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import arrive, fresh, invited
from tours.signups.actions import cancel, free_given_up


@pytest.mark.django_db
def test_the_sweep_finds_what_nobody_was_poked_for():
    registration, entry = invited(state="invited")
    arrive(clients.gmail(entry))
    assert sweep(timezone.now())["inbound_worked"] == 1
    assert fresh(registration).state == "confirmed"


@pytest.mark.django_db
def test_what_kills_its_worker_every_time_ends_in_front_of_somebody(monkeypatch):
    invited()
    store(b"From: a@b.example\r\n\r\nx", source="raw")
    monkeypatch.setattr(actions, "handle_mail", lambda *_about: 1 / 0)
    at = timezone.now()
    for number in range(1, MAX_ATTEMPTS + 1):
        work_off(at=at)
        at = max(at, timezone.now()) + actions.LEASE * number + timedelta(seconds=1)
    received = Received.objects.get()
    assert (received.state, received.outcome) == ("review", "failed")


@pytest.mark.django_db
def test_what_a_dead_worker_had_in_hand_is_taken_up_later():
    registration, entry = invited(state="invited")
    arrive(clients.gmail(entry))
    Received.objects.update(attempts=1, next_attempt_at=timezone.now() + actions.LEASE)
    work_off(at=timezone.now())
    assert fresh(registration).state == "invited"
    work_off(at=timezone.now() + actions.LEASE)
    assert fresh(registration).state == "confirmed"


@pytest.mark.django_db
def test_answers_in_the_wrong_order_end_as_the_last_one_said():
    registration, entry = invited()
    now = timezone.now()
    for minutes, partstat in ((3, "ACCEPTED"), (9, "DECLINED"), (6, "TENTATIVE")):
        arrive(clients.apple(entry, partstat, at=now - timedelta(minutes=minutes)))
    work_off(at=timezone.now())
    assert (fresh(registration).said, fresh(registration).gives_up_at) == ("yes", None)


def at_once(work, times=4):
    """The same from several threads at the same moment."""
    barrier = Barrier(times)

    def run():
        barrier.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_four_workers_do_everything_once():
    for number in range(6):
        _registration, entry = invited(name=f"Sam {number}")
        store(clients.exchange(entry, "TENTATIVE", method="COUNTER"), source="raw")
    at_once(lambda: work_off(at=timezone.now()))
    assert Message.objects.filter(kind="counter_declined").count() == 6
    assert Received.objects.filter(outcome="counter", attempts=1).count() == 6


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_claim_two_would_have_the_same_in_hand(monkeypatch):
    """The negative control: every worker believes that it is its own."""
    invited()
    store(b"From: a@b.example\r\n\r\nx", source="raw")
    worked = []
    monkeypatch.setattr(actions, "_claim", lambda _received, *, at: True)
    monkeypatch.setattr(actions, "_work", lambda pk: worked.append(pk) or True)
    at_once(lambda: work_off(at=timezone.now()))
    assert len(worked) == 4


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_mail_handed_in_four_times_at_once_is_stored_once():
    at_once(lambda: store(b"From: a@b.example\r\n\r\nx", source="raw"))
    assert Received.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_answers_clicks_and_the_sweep_at_once_end_without_a_knot(settings):
    """Each locks pools before entries; whoever comes last, the seat is either theirs or free."""
    event = builders.an_event(seats=2)
    people = [invited(event=event, name=f"Sam {number}") for number in range(2)]
    for _registration, entry in people:
        arrive(clients.apple(entry, "DECLINED"))
        arrive(clients.gmail(entry, "ACCEPTED", at=timezone.now() + timedelta(seconds=5)))
    clicks = iter([registration for registration, _entry in people] * 2)

    def work():
        work_off(at=timezone.now())
        with suppress(RuleBroken):
            cancel(next(clicks), by="self")
        free_given_up(at=timezone.now() + timedelta(hours=1))

    at_once(work)
    assert not Received.objects.filter(attempts__gt=1).exists()
    assert [fresh(registration).state for registration, _entry in people] == ["cancelled", "cancelled"]
    assert event.pools.get().taken == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\r\n\r\nvan: " + b"x" * 200_000,
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<style" * 30_000,
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<blockquote>" * 15_000,
        b"From: a@b.example\r\nAuthentication-Results: mx.griffie.example; " + b"(" * 100_000 + b"\r\n\r\nx",
        b"From: " + b"(" * 100_000 + b"\r\nTo: " + b"<" * 100_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?x?= " * 20_000 + b"\r\n\r\nx",
    ],
)
def test_a_mail_made_to_keep_us_busy_does_not(raw):
    arrive(raw)
    began = process_time()
    work_off(at=timezone.now())
    assert process_time() - began < 3
    assert Received.objects.get().state in {"review", "done"}
