"""A proposal for the groups: who goes where and why. Made anew from what is stored, so that nothing is kept of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from scheduling.board.day import Day, cannot_take_steps
from scheduling.engine import Grouping, Issue, Participant, Quota, mix_groups
from scheduling.groups.models import GroupQuota, Together
from tours.programme.models import Event, Group
from tours.signups.models import Registration


@dataclass(frozen=True)
class Proposal:
    """`group_of`: registration → group. `mark` names exactly this outcome."""

    day: Day
    people: Sequence[Registration]
    group_of: dict[int, int]
    reasons: dict[int, Issue]
    issues: Sequence[Issue]
    mark: str
    quotas: Sequence[GroupQuota] = ()

    @property
    def moving(self) -> list[Registration]:
        """Who would come in another group."""
        return [one for one in self.people if self.group_of.get(one.pk, one.group_id) != one.group_id]


def people_of(event: Event) -> list[Registration]:
    """Everybody with a seat."""
    return list(Registration.objects.of(event).seated().select_related("group").order_by("name", "pk"))


def friends_of(event: Event) -> list[tuple[int, int]]:
    """Pairs that the organiser wants to keep together."""
    pairs = Together.objects.filter(first__event=event)
    return list(pairs.values_list("first_id", "second_id"))


def quotas_of(event: Event) -> list[GroupQuota]:
    """How many of a role or party the organiser wants in each group."""
    return list(event.group_quotas.all())


def propose(
    day: Day,
    people: Sequence[Registration],
    friends: Iterable[tuple[int, int]],
    *,
    everybody: bool,
    seed: int,
    quotas: Sequence[GroupQuota] = (),
) -> Proposal:
    """Mix everybody but those who were placed by hand; or only those without a group. The same seed, the same groups."""
    groups = day.groups
    found = mix_groups(
        _participants(people, groups, friends, everybody=everybody),
        len(groups),
        quotas=[_quota(each) for each in quotas],
        seed=seed,
        step_free_groups=[number for number, group in enumerate(groups) if not day.has_steps(group)],
    )
    group_of = {
        int(participant): group.pk
        for group, ids in zip(groups, found.groups, strict=True)
        for participant in ids
        if participant.isdecimal()
    }
    reasons = {int(one): reason for one, reason in found.reasons.items() if one.isdecimal()}
    return Proposal(day, people, group_of, reasons, _among_people(found), _mark(people, group_of), quotas)


def counts(quota: GroupQuota, one: Registration) -> bool:
    """Whether this person is of the role or party that is meant."""
    if quota.attribute == GroupQuota.Attribute.ROLE:
        return one.role == quota.value
    return _party(one.party) == _party(quota.value)


def _quota(quota: GroupQuota) -> Quota:
    value = quota.value if quota.attribute == GroupQuota.Attribute.ROLE else _party(quota.value)
    return Quota(quota.attribute, value, quota.minimum, quota.maximum)


def _party(name: str) -> str:
    """However it is typed."""
    return name.strip().casefold()


def _participants(
    people: Sequence[Registration],
    groups: Sequence[Group],
    friends: Iterable[tuple[int, int]],
    *,
    everybody: bool,
) -> list[Participant]:
    """One for each person, and one for each companion, who goes where the person goes."""
    numbers = {group.pk: number for number, group in enumerate(groups)}
    with_whom = _company(people, friends)
    found = []
    for one in people:
        stays = one.placed_by_hand or not everybody
        about: Any = {
            "party": _party(one.party),
            "role": one.role,
            "step_free": cannot_take_steps(one.access_needs),
            "group": numbers.get(one.group_id or 0) if stays else None,
        }
        found.append(Participant(str(one.pk), together_with=with_whom.get(one.pk, ()), **about))
        found += [
            Participant(f"{one.pk}+{number}", together_with=(str(one.pk),), **about)
            for number in range(one.companions)
        ]
    return found


def _company(
    people: Sequence[Registration], friends: Iterable[tuple[int, int]]
) -> dict[int, tuple[str, ...]]:
    """Who goes with whom: as the organiser wants, and all who signed up with one address."""
    at_address: dict[str, list[int]] = {}
    for one in people:
        if one.email:
            at_address.setdefault(one.email, []).append(one.pk)
    pairs = set(friends) | {pair for those in at_address.values() for pair in combinations(those, 2)}
    here = {one.pk for one in people}
    found: dict[int, tuple[str, ...]] = {}
    for first, second in sorted(pairs):
        if {first, second} <= here:
            found[first] = (*found.get(first, ()), str(second))
    return found


def _among_people(found: Grouping) -> list[Issue]:
    """About people instead of companions, who go where their person goes; each once."""
    said: dict[tuple[str, object], Issue] = {}
    for issue in found.issues:
        values = dict(issue.values)
        if "participants" in values:
            values["participants"] = tuple(dict.fromkeys(map(_person, values["participants"])))
        if "participant" in values:
            values["participant"] = _person(values["participant"])
        if issue.code != "apart" or len(values["participants"]) > 1:
            said.setdefault((issue.code, tuple(values.items())), Issue(issue.code, values))
    return list(said.values())


def _person(participant: str) -> int:
    return int(participant.partition("+")[0])


def _mark(people: Sequence[Registration], group_of: dict[int, int]) -> str:
    said = ";".join(f"{one.pk}:{one.group_id}>{group_of.get(one.pk)}" for one in people)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
