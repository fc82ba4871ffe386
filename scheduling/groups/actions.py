"""Accepting a proposal, and who stays together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from django.db import transaction

from scheduling.board.day import load
from scheduling.groups.errors import GroupsChanged, LeastAboveMost, NeedTwo
from scheduling.groups.models import GroupQuota, Together
from scheduling.groups.proposal import friends_of, people_of, propose, quotas_of
from tours.programme.models import Event
from tours.signups.grouping import put_in_groups
from tours.signups.models import Registration
from tours.signups.seats import lock_pools


@transaction.atomic
def accept(event: Event, *, everybody: bool, seed: int, mark: str) -> int:
    """Put people in the groups that were proposed; who moves hears of it. Returns how many moved.

    Raises GroupsChanged when it would not be the same any more, GroupsFrozen; then nobody moves.
    """
    lock_pools(event)
    people, friends, quotas = people_of(event), friends_of(event), quotas_of(event)
    found = propose(load(event), people, friends, everybody=everybody, seed=seed, quotas=quotas)
    if found.mark != mark:
        raise GroupsChanged
    return put_in_groups(event, found.group_of)


@transaction.atomic
def keep_together(people: Sequence[Registration]) -> None:
    """These people come in one group when groups are proposed. Raises NeedTwo."""
    if len({one.pk for one in people}) <= 1:
        raise NeedTwo
    pairs = pairwise(sorted(one.pk for one in people))
    Together.objects.bulk_create(
        [Together(first_id=first, second_id=second) for first, second in pairs], ignore_conflicts=True
    )


@transaction.atomic
def set_quotas(event: Event, wanted: Mapping[tuple[str, str], tuple[int, int | None]]) -> None:
    """How many of a role or party come in each group, at least and at most, per (attribute, value), in place of what was wished before.

    (0, None) wishes nothing. Raises LeastAboveMost.
    """
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    quotas = [
        GroupQuota(event=event, attribute=attribute, value=value, minimum=least, maximum=most)
        for (attribute, value), (least, most) in wanted.items()
        if least or most is not None
    ]
    for quota in quotas:
        if quota.maximum is not None and quota.maximum < quota.minimum:
            raise LeastAboveMost(who=quota.label)
    event.group_quotas.all().delete()
    GroupQuota.objects.bulk_create(quotas)


def need_not_be_together(people: Iterable[Registration]) -> None:
    """Whoever these were to stay with."""
    those = [one.pk for one in people]
    Together.objects.filter(first__in=those).delete()
    Together.objects.filter(second__in=those).delete()
