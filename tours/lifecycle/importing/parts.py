"""What rooms above keep of the plan of an event. They say here how it stands in an event file and how it is copied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tours.lifecycle.importing.records import Field, Item
from tours.lifecycle.importing.schema import EVENT
from tours.lifecycle.importing.tree import Problems
from tours.programme.models import Event, Stop, Venue

if TYPE_CHECKING:
    from tours.lifecycle.actions.importing.rows import Import


@dataclass(frozen=True)
class Part:
    """One field of the event file. `values` is None where there is nothing to say; `read` gets what the file says."""

    field: Field
    values: Callable[[Event], dict[str, Any] | list[dict[str, Any]] | None]
    check: Callable[[Item, Problems], None]  # the whole file; the field is None where it is left out
    read: Callable[[Import], None]
    copy: Callable[
        [Event, Event, Mapping[int, Stop]], None
    ]  # from, to, and the new stops by the id of the old
    venues: Callable[[Event], Iterable[Venue]] = lambda _event: ()  # that it names


PARTS: list[Part] = []


def add_part(part: Part) -> None:
    """Once, when the application starts."""
    PARTS.append(part)
    EVENT.fields[part.field.key] = part.field
