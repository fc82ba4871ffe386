"""A backup was put back: what it says is still to be sent waits until somebody has looked."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from core.facts import announce
from notifications.models import Heartbeat, Message
from notifications.outbox import health, restored
from notifications.outbox.actions import release
from notifications.outbox.delivery import deliver_due
from notifications.sweep import sweep
from notifications.tasks import deliver_due as poked
from tests.builders import a_message, a_registration, an_event
from tests.notifications import told
from tours.facts import SeatConfirmed

pytestmark = pytest.mark.django_db


def states():
    return list(Message.objects.order_by("pk").values_list("state", "reason"))


def put_back(**ago):
    """The database is as it was then; what is noted outside of it is not."""
    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(**ago))


@pytest.fixture
def message(server):
    health.beat(health.CLOCK)
    return a_message(a_registration(an_event()))


def test_old_rows_are_held_and_new_ones_go(server, message):
    put_back(minutes=10)
    sweep(timezone.now())
    assert states() == [("held", "held_restored")]
    new = a_message(message.registration)
    sweep(timezone.now())
    assert told.fresh(new).state == "sent"
    assert release(Message.objects.all()) == 1
    sweep(timezone.now())
    assert len(server.sent) == 2


def beats_of(seconds, time_machine):
    """The database as it was so long before a worker beat for the last time."""
    backup = list(Heartbeat.objects.all())
    time_machine.move_to(timezone.now() + timedelta(seconds=seconds), tick=False)
    health.beat(health.WORKER)
    Heartbeat.objects.all().delete()
    Heartbeat.objects.bulk_create(backup)


def test_a_backup_of_a_minute_ago_is_noticed_too(server, message, time_machine):
    beats_of(60, time_machine)
    sweep(timezone.now())
    assert states() == [("held", "held_restored")]
    assert server.sent == []


def test_a_database_that_lost_its_last_moments_in_a_crash_goes_on(server, message, time_machine):
    beats_of(2, time_machine)
    sweep(timezone.now())
    assert states() == [("sent", "")]


@pytest.mark.parametrize("late", [health.CLOCK, health.WORKER])
def test_a_process_that_writes_its_beat_late_or_whose_clock_is_behind_is_no_backup(
    server, message, late, time_machine
):
    now = timezone.now()
    health.beat(health.CLOCK, health.WORKER)
    time_machine.move_to(now - timedelta(minutes=1), tick=False)
    health.beat(*{health.CLOCK, health.WORKER} - {late})
    health.beat(late)
    restored.note(now)
    time_machine.move_to(now + timedelta(seconds=5), tick=False)
    sweep(timezone.now())
    assert states() == [("sent", "")]


def test_a_worker_that_is_poked_first_sends_nothing_either(server, message):
    put_back(minutes=10)
    poked()
    poked()
    assert server.sent == []
    assert states() == [("held", "held_restored")]


def test_what_a_dead_worker_had_in_hand_is_held_too(server, message):
    Message.objects.update(
        state="sending", lease_owner="x", lease_until=timezone.now() - timedelta(minutes=9)
    )
    put_back(minutes=10)
    sweep(timezone.now())
    assert states() == [("held", "held_restored")]


def test_reminders_that_the_backup_knows_nothing_of_are_held(server, time_machine):
    time_machine.move_to("2030-05-01T12:00Z", tick=False)
    event = told.an_event(date=date(2030, 7, 5), reminder_offsets=["1d"])
    announce(SeatConfirmed(a_registration(event)))
    Message.objects.update(state="sent")
    time_machine.move_to("2030-07-04T08:00:05Z", tick=False)  # 10.00 o'clock, the day before
    health.beat(health.CLOCK)
    put_back(hours=8)
    sweep(timezone.now())
    assert [message.kind for message in Message.objects.filter(state="held")] == ["reminder"]
    assert server.sent == []


def test_a_service_that_stood_still_goes_on_where_it_was(server, message, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=2))
    sweep(timezone.now())
    assert states() == [("sent", "")]


def test_a_lost_note_holds_nothing_while_the_clock_ticks(server, message):
    caches["pulse"].clear()
    sweep(timezone.now())
    assert states() == [("sent", "")]


def test_a_backup_on_a_new_machine_is_known_by_its_age(server, message):
    caches["pulse"].clear()
    put_back(hours=2)
    sweep(timezone.now())
    assert states() == [("held", "held_restored")]


def test_a_note_that_cannot_be_kept_stops_nothing(server, message, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OSError

    monkeypatch.setattr(caches["pulse"].__class__, "set", refuse)
    monkeypatch.setattr(caches["pulse"].__class__, "get", refuse)
    sweep(timezone.now())
    assert states() == [("sent", "")]


def test_nothing_is_sent_until_the_first_sweep_is_done(server, message):
    put_back(minutes=10)
    assert restored.look(timezone.now())
    a_message(message.registration)
    assert deliver_due(at=timezone.now()) == {"held": 1}
    restored.caught_up()
    assert deliver_due(at=timezone.now()) == {}
