"""The broker only wakes workers: whatever becomes of it, what was acknowledged is told."""

import pytest

from tests.builders import an_event
from tests.faults.form import SHORT, long_form, on_servers
from tests.faults.nemesis import Broker
from tests.faults.whole.test_worker import invite

pytestmark = [
    pytest.mark.fault,
    on_servers,
    pytest.mark.skipif(not Broker.available(), reason="no redis-server to stop and start here"),
]


@pytest.fixture
def broker(world):
    yield world.broker
    world.broker.stop()
    world.broker.start()


def test_stopped_and_started_empty_while_people_sign_up(world, broker):
    event = an_event()
    broker.stop()
    for n in range(3):
        world.sign_up(event, f"zonder{n}@voorbeeld.example")
    broker.start()
    world.sign_up(event, "daarna@voorbeeld.example")
    print(f"told after {world.eventually_told():.0f} s")
    world.check()


def test_restarted_while_the_worker_has_a_task_in_hand(world, broker):
    """The task cannot be acknowledged any more: a worker that stumbled over that took no other ever again."""
    for n in range(1 if SHORT else 5):
        world.mail.answer = lambda stage, _address: 0.2 if stage == "DATA" else None
        before = len(world.mail.mails)
        invite(world, 20)
        world.ask()
        world.mail.wait_for(before + 3)
        broker.stop()
        broker.start()
        world.eventually_told()
        world.sign_up(an_event(), f"daarna{n}@voorbeeld.example")
        print(f"told after {world.eventually_told():.0f} s")
    world.check()


@long_form
def test_flushed_with_work_in_it(world, broker):
    event = an_event()
    world.freeze("worker")
    for n in range(5):
        world.sign_up(event, f"gespoeld{n}@voorbeeld.example")
    broker.flush()
    world.thaw("worker")
    print(f"told after {world.eventually_told():.0f} s")
    world.check()
