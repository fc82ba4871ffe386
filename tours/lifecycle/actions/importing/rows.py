"""Rows are written only where they differ: importing the same file twice touches nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Model

from tours.lifecycle.importing import Item, Problems
from tours.lifecycle.importing.values import tidy
from tours.programme.models import Event, Speaker, Stop, Talk, Venue

Row = TypeVar("Row", bound=Model)


@dataclass
class Import:
    """One file on its way into one event: what was found and made so far."""

    file: Item
    folder: Path
    event: Event
    problems: Problems
    created: bool = False
    changes: int = 0
    venues: dict[str, Venue] = field(default_factory=dict)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    stops: dict[str, Stop] = field(default_factory=dict)
    talks: dict[str, Talk] = field(default_factory=dict)  # by "stop/talk"
    stored: list[str] = field(
        default_factory=list
    )  # names in the storage of material, for when it all goes wrong

    def put(self, row: Row, **fields: Any) -> Row:
        """Write the fields that differ, as one more version where rows count them; a new row whole."""
        new = row.pk is None
        different = {
            name: value for name, value in fields.items() if new or not same(getattr(row, name), value)
        }
        if not different:
            return row
        for name, value in different.items():
            setattr(row, name, value)
        if not new and hasattr(row, "version"):
            row.version += 1
            different["version"] = row.version
        row.save(update_fields=None if new else list(different))
        self.changes += 1
        return row

    def relate(self, manager: Any, rows: Iterable[Model]) -> None:
        """Let a many-to-many relation be exactly these rows."""
        wanted = {row.pk for row in rows}
        if set(manager.values_list("pk", flat=True)) != wanted:
            manager.set(wanted)
            self.changes += 1

    def remove(self, rows: Iterable[Model]) -> None:
        for row in rows:
            row.delete()
            self.changes += 1


def numbered(rows: Sequence[Any]) -> list[tuple[int, Any]]:
    """Each row with its position: as it is where the rows stand in this order already, else 1, 2, 3."""
    if all(row.pk for row in rows):
        there = [(row.position, row.pk) for row in rows]
        if there == sorted(there):
            return [(row.position, row) for row in rows]
    return list(enumerate(rows, start=1))


def same(old: Any, new: Any) -> bool:
    """Equal, as far as an event file can tell."""
    if isinstance(old, str) and isinstance(new, str):
        return tidy(old) == tidy(new)
    return bool(old == new)


def pick(item: Item, *attrs: str) -> dict[str, Any]:
    """Some of what an item says, as columns."""
    return {attr: item[attr] for attr in attrs}


def split(rows: Mapping[str, Row], items: Iterable[Item], attr: str) -> tuple[dict[str, Row], list[Row]]:
    """The rows that the file names, and those that it does not."""
    named = {item[attr] for item in items}
    kept = {ref: row for ref, row in rows.items() if ref in named}
    return kept, [row for ref, row in rows.items() if ref not in named]
