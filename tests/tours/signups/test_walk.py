"""A random but repeatable life of an event: whatever people do in whatever order, the seats add up."""

import random

import pytest

from core.errors import RuleBroken
from tests.builders import an_event
from tests.tours.signups.checks import assert_seats_add_up
from tours.models import Pool, Registration
from tours.signups.actions import cancel, change, confirm, expire, promote, register, set_capacity

pytestmark = pytest.mark.django_db
ROLES = ["resident", "councillor", "press"]


def one_step(event, dice, number):
    """Something that somebody may do; a rule may refuse it."""
    someone = dice.choice([None, *event.registrations.all()])
    what = dice.choice(["sign up", "sign up", "confirm", "cancel", "change", "seats", "lapse"])
    if what == "sign up" or someone is None:
        details = {"role": dice.choice(ROLES), "companions": dice.choice([0, 0, 1, 2])}
        register(event, name=f"Sam {number}", email="sam@voorbeeld.example", **details)
    elif what == "confirm":
        confirm(someone)
    elif what == "cancel":
        cancel(someone, by="self")
    elif what == "change":
        details = {"role": dice.choice(ROLES), "companions": dice.choice([0, 1, 2])}
        change(someone, version=someone.version, **details)
    elif what == "seats":
        pool = dice.choice(list(event.pools.all()))
        set_capacity(pool, capacity=dice.choice([0, 2, 5, 9, None]), closed=dice.random() < 0.2)
    elif someone.answer_by:
        expire(at=someone.answer_by)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("offers_expire", [False, True])
def test_whatever_people_do_the_seats_add_up(seed, offers_expire):
    dice = random.Random(seed)
    event = an_event(seats=6, companions_allowed=2, offers_expire=offers_expire)
    Pool.objects.create(event=event, role="councillor", capacity=2)
    for number in range(60):
        try:
            one_step(event, dice, number)
        except RuleBroken:
            continue
        assert_seats_add_up(event)
        assert promote(event) == 0, "somebody could have been moved up before"
    assert Registration.objects.filter(state="confirmed").exists()
