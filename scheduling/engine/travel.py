"""How long a way takes, estimated: great-circle distance × a detour factor / speed, rounded up to five minutes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.engine.model import TravelMatrix

EARTH_RADIUS_M = 6_371_008.8  # mean radius R1, IUGG
STEP_MIN = 5
SAME_PLACE_M = 20  # two doors of one building


@dataclass(frozen=True)
class Point:
    lat_deg: float
    lon_deg: float


@dataclass(frozen=True)
class Profile:
    """`factor`: how much longer the streets are than the straight line; `extra_min`: waiting and boarding."""

    factor: float
    speed_kmh: float
    extra_min: int = 0


PROFILES: Mapping[str, Profile] = {
    "walk": Profile(1.3, 4.0),  # a group, not one person
    "bicycle": Profile(1.25, 12.0),
    "bus": Profile(1.4, 20.0, 5),
}


@dataclass(frozen=True)
class Estimate:
    minutes: int
    metres: int


def great_circle_m(a: Point, b: Point) -> float:
    """Metres over the surface (haversine: exact enough for metres, and steady for points close together)."""
    lat_a, lat_b = math.radians(a.lat_deg), math.radians(b.lat_deg)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b.lon_deg - a.lon_deg) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def estimate_leg(a: Point, b: Point, profile: Profile) -> Estimate:
    """Minutes (a multiple of five, 0 within one building) and metres along the streets (whole tens)."""
    straight = great_circle_m(a, b)
    if straight <= SAME_PLACE_M:
        return Estimate(0, 0)
    metres = straight * profile.factor
    minutes = metres / 1000 / profile.speed_kmh * 60 + profile.extra_min
    return Estimate(STEP_MIN * math.ceil(minutes / STEP_MIN), 10 * math.ceil(metres / 10))


def estimate_travel_matrix(points: Mapping[str, Point], profile: Profile | str) -> TravelMatrix:
    """Estimated minutes between all points, in the order of the mapping. `profile`: or its name in PROFILES."""
    places = tuple(points.values())
    profile = PROFILES[profile] if isinstance(profile, str) else profile
    minutes = tuple(tuple(estimate_leg(a, b, profile).minutes for b in places) for a in places)
    return TravelMatrix(tuple(points), minutes)
