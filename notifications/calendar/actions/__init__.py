"""The verbs about calendars: what each person's was told, and the public objects that are kept as bytes."""

from notifications.calendar.actions.keeping import keep
from notifications.calendar.actions.telling import (
    Telling,
    end,
    end_everybody,
    note_as_compared,
    refresh,
    tell,
    tell_everybody,
)
from notifications.calendar.actions.unsaying import Unsaid, number_back, unsay

__all__ = [
    "Telling",
    "Unsaid",
    "end",
    "end_everybody",
    "keep",
    "note_as_compared",
    "number_back",
    "refresh",
    "tell",
    "tell_everybody",
    "unsay",
]
