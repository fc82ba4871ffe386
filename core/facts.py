"""Announce what happened; those who tell people listen. In the same transaction, or not at all."""

from collections.abc import Callable
from typing import TypeVar

Fact = TypeVar("Fact")
_listeners: dict[type, Callable[..., None]] = {}


def listen(fact: type[Fact]) -> Callable[[Callable[[Fact], None]], Callable[[Fact], None]]:
    """Register the one listener of a kind of fact."""

    def register(listener: Callable[[Fact], None]) -> Callable[[Fact], None]:
        _listeners[fact] = listener
        return listener

    return register


def announce(fact: object) -> None:
    """Call the listener of this fact, here and now. KeyError when nobody listens: news would be lost."""
    _listeners[type(fact)](fact)
