import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.models import Message
from notifications.outbox import lease
from notifications.outbox.keeping import Keeper
from tests.builders import a_message, a_registration, an_event
from tests.faults.processes import eventually


def messages(number):
    event = an_event(seats=number)
    for _ in range(number):
        a_message(a_registration(event))


def claim_everything(claim, workers=8, batch=5):
    """What each of so many threads got, starting together."""
    got, together = [], threading.Barrier(workers)

    def work(name):
        together.wait()
        while batch_got := claim(name, batch):
            got.extend(message.pk for message in batch_got)
        connection.close()

    threads = [threading.Thread(target=work, args=[f"worker{n}"]) for n in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_no_two_workers_get_the_same_message():
    messages(120)
    got = claim_everything(lambda name, batch: lease.claim(name, at=timezone.now(), limit=batch))
    assert sorted(got) == sorted(Message.objects.values_list("pk", flat=True))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_without_the_claim_they_do():
    """The negative control: look for what is due and only then write that it is ours."""
    messages(120)

    def careless(name, batch):
        due = list(Message.objects.filter(state="pending").order_by("next_attempt_at", "id")[:batch])
        Message.objects.filter(pk__in=[message.pk for message in due]).update(
            state="sending", lease_owner=name
        )
        return due

    assert len(claim_everything(careless)) > 120


@pytest.mark.django_db
def test_the_longest_due_goes_first():
    messages(3)
    last, first, _ = Message.objects.order_by("pk")
    Message.objects.filter(pk=first.pk).update(next_attempt_at=timezone.now() - timedelta(hours=1))
    Message.objects.filter(pk=last.pk).update(next_attempt_at=timezone.now())
    claimed = lease.claim("x", at=timezone.now(), limit=5)
    assert (claimed[0], claimed[-1]) == (first, last)


@pytest.mark.django_db
def test_what_a_dead_worker_had_is_taken_over_within_a_minute():
    messages(1)
    (message,) = lease.claim("x", at=timezone.now(), limit=1)
    assert message.lease_until < timezone.now() + timedelta(seconds=60 - settings.SWEEP_SECONDS)
    assert lease.RENEWED_EVERY_S * 2 < lease.LEASE_S
    assert lease.renew("x") == {message.pk}


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_kept_while_a_mail_takes_long_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(lease, "RENEWED_EVERY_S", 0.05)
    messages(2)
    lease.claim("x", at=timezone.now(), limit=1)
    soon = timezone.now() + timedelta(seconds=2)
    Message.objects.filter(state="sending").update(lease_until=soon)
    with Keeper("x"):
        eventually(lambda: Message.objects.filter(lease_until__gt=soon).count() == 1)
    Message.objects.filter(state="sending").update(lease_until=soon)
    monkeypatch.setattr(lease, "one_mail_s", lambda: 0)
    with Keeper("x") as keeper:
        keeper.join(60)
        assert not keeper.is_alive()
    assert Message.objects.get(state="sending").lease_until == soon
