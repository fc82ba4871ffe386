"""Who goes round with whom: groups of one size in which parties and roles are mixed.

First everybody gets a place that keeps the hard rules; then people are exchanged two by two, at first also where that
mixes a little worse (simulated annealing, Kirkpatrick et al. 1983), at last only where it mixes better.
"""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from scheduling.engine.model import Issue

_APART, _QUOTA = 200, 60  # what one pair apart costs, and one person too few or too many
_SPREAD = {"party": 4, "role": 3, "both": 1}  # weight of the squares of what a group has of each
_TRIES_EACH, _WARM, _COLD = 300, 6.0, 0.3


@dataclass(frozen=True)
class Participant:
    """Somebody who comes along. `group` is where they were put by hand, counted from 0; they stay there."""

    id: str
    party: str = ""
    role: str = ""
    step_free: bool = False  # cannot take steps: a wheelchair, or a walking frame
    together_with: tuple[str, ...] = ()  # ids; said by one of two is enough
    group: int | None = None


@dataclass(frozen=True)
class Quota:
    """At least `minimum`, at most `maximum` (None: any number) people whose `attribute` is `value`.

    The attribute is "role", "party" or any other that a person has; "" counts everybody.
    """

    attribute: str
    value: Any = ""
    minimum: int = 0
    maximum: int | None = None

    def counts(self, person: object) -> bool:
        return not self.attribute or getattr(person, self.attribute) == self.value

    def miss(self, count: int) -> int:
        """By how many people this number is too low or too high."""
        over = 0 if self.maximum is None else max(0, count - self.maximum)
        return over + max(0, self.minimum - count)


@dataclass(frozen=True)
class Grouping:
    """`groups[k]` holds the ids of group k, in the order in which they came in.

    `reasons` says per person why they are where they are: "by_hand", "step_free", "together" (with whom), "mixed".
    `issues` are wishes that could not be kept; `unplaced` are people for whom no group has a way without steps.
    """

    groups: tuple[tuple[str, ...], ...]
    reasons: dict[str, Issue] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    unplaced: tuple[str, ...] = ()

    def group_of(self, participant_id: str) -> int | None:
        """The number of somebody's group, from 0; None for who has none."""
        return next((number for number, ids in enumerate(self.groups) if participant_id in ids), None)


def mix_groups(
    participants: Iterable[Participant],
    n_groups: int,
    *,
    quotas: Sequence[Quota] = (),
    seed: int = 1,
    step_free_groups: Collection[int] | None = None,
) -> Grouping:
    """Divide the people into groups. The same people, quotas and seed give the same groups.

    Hard: who was put in a group by hand stays there; who cannot take steps comes in one of `step_free_groups` only
    (numbers from 0; None: every way is free of steps). Sizes differ by at most one, unless those two make that
    impossible. Then: together with whom they asked for, quotas per group, parties and roles spread.
    Raises ValueError for an id that is there twice, or a number of groups or a group that cannot be.
    """
    people = list(participants)
    _check(people, n_groups)
    free = set(range(n_groups)) if step_free_groups is None else set(step_free_groups)
    placed = [person for person in people if person.group is not None or free or not person.step_free]
    mix = _Mix(placed, n_groups, tuple(quotas), free)
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    mix.fill(chance)
    mix.exchange(chance)
    lost = tuple(person.id for person in people if person.group is None and person.step_free and not free)
    return Grouping(mix.groups(), mix.reasons(), (*mix.issues(), *_without_a_way(lost)), lost)


def _check(people: Sequence[Participant], n_groups: int) -> None:
    if n_groups < 1:
        raise ValueError("there must be a group")
    if len({person.id for person in people}) < len(people):
        raise ValueError("somebody is in the list twice")
    if any(person.group is not None and not 0 <= person.group < n_groups for person in people):
        raise ValueError("somebody was put in a group that does not exist")


def _without_a_way(lost: tuple[str, ...]) -> Iterable[Issue]:
    if lost:
        yield Issue("no_step_free_group", {"participants": lost})


