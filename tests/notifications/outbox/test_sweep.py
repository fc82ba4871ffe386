import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications import sweep as sweeps
from notifications.models import Heartbeat, Message
from notifications.sweep import sweep
from notifications.tasks import deliver_due
from notifications.tasks import sweep as sweep_task
from tests.builders import a_message, a_registration, an_event
from tours.models import Pool, Registration

pytestmark = pytest.mark.django_db


def test_a_round_does_everything_that_is_due(server):
    event = an_event(seats=1)
    held = a_registration(event, state="held", answer_by=timezone.now() - timedelta(hours=1))
    Registration.objects.update(answer_by=timezone.now() - timedelta(hours=1))
    next_in_line = a_registration(event, state="waiting", address_confirmed_at=timezone.now())
    counts = sweep(timezone.now())
    held.refresh_from_db()
    next_in_line.refresh_from_db()
    assert (held.state, next_in_line.state) == ("cancelled", "confirmed")
    assert (counts["seats_expired"], counts["mail_sent"]) == (1, 2)
    assert sweep(timezone.now()).get("mail_sent") is None


def test_who_is_in_line_moves_up_when_room_was_made_behind_our_back(server):
    event = an_event(seats=1)
    a_registration(event)
    a_registration(event, state="waiting", address_confirmed_at=timezone.now())
    assert sweep(timezone.now())["promoted"] == 0
    Pool.objects.update(capacity=2)
    assert sweep(timezone.now())["promoted"] == 1


def test_a_part_that_fails_stops_no_other_and_its_heart_stands_still(server, monkeypatch, caplog):
    def broken(_at, _budget_s):
        raise RuntimeError("broken")

    monkeypatch.setitem(sweeps.PARTS, "remind", broken)
    a_message(a_registration(an_event()))
    counts = sweep(timezone.now())
    assert (counts["parts_failed"], counts["mail_sent"]) == (1, 1)
    beating = set(Heartbeat.objects.values_list("name", flat=True))
    assert {"clock", "sweep:deliver", "sweep:erase"} <= beating
    assert "sweep:remind" not in beating
    assert "the part remind of the sweep failed" in caplog.text


def test_the_tasks_do_the_same_and_show_that_the_worker_lives(server):
    a_message(a_registration(an_event()))
    deliver_due.apply(throw=True)
    sweep_task.apply(throw=True)
    assert Message.objects.get().state == "sent"
    assert Heartbeat.objects.filter(name="worker").exists()


def test_the_command_prints_counts(server, capsys):
    a_message(a_registration(an_event()), next_attempt_at=timezone.now() + timedelta(days=2))
    call_command("sweep")
    assert "mail_sent" not in capsys.readouterr().out
    call_command("sweep", at=timezone.now() + timedelta(days=2, minutes=1))
    assert "mail_sent=1" in capsys.readouterr().out


def test_a_moment_without_an_offset_is_local(server, capsys):
    message = a_message(a_registration(an_event()), next_attempt_at=timezone.now() + timedelta(hours=1))
    moment = timezone.localtime(message.next_attempt_at) + timedelta(minutes=1)
    call_command("sweep", "--at", moment.replace(tzinfo=None).isoformat())
    assert "mail_sent=1" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01T00:00", ""])
def test_what_is_not_a_moment_is_refused(text):
    with pytest.raises(CommandError, match="not a moment"):
        call_command("sweep", "--at", text)


def test_the_command_fails_when_a_part_failed(server, monkeypatch):
    monkeypatch.setitem(sweeps.PARTS, "remind", lambda _at, _budget_s: 1 / 0)
    logging.getLogger("notifications.sweep").disabled = True
    try:
        with pytest.raises(CommandError, match="not every part"):
            call_command("sweep")
    finally:
        logging.getLogger("notifications.sweep").disabled = False
