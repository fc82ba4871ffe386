"""The mail server is in every kind of trouble at once, and the whole service gets over it."""

from collections import Counter

import pytest

from notifications.models import Message, Suppression
from tests.faults.mailserver import HANG_UP
from tests.faults.whole.test_worker import invite

pytestmark = pytest.mark.fault
# The so-manieth time that the server comes to a stage.
TROUBLE = {
    ("CONNECT", 1): "421 4.3.2 not yet",
    ("RCPT", 5): "451 4.7.1 greylisted",
    ("DATA", 8): HANG_UP,  # with half a mail on its way
    ("DATA", 12): 1.0,  # a tar-pit
    ("DATA", 14): "452 4.3.1 no room",
    ("TAKEN", 10): HANG_UP,  # accepted and then dropped: this one comes again
}


def test_everybody_is_told_but_who_is_not_known_there(world):
    invite(world, 40)
    unknown = world.story.acknowledged.pop()
    seen = Counter()

    def answer(stage, address):
        if (stage, address) == ("RCPT", unknown):
            return "550 5.1.1 no such user"
        seen[stage] += 1
        return TROUBLE.get((stage, seen[stage]))

    world.mail.answer = answer
    world.story.copies = 1
    world.ask()
    print(f"told after {world.eventually_told():.0f} s")
    world.check()
    assert all(seen[stage] >= number for stage, number in TROUBLE)
    assert Message.objects.exclude(state="sent").get().recipient == unknown
    assert Suppression.objects.get().email == unknown
    ids = [mail.message_id for mail in world.mail.mails]
    assert len(ids) - len(set(ids)) == 1
