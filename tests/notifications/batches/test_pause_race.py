"""Somebody pauses while workers claim, fail and give back: what is paused is not claimed any more."""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from notifications.batches.actions import pause
from notifications.models import Batch, Message
from notifications.outbox import lease
from tests.builders import a_message, a_registration, a_user, an_event

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WORKERS, MESSAGES, ROUNDS = 4, 60, 20


def a_running_batch():
    event = an_event(seats=MESSAGES)
    batch = Batch.objects.create(event=event, state="running", begun_at=timezone.now())
    registration = a_registration(event)
    for _ in range(MESSAGES):
        a_message(registration, batch=batch)
    return batch


def claimed_after(stop):
    """Workers take some and give them back, over and over; how many they took in claims that began after `stop`."""
    paused, took, late = threading.Event(), threading.Event(), []

    def work(name):
        left = ROUNDS
        while left:
            after = paused.is_set()
            got = lease.claim(name, at=timezone.now(), limit=5)
            if got:
                took.set()
            if after:
                late.extend(got)
                left -= 1
            time.sleep(0.002)
            lease.release(name, got)
        connection.close()

    workers = [threading.Thread(target=work, args=[f"worker{n}"]) for n in range(WORKERS)]
    for worker in workers:
        worker.start()
    try:
        assert took.wait(120)
        stop()
    finally:
        paused.set()
    for worker in workers:
        worker.join()
    return len(late)


def test_when_the_pause_returns_nothing_more_is_claimed():
    batch, by = a_running_batch(), a_user()
    assert claimed_after(lambda: pause(batch, by=by)) == 0


def test_without_the_batch_in_the_claim_it_is():
    """The negative control: only hold what waits, and what a worker gives back is taken again."""
    batch = a_running_batch()

    def careless():
        Message.objects.filter(batch=batch, state="pending").update(state="held")

    late = 0
    for _ in range(5):
        late = late or claimed_after(careless)
        Message.objects.filter(batch=batch).update(state="pending")
    assert late
