"""A first place for everybody, which keeps the hard rules."""

from __future__ import annotations

import random

from scheduling.engine.groups.division import Division


def fill(division: Division, chance: random.Random) -> None:
    """A place for everybody: by hand first, then who cannot take steps, then those who come together."""
    places = _places(division)
    for index, person in enumerate(division.people):
        if person.group is not None:
            division.put(index, person.group)
    for index, company in _order(division, chance):
        may = [group for group in range(division.n) if division.allows(index, group)]
        room = [group for group in may if division.sizes[group] < places[group]]
        roomy = [group for group in room if places[group] - division.sizes[group] >= company]
        joining = [
            (division.cost_of_joining(index, group), division.sizes[group], group) for group in roomy or room
        ]
        division.put(index, min(joining)[2])


def _places(division: Division) -> list[int]:
    """How large each group becomes: as even as hand and steps allow."""
    by_hand = [person.group for person in division.people if person.group is not None]
    places = [by_hand.count(group) for group in range(division.n)]
    for person in sorted(division.people, key=lambda person: not person.step_free):
        if person.group is None:
            may = division.free if person.step_free else range(division.n)
            places[min(may, key=lambda group: (places[group], group not in division.free, group))] += 1
    return places


def _order(division: Division, chance: random.Random) -> list[tuple[int, int]]:
    """Who still needs a place, each with how many friends come along: who is hardest to place comes first."""
    todo = [index for index, person in enumerate(division.people) if person.group is None]
    chance.shuffle(todo)
    company = {index: _company(division, index) for index in todo}
    todo.sort(
        key=lambda index: (-division.people[index].step_free, -len(company[index]), min(company[index]))
    )
    return [(index, len(company[index])) for index in todo]


def _company(division: Division, index: int) -> set[int]:
    """Somebody with their friends and the friends of those, as far as they have no place yet."""
    found, look = {index}, [index]
    while look:
        new = {
            friend for friend in division.friends[look.pop()] if division.people[friend].group is None
        } - found
        found |= new
        look.extend(new)
    return found
