"""The database goes away for a moment, ends our connections, or has rows that somebody holds."""

import time

import pytest

from notifications.models import Message
from tests.builders import an_event
from tests.faults.clients import Clients
from tests.faults.form import SHORT, dice, on_servers
from tests.faults.nemesis import end_backends, writing_locked
from tests.faults.processes import eventually
from tests.faults.whole.test_worker import AT_ONCE, invite

pytestmark = pytest.mark.fault
WORKERS = 2  # --concurrency of world.py
HELD_S = 2 if SHORT else 30


def until_some_more_signed_up(world):
    before = len(world.story.acknowledged)
    eventually(lambda: len(world.story.acknowledged) > before + 5)


@on_servers
@pytest.mark.parametrize("away_s", [0, 3], ids=["every backend is ended", "it restarts"])
def test_gone_while_people_sign_up(world, away_s):
    """A gate in front of the server stands for its restart: every line drops, and for a while nobody gets in."""
    with Clients(an_event(seats=5000), port=world.port, story=world.story, dice=dice(f"database {away_s}")):
        for _ in range(1 if SHORT else 5):
            until_some_more_signed_up(world)
            if away_s:
                world.gate.shut()
                time.sleep(away_s)
            else:
                eventually(lambda: end_backends(world.gate))
            world.gate.open()
        until_some_more_signed_up(world)
    if away_s:
        world.lapse(of_the_living=True)
    world.ask()
    print(f"told after {world.eventually_told():.0f} s; {len(world.story.acknowledged)} signed up")
    # What either worker had sent when its lease was ended, while it waited to mark it, may go again.
    world.story.copies = WORKERS * AT_ONCE if away_s else 0
    world.check()


def test_rows_that_somebody_holds_are_sent_when_they_are_free(world):
    """The others go meanwhile; on SQLite everything waits."""
    invite(world, 10)
    held = Message.objects.order_by("-pk")[:3]
    with writing_locked(Message.objects.filter(pk__in=[message.pk for message in held])):
        world.ask()
        time.sleep(HELD_S)
    world.ask()
    world.eventually_told()
    world.check()
