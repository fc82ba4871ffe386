from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.batches.models import Batch
from notifications.models import Breaker, Message
from notifications.outbox.actions import send_again
from tests.builders import a_message, a_registration, an_event
from tests.notifications.outbox.test_delivery import all_refused, deliver, refused

pytestmark = pytest.mark.django_db


def one_by_one(server, messages):
    """Each is due and sent by itself, as sign-ups are."""
    for message in messages:
        Message.objects.filter(pk=message.pk).update(state="pending", next_attempt_at=timezone.now())
        deliver()


def a_trickle(number, event=None):
    """Messages of which none is due yet."""
    event = event or an_event()
    later = timezone.now() + timedelta(days=2)
    return [a_message(a_registration(event), next_attempt_at=later) for _ in range(number)]


def test_a_server_that_refuses_sign_ups_one_by_one_wants_nothing_of_us_either(server):
    some = a_trickle(6)
    all_refused(server, some)
    one_by_one(server, some)
    assert "you are on a list" in Breaker.objects.get().reason
    assert set(Message.objects.values_list("state", "reason")) == {("pending", "")}
    server.answers.clear()
    Breaker.objects.update(open_until=timezone.now())
    assert deliver(minutes=2) == {"sent": 6}
    assert not Breaker.objects.exists()


@pytest.mark.parametrize("said", [b"5.7.1 policy", b"5.1.1 no such user"])
def test_refusals_one_by_one_are_their_readers_where_another_gets_through(server, said):
    some = a_trickle(6)
    for message in some:
        server.answers[message.recipient] = refused(message, 550, said)
    if b"policy" in said:
        server.answers[some[2].recipient] = []
    one_by_one(server, some)
    assert Message.objects.filter(state="failed").count() >= 5
    assert not Breaker.objects.exists()


def test_one_reader_who_is_refused_time_and_again_is_not_everybody(server):
    person = a_registration(an_event())
    server.answers[person.email] = refused(a_message(person), 550, b"5.7.1 policy") * 9
    deliver()
    for _ in range(6):
        a_message(person)
        deliver()
    assert set(Message.objects.values_list("state", "reason")) == {("failed", "unwelcome")}
    assert not Breaker.objects.exists()


def test_what_an_organiser_sent_again_or_withdrew_does_not_come_back_with_the_others(server):
    sent_again, withdrawn, *others = some = a_trickle(5)
    all_refused(server, some)
    batch = Batch.objects.create(event=withdrawn.event, state="withdrawn", begun_at=timezone.now())
    Message.objects.filter(pk=withdrawn.pk).update(batch=batch)
    one_by_one(server, [sent_again, withdrawn])
    sent_again.refresh_from_db()
    again = send_again(sent_again)
    Message.objects.filter(pk=again.pk).update(next_attempt_at=timezone.now() + timedelta(days=2))
    one_by_one(server, others)
    assert Breaker.objects.exists()
    waiting = Message.objects.filter(state="pending").values_list("pk", flat=True)
    assert sorted(waiting) == sorted([again.pk, *(message.pk for message in others)])
