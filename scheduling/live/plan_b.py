"""Plan B on a published day, and the way back. Pure functions; only what is still to come becomes otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scheduling.live.changes import changes
from scheduling.live.options import How, Option, anew
from scheduling.live.reading import Hours
from scheduling.live.ways import Ends, Ways, ways_of
from tours.programme.day import minute_of
from tours.programme.snapshot import GroupData, LegData, Programme, StopData, VenueData, VisitData, utc

WayBack = dict[str, Any]  # "legs": [group, leg], "venues": [stop, place], "late": [group, stop, minutes]


@dataclass(frozen=True)
class Means:
    """By what other means: mode and minutes by both stops, places by stop."""

    ways: Mapping[Ends, tuple[str, int]]
    places: Mapping[int, VenueData]


def by_other_means(programme: Programme, ways: Ways, means: Means, *, hours: Hours, now_min: int) -> Option:
    """The same stops in the same order; later only where a way takes longer than there is time for, or a place opens later."""
    moved, chosen = ways, set()
    for stop, place in means.places.items():
        coming = {
            group["id"] for group in programme["groups"] if stop not in _begun(programme, group, now_min)
        }
        moved = moved.moved(stop, place, groups=coming)
        chosen |= {(str(group), str(stop)) for group in coming}
    groups = [
        {**group, "legs": list(_legs(programme, group, moved, means, now_min))}
        for group in programme["groups"]
    ]
    stops: list[StopData] = [
        {**stop, "venue": means.places.get(stop["id"], stop["venue"])} for stop in programme["stops"]
    ]
    changed: Programme = {**programme, "groups": groups, "stops": stops}  # type: ignore[typeddict-item]
    return anew(How.PLAN_B, changed, _with(moved, changed), hours, now_min, chosen=chosen)


def way_back(before: Programme, after: Programme, *, since: datetime) -> WayBack:
    """What plan B changed, to take it back later even when the day was changed again since."""
    old_legs = {(group["id"], _ends(leg)): leg for group in before["groups"] for leg in group["legs"]}
    new_legs = {(group["id"], _ends(leg)): leg for group in after["groups"] for leg in group["legs"]}
    old_places = {stop["id"]: stop["venue"] for stop in before["stops"]}
    return {
        "legs": [
            [key[0], old_legs[key]]
            for key, leg in new_legs.items()
            if key in old_legs and old_legs[key] != leg
        ],
        "venues": [
            [stop["id"], old_places[stop["id"]]]
            for stop in after["stops"]
            if stop["venue"] != old_places[stop["id"]]
        ],
        "late": [
            [one.group_id, one.stop["id"], one.late_min]
            for one in changes(before, after, since=since)
            if one.late_min
        ],
    }


def gone_back(programme: Programme, ways: Ways, back: WayBack, *, hours: Hours, now_min: int) -> Option:
    """The usual ways and places again, and what plan B made later as it was; what began stands."""
    legs = {(group, _ends(leg)): leg for group, leg in back["legs"]}
    venues = dict(back["venues"])
    late = {(group, stop): minutes for group, stop, minutes in back["late"]}
    groups: list[GroupData] = []
    for group in programme["groups"]:
        begun = _begun(programme, group, now_min)
        groups.append(
            {
                **group,
                "legs": [
                    leg if leg["to_stop"] in begun else legs.get((group["id"], _ends(leg)), leg)
                    for leg in group["legs"]
                ],
                "visits": [
                    _sooner(programme, visit, late.get((group["id"], visit["stop"]), 0), now_min)
                    for visit in group["visits"]
                ],
            }
        )
    stops: list[StopData] = [
        {**stop, "venue": venues.get(stop["id"], stop["venue"])} for stop in programme["stops"]
    ]
    changed: Programme = {**programme, "groups": groups, "stops": stops}
    return anew(How.PLAN_A, changed, _with(ways, changed), hours, now_min)


def _legs(
    programme: Programme, group: GroupData, ways: Ways, means: Means, now_min: int
) -> Iterator[LegData]:
    begun = _begun(programme, group, now_min)
    for leg in group["legs"]:
        ends = _ends(leg)
        if leg["to_stop"] in begun:
            yield leg
        elif ends in means.ways:
            mode, minutes = means.ways[ends]
            metres = leg["metres"] if mode == leg["mode"] else None
            yield {**leg, "mode": mode, "minutes": minutes, "metres": metres, "estimated": False}
        else:
            yield ways.leg(group["id"], *ends) or leg


def _with(ways: Ways, programme: Programme) -> Ways:
    """The ways of this programme, with what else is known."""
    known = ways_of(programme)
    return Ways(known.published, ways.drafted, known.places, ways.elsewhere, ways.roads)


def _begun(programme: Programme, group: GroupData, now_min: int) -> set[int]:
    return {
        visit["stop"]
        for visit in group["visits"]
        if visit["start"] and minute_of(programme, datetime.fromisoformat(visit["start"])) < now_min
    }


def _sooner(programme: Programme, visit: VisitData, minutes: int, now_min: int) -> VisitData:
    """As many minutes earlier; not where that is over already."""
    if not visit["start"] or not visit["end"] or not minutes:
        return visit
    start, end = (
        datetime.fromisoformat(moment) - timedelta(minutes=minutes)
        for moment in (visit["start"], visit["end"])
    )
    if minute_of(programme, start) < now_min:
        return visit
    return {**visit, "start": utc(start), "end": utc(end)}


def _ends(leg: LegData) -> Ends:
    return leg["from_stop"], leg["to_stop"]
