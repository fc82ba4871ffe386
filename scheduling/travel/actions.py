"""Asking a router, before the drafts are touched and outside of every transaction; a page only reads what is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from scheduling.engine import Point
from scheduling.travel.models import Road
from scheduling.travel.roads import place_of, point_of
from scheduling.travel.routers import Matrix, Router, RouterFailed, router
from tours.programme.models import Event, TravelMode, Venue

logger = logging.getLogger(__name__)
KEPT = timedelta(days=60)
REST_S = 60  # after a failure it is left alone this long
MOST_PLACES = 40
_RESTS = "travel:router-rests"


def measure_ways(event: Event, *, also: Sequence[Venue] = ()) -> bool:
    """Have every way between the event's places (and these) measured that was not yet. False when the router gave no answer.

    Without a router there is nothing to do. A failure loses nothing: what is not measured is estimated.
    """
    configured = router()
    places, wanted = _not_measured(event, also) if configured else ({}, [])
    if configured is None or not wanted:
        return True
    if cache.get(_RESTS):
        return False
    return _measure(configured, places, wanted)


def can_be_measured(event: Event, *, also: Sequence[Venue] = ()) -> bool:
    """Whether there is a router and ways that it was not asked about yet. It is not asked here."""
    return router() is not None and bool(_not_measured(event, also)[1])


def _not_measured(event: Event, also: Sequence[Venue]) -> tuple[Mapping[str, Point], list[str]]:
    """The places, and by which modes some way between them is not known; none where there are too many places."""
    places = _places([*(stop.venue for stop in event.stops.select_related("venue")), *also])
    if len(places) > MOST_PLACES:
        return places, []
    return places, [mode for mode in _modes(event) if _missing(places, mode)]


def _measure(configured: Router, places: Mapping[str, Point], modes: Iterable[str]) -> bool:
    try:
        for mode in modes:
            _keep(places, mode, configured.matrix(list(places.values()), mode), at=timezone.now())
    except RouterFailed as failed:
        logger.warning("The router gave no answer that can be used: %s", failed)
        cache.set(_RESTS, 1, REST_S)
        return False
    return True


def _places(venues: Iterable[Venue | None]) -> dict[str, Point]:
    points = (point_of(venue) for venue in venues)
    return {place_of(point): point for point in points if point is not None}


def _modes(event: Event) -> list[str]:
    """On foot and by bicycle, which are what is guessed first, and whatever else this event goes by."""
    used = event.groups.values_list("legs__mode", flat=True).distinct()
    known = {TravelMode.WALK.value, TravelMode.BICYCLE.value, TravelMode.BUS.value}
    return sorted({TravelMode.WALK.value, TravelMode.BICYCLE.value, *used} & known)


def _missing(places: Mapping[str, Point], mode: str) -> bool:
    fresh = Road.objects.filter(
        mode=mode, from_place__in=places, to_place__in=places, measured_at__gt=timezone.now() - KEPT
    )
    return fresh.count() < len(places) * (len(places) - 1)


def _keep(places: Mapping[str, Point], mode: str, matrix: Matrix, *, at: datetime) -> None:
    """Where there is no way by this mode, the straight line and the estimate stay."""
    roads = [
        Road(mode=mode, from_place=a, to_place=b, metres=m.metres, seconds=m.seconds, measured_at=at)
        for a, row in zip(places, matrix, strict=True)
        for b, m in zip(places, row, strict=True)
        if m is not None and a != b
    ]
    Road.objects.bulk_create(
        roads,
        update_conflicts=True,
        unique_fields=["mode", "from_place", "to_place"],
        update_fields=["metres", "seconds", "measured_at"],
    )
