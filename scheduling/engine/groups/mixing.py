"""From people to groups."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence

from scheduling.engine.groups.division import Division
from scheduling.engine.groups.exchanging import exchange
from scheduling.engine.groups.filling import fill
from scheduling.engine.groups.outcome import groups_of, issues_of, reasons_of
from scheduling.engine.groups.people import Grouping, Participant, Quota
from scheduling.engine.model import Issue


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
    division = Division(placed, n_groups, tuple(quotas), free)
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    fill(division, chance)
    exchange(division, chance)
    lost = tuple(person.id for person in people if person.group is None and person.step_free and not free)
    return Grouping(
        groups_of(division), reasons_of(division), (*issues_of(division), *_without_a_way(lost)), lost
    )


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
