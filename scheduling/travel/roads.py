"""How long a way takes: measured by a router when one did, else estimated from the distance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from django.conf import settings

from scheduling.engine import PROFILES, Point
from scheduling.engine.travel import STEP_MIN, Estimate, estimate_leg
from scheduling.travel.models import Road
from tours.programme.models import TravelMode, Venue

Roads = Mapping[tuple[str, str, str], Road]  # (mode, from, to)


def roads_between(venues: Iterable[Venue | None]) -> Roads:
    """What was measured between these places: one statement, or none without a router."""
    return roads_among(map(point_of, venues))


def roads_among(points: Iterable[Point | None]) -> Roads:
    """The same, of places that are known by where they are."""
    if not settings.ROUTING_URL:
        return {}
    places = {place_of(point) for point in points if point is not None}
    found = Road.objects.filter(from_place__in=places, to_place__in=places)
    return {(road.mode, road.from_place, road.to_place): road for road in found}


def way_between(here: Venue | None, there: Venue | None, mode: str, roads: Roads) -> Estimate | None:
    """Minutes (a multiple of five) and metres; None where a place is not known or nobody can guess."""
    if here is not None and there is not None and here.pk == there.pk:
        return Estimate(0, 0)
    a, b = point_of(here), point_of(there)
    if a is None or b is None or mode not in PROFILES:
        return None
    road = road_between(here, there, mode, roads)
    return estimate_leg(a, b, PROFILES[mode]) if road is None else along(road)


def road_between(here: Venue | None, there: Venue | None, mode: str, roads: Roads) -> Road | None:
    """What a router measured, if it did."""
    a, b = point_of(here), point_of(there)
    if a is None or b is None:
        return None
    return roads.get((mode, place_of(a), place_of(b)))


def along(road: Road) -> Estimate:
    """At the pace of a group, which is never quicker than the router's one traveller; a bus goes as traffic does."""
    profile = PROFILES[road.mode]
    minutes = road.seconds / 60
    if road.mode != TravelMode.BUS:
        minutes = max(minutes, road.metres / 1000 / profile.speed_kmh * 60)
    return Estimate(STEP_MIN * math.ceil((minutes + profile.extra_min) / STEP_MIN), road.metres)


def point_of(venue: Venue | None) -> Point | None:
    """Where it is, if anybody knows."""
    if venue is None or venue.lat_deg is None or venue.lon_deg is None:
        return None
    return Point(venue.lat_deg, venue.lon_deg)


def place_of(point: Point) -> str:
    """The key of a place, exact to a metre."""
    return f"{point.lat_deg:.5f},{point.lon_deg:.5f}"
