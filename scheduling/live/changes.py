"""What becomes of each visit: a published day beside the one that would come after it. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tours.programme.day import local
from tours.programme.snapshot import GroupData, Programme, StopData


@dataclass(frozen=True)
class Change:
    """One visit of one group. Moments are aware and local. `start` None: it is skipped; `was` None: it is new."""

    group_id: int
    letter: str
    stop: StopData
    was: datetime | None
    was_end: datetime | None
    start: datetime | None
    end: datetime | None
    elsewhere: bool = False  # at another place now
    was_at: str = ""  # which place it was then, if it had one

    @property
    def late_min(self) -> int:
        """How much later it begins; negative when earlier."""
        return _minutes(self.was, self.start)

    @property
    def early_min(self) -> int:
        return -self.late_min

    @property
    def shorter_min(self) -> int:
        return self.late_min - _minutes(self.was_end, self.end)

    @property
    def skipped(self) -> bool:
        return self.start is None

    @property
    def is_new(self) -> bool:
        return self.was is None

    @property
    def at(self) -> datetime:
        """Where it stands in the day."""
        moment = self.start or self.was
        assert moment is not None  # noqa: S101  (one of the two is there)
        return moment


def changes(before: Programme, after: Programme, *, since: datetime) -> list[Change]:
    """The visits that are at another time or place, or not there any more, in the order of the day.

    Of what began by `since` the place does not matter any more.
    """
    stops = {stop["id"]: stop for stop in [*before["stops"], *after["stops"]]}
    old_places = {stop["id"]: _place(stop) for stop in before["stops"]}
    zone = ZoneInfo(before["timezone"])
    later = {group["id"]: group for group in after["groups"]}
    found = []
    for group in before["groups"]:
        was, now = _times(group, zone), _times(later[group["id"]], zone)
        for stop_id in {**was, **now}:
            old, new, stop = was.get(stop_id), now.get(stop_id), stops[stop_id]
            coming = new is not None and new[0] > since
            elsewhere = coming and _place(stop) != old_places.get(stop_id, _place(stop))
            if old != new or elsewhere:
                place = old_places[stop_id] if elsewhere else ""
                (was_at, was_until), (at, until) = old or (None, None), new or (None, None)
                found.append(
                    Change(group["id"], group["letter"], stop, was_at, was_until, at, until, elsewhere, place)
                )
    return sorted(found, key=lambda one: (one.at, one.letter))


def _times(group: GroupData, zone: ZoneInfo) -> dict[int, tuple[datetime, datetime]]:
    found = {}
    for visit in group["visits"]:
        start, end = local(visit["start"], zone), local(visit["end"], zone)
        if start and end:
            found[visit["stop"]] = (start, end)
    return found


def _place(stop: StopData) -> str:
    return stop["venue"]["name"] if stop["venue"] else ""


def _minutes(one: datetime | None, other: datetime | None) -> int:
    return int((other - one).total_seconds() // 60) if one and other else 0
