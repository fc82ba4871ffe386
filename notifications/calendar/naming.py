"""What the mail about a difference is called: on the page to publish on as in its own subject."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.calendar.itinerary import Itinerary
from notifications.outbox.models import Kind

# To who knew the date alone the first programme is no change.
_FIRST_PROGRAMME: Mapping[str, str | Promise] = {
    Kind.CHANGED: _("Het programma is bekend"),
    Kind.SPEAKER_CHANGED: _("Het programma van een spreker is bekend"),
}


def in_words(kind: str, old: Itinerary | None, new: Itinerary | None) -> str:
    """A kind of mail; `old` and `new`: what its reader was told and what is so now."""
    is_first = bool(old and new and new["complete"] and not old["complete"])
    words = _FIRST_PROGRAMME.get(kind) if is_first else None
    return str(words or Kind(kind).label)
