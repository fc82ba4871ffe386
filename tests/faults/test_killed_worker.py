"""kill -9 in the middle of sending: nothing lost, and a second copy only under the same Message-ID."""

import subprocess
import sys
import time
from collections import Counter

import pytest

from notifications.models import Message
from notifications.outbox.delivery import MARKED_TOGETHER
from tests.builders import a_message, a_registration, a_told, an_event
from tests.faults.form import long_form
from tests.faults.processes import ROOT, environment, eventually, whole_service
from tests.sink import Sink, free_port

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True), long_form]
NUMBER = 500
KILLS = (60, 160, 260)


def invitations(number=NUMBER):
    """So many messages that are due, to as many people; their Message-IDs by address."""
    event = an_event(seats=number)
    for _ in range(number):
        registration = a_registration(event)
        a_message(registration, kind="seat_confirmed", method="REQUEST", told=a_told(registration))
    return {message.recipient: message.message_id for message in Message.objects.all()}


def all_sent():
    return not Message.objects.exclude(state="sent").exists()


def test_nothing_is_lost_when_the_worker_is_killed_in_the_middle():
    written = invitations()
    with Sink() as sink, whole_service(EMAIL_URL=sink.url, PORT=str(free_port())) as service:
        for number in KILLS:
            sink.wait_for(number, seconds=60)
            service.kill()
            service.start()
        began = time.monotonic()
        eventually(all_sent)
        print(f"told {time.monotonic() - began:.0f} s after the last kill")
        taken = Counter(sink.taken())
    assert {recipient: message_id for message_id, recipient in taken} == written
    twice = [pair for pair, number in taken.items() if number > 1]
    assert len(taken) == NUMBER, "somebody got a second copy under another Message-ID"
    at_once = MARKED_TOGETHER + 1  # and the one that the server has just taken
    assert len(twice) <= at_once * len(KILLS), "more second copies than mails that were under way"
    print(f"{NUMBER} mails, {len(KILLS)} kills: 0 lost, {len(twice)} twice under the same Message-ID")


def test_with_the_mark_before_the_mail_some_are_lost():
    """The negative control: the same kill, of a worker that marks what it claims as sent. Then a sound one goes on."""
    written = invitations(200)
    with Sink() as sink:
        env = environment(EMAIL_URL=sink.url)
        careless = subprocess.Popen([sys.executable, "-m", "tests.faults.careless"], cwd=ROOT, env=env)
        sink.wait_for(60, seconds=60)
        careless.kill()
        careless.wait()
        with whole_service(EMAIL_URL=sink.url, PORT=str(free_port())):
            eventually(all_sent)
        taken = {message_id for message_id, _ in sink.taken()}
    assert set(written.values()) - taken, "the check would not have noticed a loss"
