"""Exchanging people two by two.

At first also where that mixes a little worse (simulated annealing, Kirkpatrick et al. 1983), at last only where it mixes
better.
"""

from __future__ import annotations

import math
import random

from scheduling.engine.groups.division import Division

_TRIES_EACH, _WARM, _COLD = 300, 6.0, 0.3


def exchange(division: Division, chance: random.Random) -> None:
    """Exchange people, ever less where that mixes worse; then while there is a better one."""
    movable = [index for index, person in enumerate(division.people) if person.group is None]
    tries = _TRIES_EACH * len(movable)
    for turn in range(tries):
        warmth = _WARM * (_COLD / _WARM) ** (turn / tries)
        first, second = chance.choice(movable), chance.choice(movable)
        if division.may_exchange(first, second):
            cost = division.cost_of_exchange(first, second)
            if cost <= 0 or chance.random() < math.exp(-cost / warmth):
                division.swap(first, second)
    while _exchange_for_the_better(division, movable):
        pass


def _exchange_for_the_better(division: Division, movable: list[int]) -> bool:
    """Whether something changed, in one round of all pairs."""
    changed = False
    for place, first in enumerate(movable):
        for second in movable[place + 1 :]:
            if division.may_exchange(first, second) and division.cost_of_exchange(first, second) < 0:
                division.swap(first, second)
                changed = True
    return changed
