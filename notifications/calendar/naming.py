"""What the mail about a difference is called: on the page to publish on as in its own subject."""

from __future__ import annotations

from notifications.calendar.itinerary import Itinerary
from notifications.outbox import models


def in_words(kind: str, old: Itinerary | None, new: Itinerary | None) -> str:
    """A kind of mail; `old` and `new`: what its reader was told and what is so now."""
    is_first = bool(old and new and new["complete"] and not old["complete"])
    return models.in_words(kind, is_first=is_first)
