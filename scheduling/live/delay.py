"""A group is late: what becomes of the published day. Pure functions over a Revision's data, with the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.engine import Plan, Stop, TimeWindow, TourProblem, TravelMatrix, Visit, propagate_delay
from scheduling.engine.problem import END, JOINT, ROOMS, START
from scheduling.engine.timeline import measured
from tours.programme.models import DAY_MIN
from tours.programme.snapshot import GroupData, Programme, VisitData, utc

_SEED = 0


@dataclass(frozen=True)
class Moved:
    """A visit that begins later than was published; moments are aware and local."""

    group_id: int
    stop_id: int
    was: datetime
    start: datetime

    @property
    def late_min(self) -> int:
        return int((self.start - self.was).total_seconds() // 60)


def delayed(programme: Programme, *, group_id: int, minutes: int, first_open: datetime) -> Programme:
    """The day when this group comes so many minutes later to what is next for it; the same where nothing moves.

    What began before `first_open` stands. Waiting time and buffers take up the delay first; other groups move where they
    wait for this one. See `propagate_delay`.
    """
    problem, plan = _asked(programme)
    if not plan.visits:
        return programme
    late = propagate_delay(
        problem,
        plan,
        group_id=str(group_id),
        now_min=_minute(programme, first_open),
        delay_min=minutes,
    )
    return _moved_by(programme, plan, late)


def moved(before: Programme, after: Programme) -> list[Moved]:
    """The visits that are at another time in the second, in the order of the day."""
    zone = ZoneInfo(before["timezone"])
    found = [
        Moved(group["id"], old["stop"], _moment(old["start"], zone), _moment(new["start"], zone))
        for group, changed in zip(before["groups"], after["groups"], strict=True)
        for old, new in zip(group["visits"], changed["visits"], strict=True)
        if old["start"] and new["start"] and old["start"] != new["start"]
    ]
    return sorted(found, key=lambda one: (one.start, one.group_id))


def _asked(programme: Programme) -> tuple[TourProblem, Plan]:
    """The published day as the engine has it: what is together stays together, as many at a stop as were planned."""
    visits = list(_visits(programme))
    begin = min((visit.start_min for visit in visits), default=0)
    problem = TourProblem(
        stops=tuple(_stops(visits)),
        group_ids=tuple(str(group["id"]) for group in programme["groups"]),
        day=TimeWindow(begin, max((visit.end_min for visit in visits), default=DAY_MIN)),
        travel=_travel(programme, visits),
    )
    return problem, measured(problem, visits, (), seed=_SEED)


def _visits(programme: Programme) -> Iterator[Visit]:
    for group in programme["groups"]:
        for visit in group["visits"]:
            if visit["start"] and visit["end"]:
                zone = ZoneInfo(programme["timezone"])
                start, end = _moment(visit["start"], zone), _moment(visit["end"], zone)
                yield Visit(
                    str(group["id"]), str(visit["stop"]), _minute(programme, start), _minute(programme, end)
                )


def _stops(visits: list[Visit]) -> Iterator[Stop]:
    for stop_id in dict.fromkeys(visit.stop_id for visit in visits):
        here = [visit for visit in visits if visit.stop_id == stop_id]
        together = len(here) > 1 and len({visit.start_min for visit in here}) == 1
        yield Stop(
            id=stop_id,
            lat_deg=0,
            lon_deg=0,
            service_time_min=min(visit.end_min - visit.start_min for visit in here),
            capacity_groups=len(here) if together else _most_at_once(here),
            session_mode=JOINT if together else ROOMS,
        )


def _most_at_once(visits: list[Visit]) -> int:
    """How many groups were planned here at one time."""
    return max(
        sum(other.start_min <= visit.start_min < other.end_min for other in visits) or 1 for visit in visits
    )


def _travel(programme: Programme, visits: list[Visit]) -> TravelMatrix:
    """The published ways; between stops that no group goes straight between none are needed."""
    ways: Counter[tuple[str, str]] = Counter()
    for group in programme["groups"]:
        for leg in group["legs"]:
            ends = str(leg["from_stop"]), str(leg["to_stop"])
            ways[ends] = max(ways[ends], leg["minutes"])
    ids = (START, END, *dict.fromkeys(visit.stop_id for visit in visits))
    return TravelMatrix(ids, tuple(tuple(ways[here, there] for there in ids) for here in ids))


def _moved_by(programme: Programme, before: Plan, after: Plan) -> Programme:
    now = {(visit.group_id, visit.stop_id): visit.start_min for visit in after.visits}
    later = {
        (visit.group_id, visit.stop_id): now[visit.group_id, visit.stop_id] - visit.start_min
        for visit in before.visits
    }
    groups = [_group_moved_by(group, later) for group in programme["groups"]]
    ends = [visit["end"] for group in groups for visit in group["visits"] if visit["end"]]
    return {**programme, "groups": groups, "ends_at": max([programme["ends_at"], *ends])}


def _group_moved_by(group: GroupData, later: dict[tuple[str, str], int]) -> GroupData:
    visits = [
        _later(visit, later.get((str(group["id"]), str(visit["stop"])), 0)) for visit in group["visits"]
    ]
    return {**group, "visits": visits}


def _later(visit: VisitData, minutes: int) -> VisitData:
    start, end = (_shift(moment, minutes) for moment in (visit["start"], visit["end"]))
    return {**visit, "start": start, "end": end}


def _shift(moment: str | None, minutes: int) -> str | None:
    if moment is None or not minutes:
        return moment
    return utc(datetime.fromisoformat(moment) + timedelta(minutes=minutes))


def _moment(moment: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone)


def _minute(programme: Programme, moment: datetime) -> int:
    """Minutes since local midnight of the event's day, as on the clock."""
    zone = ZoneInfo(programme["timezone"])
    midnight = datetime.fromisoformat(programme["date"])
    return int((moment.astimezone(zone).replace(tzinfo=None) - midnight).total_seconds() // 60)
