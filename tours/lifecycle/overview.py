"""How far an event is: what is filled in and what is not. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from tours.programme.models import Event, SpeakerState, StopKind, Visit
from tours.programme.snapshot import snapshot
from tours.signups.models import Pool, RegistrationState


@dataclass(frozen=True)
class Overview:
    """What the overview page and the next steps are made of."""

    event: Event
    at: datetime
    pools: list[Pool]
    stops: int
    places: int  # stops with a venue
    talks: int
    untimed: int  # visits without a time
    speakers: dict[str, int]  # per state
    registrations: dict[str, int]  # per state
    has_report: bool
    unpublished: bool  # the drafts differ from what is public

    @property
    def over(self) -> bool:
        return self.event.is_over(at=self.at)

    @property
    def sign_up_is_over(self) -> bool:
        """Whether nobody can sign up any more: the window is shut, or it began."""
        closes, current = self.event.registration_closes_at, self.event.current
        begun = current is not None and current.starts_at_or_day_end <= self.at
        return begun or (closes is not None and closes <= self.at)

    @property
    def taken(self) -> int:
        """Seats, companions included."""
        return sum(pool.taken for pool in self.pools if not pool.role)

    @property
    def waiting(self) -> int:
        return self.registrations.get(RegistrationState.WAITING, 0)

    @property
    def speaking(self) -> int:
        return sum(number for state, number in self.speakers.items() if state != SpeakerState.DECLINED)


def overview_of(event: Event, *, at: datetime) -> Overview:
    """A constant number of statements, however large the programme is."""
    visited = Q(kind__in=[StopKind.VISIT, StopKind.SLOT])
    stops = event.stops.aggregate(
        stops=Count("pk", filter=visited, distinct=True),
        places=Count("pk", filter=visited & Q(venue__isnull=False), distinct=True),
        talks=Count("talks", distinct=True),
    )
    return Overview(
        event=event,
        at=at,
        pools=list(event.pools.all()),
        untimed=Visit.objects.filter(group__event=event, start_min=None).count(),
        speakers=_per_state(event.speakers.all()),
        registrations=_per_state(event.registrations.all()),
        has_report=hasattr(event, "report"),
        unpublished=_differs(event),
        **stops,
    )


def _per_state(rows: Any) -> dict[str, int]:
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def _differs(event: Event) -> bool:
    return event.current is not None and event.date is not None and event.current.data != snapshot(event)
