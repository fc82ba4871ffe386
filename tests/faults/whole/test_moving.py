"""The event moves, or is called off, while mail about it goes out."""

import threading
import time

import pytest

from core.facts import announce
from notifications.models import Message
from tests.builders import a_registration, publish_quietly
from tests.faults.form import SHORT, long_form
from tests.faults.whole.test_clock import people_to_remind
from tests.notifications.told import a_draft, publish_with
from tours.facts import SeatConfirmed
from tours.lifecycle.actions import cancel_event

pytestmark = pytest.mark.fault
NUMBER = 20 if SHORT else 100


def slowly(world):
    world.mail.answer = lambda stage, _address: 0.2 if stage == "DATA" else None


def people_with_a_seat(number):
    event = publish_quietly(a_draft(seats=number))
    for _ in range(number):
        announce(SeatConfirmed(a_registration(event)))
    return event


@long_form
def test_who_was_not_told_yet_reads_the_new_time_alone(world):
    slowly(world)
    event = people_with_a_seat(NUMBER)
    world.ask()
    world.mail.wait_for(5)
    publish_with(event, start_min=615, end_min=855)
    world.story.untrue.append((time.time(), "9.15", "10.15"))
    world.story.acknowledged += event.registrations.values_list("email", flat=True)
    world.ask()
    world.eventually_told()
    world.check()
    read = {}
    for mail in world.mail.mails:
        read[mail.recipient] = mail.text
    assert all("10.15" in text for text in read.values())


@long_form
def test_called_off_nobody_is_invited_any_more(world):
    slowly(world)
    event = people_with_a_seat(NUMBER)
    world.ask()
    world.mail.wait_for(5)
    cancel_event(event, reason="Storm", by=None)
    now = time.time()
    addresses = event.registrations.values_list("email", flat=True)
    world.story.cancelled |= dict.fromkeys(addresses, now)
    world.story.acknowledged += addresses
    world.ask()
    world.eventually_told()
    world.check()


def test_reminders_of_the_old_time_stop_when_it_moves(world):
    moved = threading.Event()

    def answer(stage, _address):
        """Slowly; and the sixth mail is taken when all has moved."""
        if stage != "DATA":
            return None
        return moved if len(world.mail.mails) == 5 and not moved.is_set() else 0.2

    world.mail.answer = answer
    event = people_to_remind(NUMBER)
    world.mail.wait_for(5)
    try:
        publish_with(event, start_min=615, end_min=855)
        world.story.untrue.append((time.time(), "9.15", "10.15"))
    finally:
        moved.set()
    world.story.acknowledged += event.registrations.values_list("email", flat=True)
    world.ask()
    world.eventually_told()
    world.check()
    reminded = Message.objects.filter(event=event, kind="reminder")
    assert 5 <= reminded.filter(state="sent").count() < NUMBER
