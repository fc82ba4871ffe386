"""Mail that a page promises. Whether any leaves the house just now is known by who sends it, and said here."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext

_ABOVE: list[Callable[[], bool]] = []


def add_standstill(stands_still: Callable[[], bool]) -> None:
    """Once, when the application starts."""
    _ABOVE.append(stands_still)


def mail_waits() -> bool:
    """Whether what was just written stays in the house for now. It says nothing about any one address."""
    return any(stands_still() for stands_still in _ABOVE)


def promise(sentence: str) -> str:
    """A sentence that promises mail, with what has to be added to it just now."""
    if not mail_waits():
        return sentence
    later = gettext("Er gaat nu even geen mail de deur uit. De mail volgt zodra dat weer kan.")
    return f"{sentence} {later}"
