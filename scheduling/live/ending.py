"""When the groups are where all end: pure functions over a published day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.live.ways import Ways
from tours.programme.snapshot import Programme, utc


@dataclass(frozen=True)
class Ending:
    """The last group is at the place where all end at another time than was published. Moments are aware and local."""

    place: str
    was: datetime
    at: datetime


def ending_of(before: Programme, after: Programme, ways: Ways) -> Ending | None:
    """None where it stays when it was, all end at their last stop, or nobody knows how long the way there is."""
    end = before.get("end_point")
    was, at = (home_at(programme, ways) for programme in (before, after))
    if end is None or was is None or at is None or was == at:
        return None
    zone = ZoneInfo(before["timezone"])
    return Ending(end["name"], was.astimezone(zone), at.astimezone(zone))


def lasting(programme: Programme, ending: Ending | None) -> Programme:
    """A day that ends later where the last group is home later."""
    if ending is None or ending.at < ending.was:
        return programme
    return {**programme, "ends_at": max(programme["ends_at"], utc(ending.at))}


def home_at(programme: Programme, ways: Ways) -> datetime | None:
    """When the last group is where all end, from where its last stop is in this programme."""
    end = programme.get("end_point")
    known = replace(ways, places={stop["id"]: stop["venue"] for stop in programme["stops"]})
    found = []
    for group in programme["groups"]:
        ends = {visit["end"]: visit["stop"] for visit in group["visits"] if visit["end"]}
        if not ends:
            continue
        last = max(ends)
        way = known.end_min(ends[last], end)
        if way is None:
            return None
        found.append(datetime.fromisoformat(last) + timedelta(minutes=way))
    return max(found, default=None)