class _Mix:
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

    def fill(self, chance: random.Random) -> None:
        """A place for everybody: by hand first, then who cannot take steps, then those who come together."""
        places = self._places()
        for index, person in enumerate(self.people):
            if person.group is not None:
                self._put(index, person.group)
        for index, company in self._order(chance):
            may = [group for group in range(self.n) if self._allows(index, group)]
            room = [group for group in may if self.sizes[group] < places[group]]
            roomy = [group for group in room if places[group] - self.sizes[group] >= company]
            joining = [
                (self._cost_of_joining(index, group), self.sizes[group], group) for group in roomy or room
            ]
            self._put(index, min(joining)[2])

    def exchange(self, chance: random.Random) -> None:
        """Exchange people, ever less where that mixes worse; then while there is a better one."""
        movable = [index for index, person in enumerate(self.people) if person.group is None]
        tries = _TRIES_EACH * len(movable)
        for turn in range(tries):
            warmth = _WARM * (_COLD / _WARM) ** (turn / tries)
            first, second = chance.choice(movable), chance.choice(movable)
            if self._may_exchange(first, second):
                cost = self._cost_of_exchange(first, second)
                if cost <= 0 or chance.random() < math.exp(-cost / warmth):
                    self._swap(first, second)
        while self._exchange_for_the_better(movable):
            pass

    def groups(self) -> tuple[tuple[str, ...], ...]:
        return tuple(
            tuple(person.id for person, at in zip(self.people, self.at, strict=True) if at == group)
            for group in range(self.n)
        )

    def reasons(self) -> dict[str, Issue]:
        return {person.id: self._reason(index, person) for index, person in enumerate(self.people)}

    def issues(self) -> Iterable[Issue]:
        """The wishes that were not kept."""
        if max(self.sizes) - min(self.sizes) > 1:
            yield Issue("uneven", {"sizes": tuple(self.sizes)})
        for index, person in enumerate(self.people):
            if not self._allows(index, self.at[index]):
                yield Issue("steps_by_hand", {"participant": person.id, "group": self.at[index]})
            for friend in sorted(self.friends[index]):
                if index < friend and self.at[index] != self.at[friend]:
                    yield Issue("apart", {"participants": (person.id, self.people[friend].id)})
        yield from self._quota_issues()

    def _quota_issues(self) -> Iterable[Issue]:
        for group in range(self.n):
            for number, quota in enumerate(self.quotas):
                count = self.filled[group][number] if quota.attribute else self.sizes[group]
                if quota.miss(count):
                    about = {"attribute": quota.attribute, "value": quota.value}
                    bounds = {"minimum": quota.minimum, "maximum": quota.maximum}
                    yield Issue("quota", {"group": group, "count": count, **about, **bounds})

    def _places(self) -> list[int]:
        """How large each group becomes: as even as hand and steps allow."""
        by_hand = [person.group for person in self.people if person.group is not None]
        places = [by_hand.count(group) for group in range(self.n)]
        for person in sorted(self.people, key=lambda person: not person.step_free):
            if person.group is None:
                may = self.free if person.step_free else range(self.n)
                places[min(may, key=lambda group: (places[group], group not in self.free, group))] += 1
        return places

    def _order(self, chance: random.Random) -> list[tuple[int, int]]:
        """Who still needs a place, each with how many friends come along: who is hardest to place comes first."""
        todo = [index for index, person in enumerate(self.people) if person.group is None]
        chance.shuffle(todo)
        company = {index: self._company(index) for index in todo}
        todo.sort(
            key=lambda index: (-self.people[index].step_free, -len(company[index]), min(company[index]))
        )
        return [(index, len(company[index])) for index in todo]

    def _company(self, index: int) -> set[int]:
        """Somebody with their friends and the friends of those, as far as they have no place yet."""
        found, look = {index}, [index]
        while look:
            new = {friend for friend in self.friends[look.pop()] if self.people[friend].group is None} - found
            found |= new
            look.extend(new)
        return found

    def _allows(self, index: int, group: int) -> bool:
        return not self.people[index].step_free or group in self.free

    def _put(self, index: int, group: int, *, by: int = 1) -> None:
        self.at[index] = group if by > 0 else -1
        self.sizes[group] += by
        for trait in self.traits[index]:
            self.counts[group][trait] += by
        for number in self.quotas_of[index]:
            self.filled[group][number] += by

    def _swap(self, first: int, second: int) -> None:
        here, there = self.at[first], self.at[second]
        for index, old, new in ((first, here, there), (second, there, here)):
            self._put(index, old, by=-1)
            self._put(index, new)

    def _may_exchange(self, first: int, second: int) -> bool:
        here, there = self.at[first], self.at[second]
        return here != there and self._allows(first, there) and self._allows(second, here)

    def _exchange_for_the_better(self, movable: list[int]) -> bool:
        """Whether something changed, in one round of all pairs."""
        changed = False
        for place, first in enumerate(movable):
            for second in movable[place + 1 :]:
                if self._may_exchange(first, second) and self._cost_of_exchange(first, second) < 0:
                    self._swap(first, second)
                    changed = True
        return changed

    def _cost_of_joining(self, index: int, group: int) -> int:
        """What spread, friends and quotas say of putting this person there."""
        spread = sum(
            self.weights[trait] * (2 * self.counts[group][trait] + 1) for trait in self.traits[index]
        )
        apart = sum(self.at[friend] not in {-1, group} for friend in self.friends[index])
        quotas = sum(self._miss(group, number, 1) for number in self.quotas_of[index])
        return spread + _APART * apart + _QUOTA * quotas

    def _cost_of_exchange(self, first: int, second: int) -> int:
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

    def _reason(self, index: int, person: Participant) -> Issue:
        group = self.at[index]
        if person.group is not None:
            return Issue("by_hand", {"group": group})
        if person.step_free and len(self.free) < self.n:
            return Issue("step_free", {"group": group})
        friends = [
            self.people[friend].id for friend in sorted(self.friends[index]) if self.at[friend] == group
        ]
        if friends:
            return Issue("together", {"group": group, "with": tuple(friends)})
        return Issue("mixed", {"group": group, "party": person.party, "role": person.role})


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
