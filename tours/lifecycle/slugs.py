"""The address of an event in links: /agenda/<slug>/."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.text import slugify

RESERVED_SLUGS = frozenset(
    {"kalender", "nieuw", "locaties", "contacten", "berichten", "bijeenkomsten", "mensen", "organisatie"}
)
_LENGTH = 80
_TRIES = 50


def slug_for(title: str, day: date | None) -> str:
    """Title and date, in letters, digits and hyphens."""
    tail = f"-{day.isoformat()}" if day else ""
    return (slugify(title)[: _LENGTH - len(tail) - 3].strip("-") or "bijeenkomst") + tail


def candidates(slug: str) -> Iterator[str]:
    """The slug itself unless a page has that name, then with a number behind it."""
    if slug not in RESERVED_SLUGS:
        yield slug
    yield from (f"{slug}-{number}" for number in range(2, _TRIES))
