"""Who goes round with whom. A place that was given by hand is kept; in the last days nobody is moved by accident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.facts import announce
from tours.facts import RegistrationChanged
from tours.programme.models import Event
from tours.signups.errors import GroupsFrozen
from tours.signups.models import Registration
from tours.signups.seats import lock_pools

FROZEN_FOR = timedelta(days=3)


def are_frozen(event: Event, *, at: datetime) -> bool:
    """Whether it is so close that people stay in the group they were told, unless the organiser said otherwise."""
    if event.current is None or event.groups_thawed_at is not None:
        return False
    return event.current.starts_at - at <= FROZEN_FOR


@transaction.atomic
def move_to_group(registration: Registration, *, group_id: int | None, by_hand: bool = True) -> Registration:
    """Put a person in a group of the event, or in none; who moves hears of it.

    Raises GroupsFrozen, Group.DoesNotExist when it is another event's.
    """
    lock_pools(registration.event)
    locked = (
        Registration.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event__current", "event__organisation")
        .get(pk=registration.pk)
    )
    was, locked.group = locked.group_id, None if group_id is None else locked.event.groups.get(pk=group_id)
    if was != group_id:
        check_not_frozen(locked, was=was)
    locked.placed_by_hand = by_hand and group_id is not None
    locked.save(update_fields=["group", "placed_by_hand"])
    if was != group_id:
        announce(RegistrationChanged(locked, old_email=locked.email))
    return locked


@transaction.atomic
def move_people(registrations: Iterable[Registration], *, group_id: int | None) -> int:
    """Put several people in a group by hand, or in none. Returns how many moved. Raises GroupsFrozen; then nobody moves."""
    moved = 0
    for registration in registrations:
        move_to_group(registration, group_id=group_id)
        moved += registration.group_id != group_id
    return moved


@transaction.atomic
def put_in_groups(event: Event, groups: Mapping[int, int]) -> int:
    """Registration → group, as was proposed; who is there already is left alone. Returns how many moved.

    Raises GroupsFrozen; then nobody moves.
    """
    people = Registration.objects.of(event).select_related("event").filter(pk__in=groups).order_by("pk")
    moving = [person for person in people if person.group_id != groups[person.pk]]
    for person in moving:
        move_to_group(person, group_id=groups[person.pk], by_hand=False)
    return len(moving)


@transaction.atomic
def let_go(registrations: Iterable[Registration]) -> int:
    """A proposal may move them again. Returns how many were held."""
    held = [registration.pk for registration in registrations]
    return Registration.objects.filter(pk__in=held, placed_by_hand=True).update(placed_by_hand=False)


def thaw(event: Event) -> None:
    """Let people change groups in the last days too."""
    Event.objects.filter(pk=event.pk, groups_thawed_at=None).update(groups_thawed_at=timezone.now())


def freeze(event: Event) -> None:
    """Take that back."""
    Event.objects.filter(pk=event.pk).update(groups_thawed_at=None)


def check_not_frozen(registration: Registration, *, was: int | None) -> None:
    """Who has no group yet may always get one. Raises GroupsFrozen."""
    if was is not None and are_frozen(registration.event, at=timezone.now()):
        raise GroupsFrozen
