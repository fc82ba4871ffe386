"""Groups of people who go round together."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase
from typing import Any

from django.db import transaction

from tours.programme.actions.rows import lock, number, save_version
from tours.programme.errors import LastGroup, TooManyGroups
from tours.programme.models import Event, Group, Leg, Visit


@transaction.atomic
def add_group(event: Event, *, guide_name: str = "", guide_phone: str = "") -> Group:
    """Another group that visits every stop in the event's order, the same ways as the first group.

    Raises TooManyGroups when the alphabet is used up.
    """
    lock(event)
    groups = list(event.groups.all())
    group = Group.objects.create(
        event=event,
        letter=_next_letter(group.letter for group in groups),
        position=len(groups) + 1,
        guide_name=guide_name,
        guide_phone=guide_phone,
    )
    Visit.objects.bulk_create(
        Visit(group=group, stop=stop, position=place) for place, stop in enumerate(event.stops.all(), start=1)
    )
    if groups:
        Leg.objects.bulk_create(_for(group, leg) for leg in groups[0].legs.all())
    return group


@transaction.atomic
def change_group(group: Group, *, version: int, **fields: Any) -> Group:
    """Another guide or phone number. Raises ChangedMeanwhile."""
    return save_version(group, version=version, **fields)


@transaction.atomic
def delete_group(group: Group) -> None:
    """Take a group away; its people are in no group then. Raises LastGroup: an event has at least one."""
    event = group.event
    lock(event)
    if event.groups.count() == 1:
        raise LastGroup
    group.delete()
    Group.objects.bulk_update(number(event.groups.all()), ["position"])


def _next_letter(taken: Iterable[str]) -> str:
    used = set(taken)
    free = next((letter for letter in ascii_uppercase if letter not in used), None)
    if free is None:
        raise TooManyGroups
    return free


def _for(group: Group, leg: Leg) -> Leg:
    return Leg(
        group=group,
        from_stop_id=leg.from_stop_id,
        to_stop_id=leg.to_stop_id,
        mode=leg.mode,
        minutes=leg.minutes,
        metres=leg.metres,
        estimated=leg.estimated,
        step_free=leg.step_free,
    )
