"""One group's day from a Revision, as the personal pages show it. No names of participants, no phone numbers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tours.programme.models import StopKind, TravelMode
from tours.programme.snapshot import GroupData, LegData, Programme, StopData, VenueData

_MARKS = {StopKind.GATHERING: "edge", StopKind.PLENARY: "edge", StopKind.MEAL: "lunch"}
_ICONS = {StopKind.GATHERING: "flag", StopKind.PLENARY: "talk", StopKind.MEAL: "fork"}
_MODE_ICONS = {TravelMode.WALK: "walk", TravelMode.BICYCLE: "bike", TravelMode.BUS: "bus"}


@dataclass(frozen=True)
class Way:
    """From one stop to the next."""

    minutes: int
    mode: str
    icon: str
    step_free: bool | None


@dataclass(frozen=True)
class Step:
    """A stop on the day; local times, None while they are not known. `way` leads to the next."""

    number: int | None
    title: str
    mark: str
    icon: str
    start: datetime | None
    end: datetime | None
    venue: VenueData | None
    map_url: str
    speakers: list[dict[str, Any]]
    way: Way | None


@dataclass(frozen=True)
class Day:
    """`letter` is empty where there is one group; `undecided` when it is not known yet which of several."""

    letter: str
    undecided: bool
    steps: list[Step]


def day_of(programme: Programme, group_id: int | None) -> Day:
    """The day of this group; of the only one where there is one; else the stops without times."""
    groups, stops = programme["groups"], {stop["id"]: stop for stop in programme["stops"]}
    zone = ZoneInfo(programme["timezone"])
    several = len(groups) > 1
    group = next((each for each in groups if not several or each["id"] == group_id), None)
    if group is None:
        return Day("", undecided=several, steps=[_step(stop, None, None, None) for stop in stops.values()])
    return Day(group["letter"] if several else "", undecided=False, steps=_steps(group, stops, zone))


def map_url(venue: VenueData | None) -> str:
    """Opens the place in the visitor's own map; empty where we do not know where it is."""
    if venue is None:
        return ""
    if venue["lat_deg"] is not None and venue["lon_deg"] is not None:
        place = {"mlat": venue["lat_deg"], "mlon": venue["lon_deg"]}
        return (
            f"https://www.openstreetmap.org/?{urlencode(place)}#map=17/{venue['lat_deg']}/{venue['lon_deg']}"
        )
    if venue["address"]:
        return f"https://www.openstreetmap.org/search?{urlencode({'query': venue['address']})}"
    return ""


def _steps(group: GroupData, stops: dict[int, StopData], zone: ZoneInfo) -> list[Step]:
    legs = {(leg["from_stop"], leg["to_stop"]): leg for leg in group["legs"]}
    visits = [visit for visit in group["visits"] if visit["stop"] in stops]
    following = [visit["stop"] for visit in visits[1:]]
    return [
        _step(
            stops[visit["stop"]],
            _local(visit["start"], zone),
            _local(visit["end"], zone),
            legs.get((visit["stop"], to)) if to else None,
        )
        for visit, to in itertools.zip_longest(visits, following)
    ]


def _step(stop: StopData, start: datetime | None, end: datetime | None, leg: LegData | None) -> Step:
    kind = StopKind(stop["kind"])
    speakers = {speaker["id"]: dict(speaker) for talk in stop["talks"] for speaker in talk["speakers"]}
    return Step(
        number=stop["number"],
        title=stop["title"],
        mark=_MARKS.get(kind, ""),
        icon=_ICONS.get(kind, "pin"),
        start=start,
        end=end,
        venue=stop["venue"],
        map_url=map_url(stop["venue"]),
        speakers=list(speakers.values()),
        way=_way(leg) if leg else None,
    )


def _way(leg: LegData) -> Way:
    mode = TravelMode(leg["mode"])
    return Way(leg["minutes"], str(mode.label), _MODE_ICONS.get(mode, "next"), leg["step_free"])


def _local(moment: str | None, zone: ZoneInfo) -> datetime | None:
    return datetime.fromisoformat(moment).astimezone(zone) if moment else None
