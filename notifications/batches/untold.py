"""Who was left out and still has to hear something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from notifications.batches.models import LeftOut, LeftOutQuerySet
from notifications.calendar.changes import PersonKey
from tours.models import Event


def untold_at(event: Event, *, at: datetime) -> LeftOutQuerySet:
    """One row per person, with whom and who left them out: longest first, then by name."""
    rows = LeftOut.objects.open(at=at).filter(batch__event=event)
    return rows.select_related("registration", "speaker", "by").order_by(
        "since", "registration__name", "speaker__name", "host", "pk"
    )


def untold_keys(event: Event, *, at: datetime) -> set[PersonKey]:
    rows = LeftOut.objects.open(at=at).filter(batch__event=event)
    return {PersonKey(*who) for who in rows.values_list("registration_id", "speaker_id", "host")}


def untold_by_event(events: Iterable[int], *, at: datetime) -> dict[int, int]:
    """How many people, for each event that has any. One statement."""
    rows = LeftOut.objects.open(at=at).filter(batch__event__in=events).order_by()
    return dict(rows.values_list("batch__event").annotate(Count("pk")))
