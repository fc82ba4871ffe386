"""The web dies while people sign up: who was told that it is done, is seated and hears of it."""

import threading
import time

import pytest

from notifications.models import Message
from tests.builders import an_event
from tests.faults.clients import Clients, Visitor, sign_up
from tests.faults.form import SHORT, dice, long_form
from tests.faults.nemesis import writing_locked
from tests.faults.processes import eventually
from tests.faults.world import RECOVERED_WITHIN_S
from tours.models import Pool, Registration

pytestmark = pytest.mark.fault
KILLS = 1 if SHORT else 20


def up_again(world, part="web"):
    world.start(part)
    eventually(lambda: Visitor(world.port).answers(), seconds=RECOVERED_WITHIN_S)


def test_killed_again_and_again_while_people_sign_up_and_cancel(world):
    event, chance = an_event(seats=5000), dice("web")
    with Clients(event, port=world.port, story=world.story, dice=chance):
        for _ in range(KILLS):
            before = len(world.story.acknowledged)
            eventually(lambda before=before: len(world.story.acknowledged) > before + 3)
            time.sleep(chance.uniform(0, 0.2))
            world.kill("web")
            up_again(world)
    world.story.copies = 6 * KILLS  # where the web and the worker are one process
    world.lapse()
    world.ask()
    world.eventually_told()
    world.check()
    acknowledged = set(world.story.acknowledged)
    seated = set(Registration.objects.values_list("email", flat=True))
    assert acknowledged <= seated
    # A row without its mail, or a mail without its row, is what one transaction rules out.
    assert seated == set(Message.objects.filter(kind="confirm_address").values_list("recipient", flat=True))
    assert len(acknowledged) > 3 * KILLS


def test_killed_before_the_commit_nothing_of_it_is_there(world):
    event = an_event()
    visitor, done = Visitor(world.port), []
    visitor.get(f"/agenda/{event.slug}/aanmelden/")
    with writing_locked(Pool.objects.filter(event=event)):
        asking = threading.Thread(
            target=lambda: done.append(sign_up(visitor, event, "sam@voorbeeld.example"))
        )
        asking.start()
        time.sleep(1)  # it waits for its seat
        assert not done
        world.kill("web")
        asking.join()
    assert done == [False]
    up_again(world)
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    world.sign_up(event, "sam@voorbeeld.example")
    world.eventually_told()
    world.check()


@long_form
def test_killed_after_the_commit_the_mail_goes_all_the_same(world):
    """Whether or not the answer came through, and with it the word to the worker."""
    event, visitor = an_event(), Visitor(world.port)
    asking = threading.Thread(target=sign_up, args=(visitor, event, "sam@voorbeeld.example"))
    asking.start()
    eventually(Registration.objects.exists, every=0.001)
    world.kill("web")
    asking.join()
    world.story.acknowledged.append("sam@voorbeeld.example")
    world.story.copies = 1
    up_again(world)
    world.lapse()
    world.ask()
    world.eventually_told()
    world.check()
