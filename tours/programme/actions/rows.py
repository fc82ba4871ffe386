"""What the verbs have in common: one editor at a time per event, references, order, and who saved first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from django.db import models
from django.db.models import F
from django.utils.text import slugify

from tours.programme.errors import ChangedMeanwhile
from tours.programme.models import Event

_REF_LENGTH = 56


class Placed(Protocol):
    pk: int
    position: int


Row = TypeVar("Row", bound=models.Model)
P = TypeVar("P", bound=Placed)


def lock(event: Event) -> None:
    """Until the transaction ends nobody else changes the order of this event. Signing up goes on."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)


def free_ref(text: str, taken: Iterable[str], *, otherwise: str) -> str:
    """A short name for files and links, made of the text, that is not taken yet."""
    used = set(taken)
    base = slugify(text)[:_REF_LENGTH].strip("-") or otherwise
    number, ref = 2, base
    while ref in used:
        ref, number = f"{base}-{number}", number + 1
    return ref


def save_version(row: Row, *, version: int, **fields: Any) -> Row:
    """Write the fields if nobody else saved since `version`; ChangedMeanwhile otherwise."""
    rows = type(row)._default_manager.filter(models.Q(pk=row.pk, version=version))
    if not rows.update(version=F("version") + 1, **fields):
        raise ChangedMeanwhile
    row.refresh_from_db()
    return row


def put_in_order(rows: Sequence[P], order: Sequence[int]) -> list[P]:
    """The rows as `order` (ids) says; what it does not name keeps its place behind them. Unknown ids are ignored."""
    rank = {pk: index for index, pk in enumerate(order)}
    return sorted(rows, key=lambda row: rank.get(row.pk, len(rank)))


def moved(rows: Sequence[P], pk: int, *, by: int) -> list[int]:
    """The ids with one of them so many places further on, or back when negative."""
    ids = [row.pk for row in rows]
    index = ids.index(pk)
    ids.insert(max(0, min(len(ids) - 1, index + by)), ids.pop(index))
    return ids


def number(rows: Iterable[Placed]) -> list[Any]:
    """Give the rows their positions 1, 2, 3; returns those that changed, to be saved."""
    changed = []
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            changed.append(row)
    return changed
