"""How a group gets from one stop to another on the day: as was published, drafted or measured, else estimated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from scheduling.engine import PROFILES, Point, estimate_leg
from scheduling.travel.roads import Roads, along, place_of, roads_among
from tours.programme.models import TravelMode
from tours.programme.snapshot import LegData, Programme, VenueData

SHORT_WALK_MIN = 15  # as the board has it
Ends = tuple[int, int]


@dataclass(frozen=True)
class Ways:
    """`published` and `drafted` by group and both stops; places by stop."""

    published: Mapping[tuple[int, Ends], LegData]
    drafted: Mapping[tuple[int, Ends], LegData] = field(default_factory=dict)
    places: Mapping[int, VenueData | None] = field(default_factory=dict)
    elsewhere: frozenset[int] = frozenset()  # stops that are at another place than was published
    roads: Roads = field(default_factory=dict)  # what a router measured

    def leg(self, group_id: int, here: int, there: int) -> LegData | None:
        """None where nobody knows, and within one place."""
        ends = here, there
        own = self.published.get((group_id, ends)) or self._of_another(ends)
        return (
            own
            or self.drafted.get((group_id, ends))
            or self._way_back(group_id, ends)
            or self._estimated(here, there)
        )

    def slowest_min(self, here: int, there: int) -> int | None:
        """Minutes for whichever group takes longest; 0 within one place, None where nobody knows."""
        one, other = self.places.get(here), self.places.get(there)
        if one and other and one["id"] == other["id"]:
            return 0
        known = [
            leg["minutes"]
            for source in (self.published, self.drafted)
            for (_group, ends), leg in source.items()
            if ends == (here, there) and not self.elsewhere & set(ends)
        ]
        guess = None if known else self.leg(0, here, there)
        return max(known) if known else guess and guess["minutes"]

    def end_min(self, stop_id: int, end: VenueData | None) -> int | None:
        """Minutes from a stop to where all end; 0 where they are there or it ends at the stop, None where nobody knows."""
        here = self.places.get(stop_id)
        if end is None or (here and here["id"] == end["id"]):
            return 0
        one, other = _point(here), _point(end)
        if one is None or other is None:
            return None
        mode = self._mode(one, other)
        return estimated(stop_id, 0, one, other, mode, roads=self.roads)["minutes"]

    def moved(self, stop_id: int, venue: VenueData, *, groups: Collection[int]) -> Ways:
        """When this stop is at another place for these groups: how others get there says nothing any more."""
        published = {
            key: leg for key, leg in self.published.items() if key[0] not in groups or stop_id not in key[1]
        }
        drafted = {key: leg for key, leg in self.drafted.items() if stop_id not in key[1]}
        return Ways(
            published, drafted, {**self.places, stop_id: venue}, self.elsewhere | {stop_id}, self.roads
        )

    def is_measured(self, here: int, there: int, mode: str) -> bool:
        """Whether a router knows this way."""
        one, other = _point(self.places.get(here)), _point(self.places.get(there))
        return bool(one and other and (mode, place_of(one), place_of(other)) in self.roads)

    def _of_another(self, ends: Ends) -> LegData | None:
        if self.elsewhere & set(ends):
            return None
        return next((leg for (_group, known), leg in self.published.items() if known == ends), None)

    def _way_back(self, group_id: int, ends: Ends) -> LegData | None:
        """As long as the way in the other direction."""
        back = ends[1], ends[0]
        leg = self._of_another(back) or self.drafted.get((group_id, back))
        if leg and self.is_measured(*ends, leg["mode"]):
            return None
        return {**leg, "from_stop": ends[0], "to_stop": ends[1], "estimated": True} if leg else None

    def _estimated(self, here: int, there: int) -> LegData | None:
        one, other = _point(self.places.get(here)), _point(self.places.get(there))
        if one is None or other is None:
            return None
        return estimated(here, there, one, other, self._mode(one, other), roads=self.roads)

    def _mode(self, one: Point, other: Point) -> str:
        """On foot when it is near; else as these groups go most."""
        if estimate_leg(one, other, PROFILES["walk"]).minutes <= SHORT_WALK_MIN:
            return TravelMode.WALK
        modes = [leg["mode"] for leg in self.published.values() if leg["mode"] in PROFILES]
        return max(sorted(set(modes)), key=modes.count, default=TravelMode.BICYCLE)


def roads_of(places: Iterable[VenueData | None]) -> Roads:
    """What a router measured between these places: one statement, or none without a router. It is not asked here."""
    return roads_among(_point(place) for place in places)


def ways_of(
    programme: Programme, drafted: Iterable[tuple[int, LegData]] = (), roads: Roads | None = None
) -> Ways:
    """The ways of a published day, with those that were drafted and not gone: (group, leg)."""
    return Ways(
        published={
            (group["id"], (leg["from_stop"], leg["to_stop"])): leg
            for group in programme["groups"]
            for leg in group["legs"]
        },
        drafted={(group, (leg["from_stop"], leg["to_stop"])): leg for group, leg in drafted},
        places={stop["id"]: stop["venue"] for stop in programme["stops"]},
        roads=roads or {},
    )


def estimated(
    here: int, there: int, one: Point, other: Point, mode: str, *, roads: Roads | None = None
) -> LegData:
    """A way of which only the two places are known: as a router measured it, else from the distance."""
    road = (roads or {}).get((mode, place_of(one), place_of(other)))
    guess = along(road) if road else estimate_leg(one, other, PROFILES[mode])
    return LegData(
        from_stop=here,
        to_stop=there,
        mode=mode,
        minutes=guess.minutes,
        metres=guess.metres,
        estimated=True,
        step_free=None,
    )


def estimated_min(one: VenueData | None, other: VenueData | None, mode: str) -> int | None:
    """Minutes between two places; None where one of them is not on the map."""
    here, there = _point(one), _point(other)
    return estimate_leg(here, there, PROFILES[mode]).minutes if here and there else None


def _point(venue: VenueData | None) -> Point | None:
    if venue is None or venue["lat_deg"] is None or venue["lon_deg"] is None:
        return None
    return Point(venue["lat_deg"], venue["lon_deg"])
