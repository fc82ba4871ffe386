"""The worker dies or stands still at each step of its work."""

import time

import pytest

from notifications.models import Message
from notifications.outbox.delivery import MARKED_TOGETHER
from tests.builders import a_message, a_registration, a_told, an_event
from tests.faults.form import SHORT, dice, long_form
from tests.faults.processes import eventually

pytestmark = pytest.mark.fault
AT_ONCE = MARKED_TOGETHER + 1  # and the one that the server has just taken
KILLS = 1 if SHORT else 20


def invite(world, number):
    """So many messages that are due; each must arrive."""
    event = an_event(seats=number)
    for _ in range(number):
        registration = a_registration(event)
        a_message(registration, kind="seat_confirmed", method="REQUEST", told=a_told(registration))
        world.story.acknowledged.append(registration.email)


def kill_at(world, stage, number):
    """The worker is killed the so-manieth time that the mail server comes to this stage."""
    seen, dead = [], []

    def answer(at, _address):
        if at == stage and not dead:
            seen.append(at)
            if len(seen) == number:
                world.kill("worker")
                dead.append(at)

    world.mail.answer = answer
    return dead


def go_on(world):
    world.lapse()
    world.start("worker")
    world.ask()
    world.eventually_told()
    world.check()


def test_killed_in_the_middle_of_a_batch_again_and_again(world):
    chance = dice("mid-batch")
    invite(world, 60 * KILLS)
    world.ask()
    for kill in range(KILLS):
        world.mail.wait_for(40 * kill + chance.randrange(1, 40))
        world.kill("worker")
        world.lapse()
        world.start("worker")
        world.ask()
    world.story.copies = AT_ONCE * KILLS
    world.eventually_told()
    world.check()


@pytest.mark.parametrize(
    ("stage", "copies"),
    [
        pytest.param("CONNECT", 0, id="between claim and send", marks=long_form),
        pytest.param("DATA", AT_ONCE - 1, id="with half a mail on its way", marks=long_form),
        pytest.param("TAKEN", AT_ONCE, id="between acceptance and mark"),
    ],
)
def test_killed(world, stage, copies):
    """Only where the server had taken mails that were not marked yet do these come again, under the same Message-ID."""
    dead = kill_at(world, stage, 1 if stage == "CONNECT" else dice(stage).randrange(2, 20))
    world.story.copies = copies
    invite(world, 30)
    world.ask()
    eventually(lambda: dead)
    go_on(world)


@long_form
def test_a_killed_worker_is_made_good_within_a_minute_with_nobody_hurrying_it(world):
    dead = kill_at(world, "TAKEN", 7)
    world.story.copies = AT_ONCE
    invite(world, 30)
    world.ask()
    eventually(lambda: dead)
    world.start("worker")
    print(f"recovered after {world.eventually_told():.0f} s")
    world.check()


@long_form
def test_frozen_beyond_its_lease_it_sends_nothing_that_another_has_taken_over(world):
    frozen = []

    def answer(stage, _address):
        if stage == "RCPT" and len(world.mail.mails) == 5 and not frozen:
            frozen.append(time.time())
            world.freeze("worker")

    world.mail.answer = answer
    world.story.copies = AT_ONCE  # one was under way, and a few were not marked
    invite(world, 30)
    world.ask()
    eventually(lambda: frozen)
    twin = world.another("worker")
    try:
        world.ask()
        world.eventually_told()
    finally:
        world.thaw("worker")
        twin.kill()
    time.sleep(3)  # in which it would go on with what is no longer its own
    assert not Message.objects.exclude(state="sent").exists()
    world.check()
