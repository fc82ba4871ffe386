"""Who knows of a draft by what the rooms above did with it. They say so here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tours.programme.models import Event

Knowing = Callable[[Event], Iterable[str]]  # names
_ABOVE: list[Knowing] = []


def add_knowing(knowing: Knowing) -> None:
    """Once, when the application starts."""
    _ABOVE.append(knowing)


def who_else_knows(event: Event) -> list[str]:
    """Names, each once."""
    return list(dict.fromkeys(name for knowing in _ABOVE for name in knowing(event)))
