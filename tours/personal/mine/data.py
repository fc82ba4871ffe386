"""What is held about a person, for that person: the right to see and to carry along (GDPR articles 15 and 20)."""

from __future__ import annotations

from typing import Any

from tours.signups.models import Registration
from tours.signups.retention import kept_until

_FIELDS = [
    "name", "email", "phone", "role", "party", "attends_as", "companions", "companion_names", "diet",
    "access_needs", "transport", "note", "language", "keep_informed", "state", "source", "cancelled_by",
    "consented_at", "address_confirmed_at", "answer_by", "queued_at", "checked_in_at", "created_at",
]  # fmt: skip


def held_about(registration: Registration) -> dict[str, Any]:
    """Every field that is about the person, the event, and the days on which it goes."""
    event, kept = registration.event, kept_until(registration.event)
    return {
        "event": {"title": event.title, "date": event.date, "organisation": event.organisation.name},
        "registration": {name: getattr(registration, name) for name in _FIELDS}
        | {"group": registration.group.letter if registration.group else ""},
        "kept_until": {"needs": kept.needs, "attendees": kept.attendees, "informed": kept.informed},
    }
