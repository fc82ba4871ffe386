"""A division of people over groups, what each group has of everything, and what changing it would cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scheduling.engine.groups.people import Participant, Quota

_APART, _QUOTA = 200, 60  # what one pair apart costs, and one person too few or too many
_SPREAD = {"party": 4, "role": 3, "both": 1}  # weight of the squares of what a group has of each


class Division:
    """The people by their position in the list, where each of them is, and what each group has."""

    def __init__(
        self, people: Sequence[Participant], n_groups: int, quotas: tuple[Quota, ...], free: set[int]
    ) -> None:
        self.people, self.n, self.quotas, self.free = people, n_groups, quotas, free
        self.at = [-1] * len(people)
        self.sizes = [0] * n_groups
        self.traits, self.weights = _traits_of(people)
        self.counts = [[0] * len(self.weights) for _ in range(n_groups)]
        self.friends = _friends_of(people)
        self.quotas_of = [
            [number for number, quota in enumerate(quotas) if quota.attribute and quota.counts(person)]
            for person in people
        ]
        self.filled = [[0] * len(quotas) for _ in range(n_groups)]

    def allows(self, index: int, group: int) -> bool:
        return not self.people[index].step_free or group in self.free

    def put(self, index: int, group: int, *, by: int = 1) -> None:
        """Somebody comes into a group, or leaves it with `by=-1`."""
        self.at[index] = group if by > 0 else -1
        self.sizes[group] += by
        for trait in self.traits[index]:
            self.counts[group][trait] += by
        for number in self.quotas_of[index]:
            self.filled[group][number] += by

    def swap(self, first: int, second: int) -> None:
        here, there = self.at[first], self.at[second]
        for index, old, new in ((first, here, there), (second, there, here)):
            self.put(index, old, by=-1)
            self.put(index, new)

    def may_exchange(self, first: int, second: int) -> bool:
        here, there = self.at[first], self.at[second]
        return here != there and self.allows(first, there) and self.allows(second, here)

    def cost_of_joining(self, index: int, group: int) -> int:
        """What spread, friends and quotas say of putting this person there."""
        spread = sum(
            self.weights[trait] * (2 * self.counts[group][trait] + 1) for trait in self.traits[index]
        )
        apart = sum(self.at[friend] not in {-1, group} for friend in self.friends[index])
        quotas = sum(self._miss(group, number, 1) for number in self.quotas_of[index])
        return spread + _APART * apart + _QUOTA * quotas

    def cost_of_exchange(self, first: int, second: int) -> int:
        """What the sum of all costs grows by when these two change places; below zero it mixes better."""
        here, there = self.counts[self.at[first]], self.counts[self.at[second]]
        traits, others = self.traits[first], self.traits[second]
        cost = 0
        for trait in traits:
            if trait not in others:
                cost += 2 * self.weights[trait] * (there[trait] - here[trait] + 1)
        for trait in others:
            if trait not in traits:
                cost += 2 * self.weights[trait] * (here[trait] - there[trait] + 1)
        if self.friends[first] or self.friends[second]:
            cost += _APART * (self._friends_lost(first, second) + self._friends_lost(second, first))
        if self.quotas_of[first] != self.quotas_of[second]:
            cost += _QUOTA * self._quotas_missed(first, second)
        return cost

    def _friends_lost(self, index: int, other: int) -> int:
        """How many friends fewer this person has around them in the place of the other."""
        here, there = self.at[index], self.at[other]
        around = [self.at[friend] for friend in self.friends[index] if friend != other]
        return around.count(here) - around.count(there)

    def _quotas_missed(self, first: int, second: int) -> int:
        here, there = self.at[first], self.at[second]
        missed = 0
        for number in set(self.quotas_of[first]) ^ set(self.quotas_of[second]):
            by = -1 if number in self.quotas_of[first] else 1
            missed += self._miss(here, number, by) + self._miss(there, number, -by)
        return missed

    def _miss(self, group: int, number: int, by: int) -> int:
        """How much further off the group is with so many more."""
        count = self.filled[group][number]
        return self.quotas[number].miss(count + by) - self.quotas[number].miss(count)


def _traits_of(people: Sequence[Participant]) -> tuple[list[frozenset[int]], list[int]]:
    """What is to be spread, as numbers per person, and the weight of each number."""
    numbers: dict[tuple[str, Any], int] = {}
    traits = []
    for person in people:
        values = {"party": person.party, "role": person.role}
        if person.party and person.role:
            values["both"] = f"{person.party}\n{person.role}"
        traits.append(
            frozenset(
                numbers.setdefault((kind, value), len(numbers)) for kind, value in values.items() if value
            )
        )
    return traits, [_SPREAD[kind] for kind, _value in numbers]


def _friends_of(people: Sequence[Participant]) -> list[set[int]]:
    """Who wants to be with whom, both ways. Who is not in the list does not count."""
    number = {person.id: index for index, person in enumerate(people)}
    friends: list[set[int]] = [set() for _ in people]
    for index, person in enumerate(people):
        for friend in person.together_with:
            if friend in number and friend != person.id:
                friends[index].add(number[friend])
                friends[number[friend]].add(index)
    return friends
