"""Where whom to invite can be chosen from, besides the contacts. The rooms above say so here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tours.programme.models import Event


@dataclass(frozen=True)
class Source:
    """A page on which to choose: what the link says, and its address."""

    label: str
    url: str


_ABOVE: list[Callable[[Event], Source | None]] = []


def add_source(source_for: Callable[[Event], Source | None]) -> None:
    """Once, when the application starts; None where there is nobody to choose."""
    _ABOVE.append(source_for)


def sources(event: Event) -> list[Source]:
    found = (source_for(event) for source_for in _ABOVE)
    return [source for source in found if source]
