"""What came of it: the groups, why everybody is where they are, and the wishes that were not kept."""

from __future__ import annotations

from collections.abc import Iterable

from scheduling.engine.groups.division import Division
from scheduling.engine.groups.people import Participant
from scheduling.engine.model import Issue


def groups_of(division: Division) -> tuple[tuple[str, ...], ...]:
    """Who is in each group, as ids in the order of the list."""
    return tuple(
        tuple(person.id for person, at in zip(division.people, division.at, strict=True) if at == group)
        for group in range(division.n)
    )


def reasons_of(division: Division) -> dict[str, Issue]:
    """Why each person is where they are."""
    return {person.id: _reason(division, index, person) for index, person in enumerate(division.people)}


def _reason(division: Division, index: int, person: Participant) -> Issue:
    group = division.at[index]
    if person.group is not None:
        return Issue("by_hand", {"group": group})
    if person.step_free and len(division.free) < division.n:
        return Issue("step_free", {"group": group})
    friends = [
        division.people[friend].id
        for friend in sorted(division.friends[index])
        if division.at[friend] == group
    ]
    if friends:
        return Issue("together", {"group": group, "with": tuple(friends)})
    return Issue("mixed", {"group": group, "party": person.party, "role": person.role})


def issues_of(division: Division) -> Iterable[Issue]:
    """The wishes that were not kept."""
    if max(division.sizes) - min(division.sizes) > 1:
        yield Issue("uneven", {"sizes": tuple(division.sizes)})
    for index, person in enumerate(division.people):
        if not division.allows(index, division.at[index]):
            yield Issue("steps_by_hand", {"participant": person.id, "group": division.at[index]})
        for friend in sorted(division.friends[index]):
            if index < friend and division.at[index] != division.at[friend]:
                yield Issue("apart", {"participants": (person.id, division.people[friend].id)})
    yield from _quota_issues(division)


def _quota_issues(division: Division) -> Iterable[Issue]:
    for group in range(division.n):
        for number, quota in enumerate(division.quotas):
            count = division.filled[group][number] if quota.attribute else division.sizes[group]
            if quota.miss(count):
                about = {"attribute": quota.attribute, "value": quota.value}
                bounds = {"minimum": quota.minimum, "maximum": quota.maximum}
                yield Issue("quota", {"group": group, "count": count, **about, **bounds})
