"""The published day as the engine has it, and an answer of the engine as a published day. Pure functions."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.engine import (
    Plan,
    Speaker,
    Stop,
    TimeWindow,
    TourProblem,
    TravelMatrix,
    Violation,
    Visit,
)
from scheduling.engine.problem import END, JOINT, ROOMS, START
from scheduling.engine.timeline import measured
from scheduling.engine.validate import broken_rules
from scheduling.engine.windows import common, hold
from scheduling.live.ways import Ways
from tours.programme.day import minute_of
from tours.programme.models import DAY_MIN
from tours.programme.snapshot import GroupData, LegData, Programme, VisitData, utc

SHUT, UNWISHED = "outside_opening_hours", "outside_wished_hours"
_SEED = 0
FAR_MIN = DAY_MIN  # between places of which nobody knows how far apart they are: no way to go by
OVERTIME_MIN = 240  # so much longer a day may last
Windows = Mapping[int, Sequence[TimeWindow]]  # by stop
Chosen = Collection[
    tuple[str, str]
]  # group and stop, where somebody sends a group elsewhere than was published


@dataclass(frozen=True)
class Hours:
    """When places are open, which is so, and when it was wished to be at a stop, which may give way."""

    open: Windows = field(default_factory=dict)
    wished: Windows = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A published day, and what is known of it: ways between stops, opening hours, hours that were wished."""

    programme: Programme
    ways: Ways
    problem: TourProblem
    plan: Plan
    wished: Mapping[str, Sequence[TimeWindow]] = field(default_factory=dict)
    chosen: Chosen = frozenset()

    @cached_property
    def problems(self) -> list[TourProblem]:
        """With what was wished, as far as that can be; and, where anything was, without."""
        stops = (
            replace(stop, time_windows=_within(self.wished[stop.id], stop.time_windows))
            if stop.id in self.wished
            else stop
            for stop in self.problem.stops
        )
        wishful = [replace(self.problem, stops=tuple(stops))] if self.wished else []
        return [*wishful, self.problem]

    def minute(self, moment: datetime) -> int:
        """Minutes since local midnight of the event's day, as on the clock."""
        return minute_of(self.programme, moment)

    def written(self, plan: Plan) -> Programme:
        """The day with the times and the order of this plan; what is not in it is not visited."""
        visits: dict[str, dict[int, Visit]] = {}
        for visit in plan.visits:
            visits.setdefault(visit.group_id, {})[int(visit.stop_id)] = visit
        groups = [self._group(group, visits.get(str(group["id"]), {})) for group in self.programme["groups"]]
        ends = [visit["end"] for group in groups for visit in group["visits"] if visit["end"]]
        return {**self.programme, "groups": groups, "ends_at": max([self.programme["ends_at"], *ends])}

    def broken(self, plan: Plan) -> list[Violation]:
        """The rules that this plan breaks and the published day does not; buffers, lengths and the end of the day aside."""
        problem = relaxed(self.problem)
        known = [
            _rule(one) for one in broken_rules(problem, self.plan) if not self._is_about_what_was_chosen(one)
        ]
        found = [one for one in broken_rules(problem, plan) if one.code != "wrong_duration"]
        new = [one for one in found if _rule(one) not in known]
        return new + [one for one in self._against_wishes(plan) if one.values["stop"] not in _shut(new)]

    def doubts(self, plan: Plan) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """What is broken, as code and values; with the hours that count there (hours), where it is about those."""
        open_then = {stop.id: stop.time_windows for stop in self.problem.stops}
        hours = {SHUT: open_then, UNWISHED: self.wished}
        return tuple(
            (one.code, {**one.values, "hours": hours.get(one.code, {}).get(one.values.get("stop", ""), ())})
            for one in self.broken(plan)
        )

    def is_shut(self, plan: Plan) -> bool:
        """Whether a group is somewhere while that is closed, which the published day does not have."""
        return bool(_shut(self.broken(plan)))

    def _against_wishes(self, plan: Plan) -> Iterator[Violation]:
        """`outside_wished_hours` (group, stop)."""
        for visit in plan.visits:
            if not hold(self.wished.get(visit.stop_id, ()), visit.start_min, visit.end_min):
                yield Violation(UNWISHED, {"group": visit.group_id, "stop": visit.stop_id})

    def _is_about_what_was_chosen(self, broken: Violation) -> bool:
        """That a place is shut was not decided before when a group is sent there now."""
        values = broken.values
        return broken.code == SHUT and (values["group"], values["stop"]) in self.chosen

    def _group(self, group: GroupData, times: Mapping[int, Visit]) -> GroupData:
        kept = [visit for visit in group["visits"] if visit["stop"] in times or not visit["start"]]
        visits = [self._visit(visit, times.get(visit["stop"])) for visit in kept]
        ordered = _by_time(visits)
        return {**group, "visits": ordered, "legs": list(self._legs(group, ordered))}

    def _visit(self, visit: VisitData, at: Visit | None) -> VisitData:
        if at is None or not visit["start"] or not visit["end"]:
            return visit
        return {
            **visit,
            "start": self._moment(visit["start"], at.start_min),
            "end": self._moment(visit["end"], at.end_min),
        }

    def _moment(self, published: str, minute: int) -> str:
        """The published moment where it is that minute."""
        there = datetime.fromisoformat(published).astimezone(ZoneInfo(self.programme["timezone"]))
        shift = minute - self.minute(there)
        return utc(there.astimezone(ZoneInfo("UTC")) + timedelta(minutes=shift)) if shift else published

    def _legs(self, group: GroupData, visits: list[VisitData]) -> Iterator[LegData]:
        for here, there in itertools.pairwise(visits):
            leg = self.ways.leg(group["id"], here["stop"], there["stop"])
            if leg:
                yield leg


def read(programme: Programme, ways: Ways, hours: Hours, *, chosen: Chosen = frozenset()) -> Reading:
    """What is together stays together, as many groups at a stop as were planned.

    Hours that were not kept do not count, but for the visits that are chosen now.
    """
    visits = list(_visits(programme))
    begin = min((visit.start_min for visit in visits), default=0)
    problem = TourProblem(
        stops=tuple(_stops(visits, hours.open, chosen)),
        group_ids=tuple(str(group["id"]) for group in programme["groups"]),
        day=TimeWindow(begin, DAY_MIN),
        travel=_travel(programme, ways, visits),
        speakers=tuple(_speakers(programme, {visit.stop_id for visit in visits})),
    )
    plan = measured(problem, visits, (), seed=_SEED)
    problem = replace(problem, day=TimeWindow(begin, begin + plan.makespan_min if visits else DAY_MIN))
    overruled = {one.values.get("speaker") for one in broken_rules(problem, plan)}
    speakers = tuple(one for one in problem.speakers if one.id not in overruled)
    wished = {
        stop.id: hours.wished[int(stop.id)]
        for stop in problem.stops
        if int(stop.id) in hours.wished and _kept(hours.wished, stop.id, visits, chosen)
    }
    return Reading(programme, ways, replace(problem, speakers=speakers), plan, wished, chosen)


def relaxed(problem: TourProblem) -> TourProblem:
    """On the day itself the buffers may be used up, and the day may run late."""
    day = replace(problem.day, end_min=problem.day.end_min + OVERTIME_MIN)
    return replace(problem, buffer_min=0, fixed_visits=(), day=day)


def _visits(programme: Programme) -> Iterator[Visit]:
    for group in programme["groups"]:
        for visit in group["visits"]:
            if visit["start"] and visit["end"]:
                start, end = (
                    minute_of(programme, datetime.fromisoformat(moment))
                    for moment in (visit["start"], visit["end"])
                )
                yield Visit(str(group["id"]), str(visit["stop"]), start, end)


def _stops(visits: list[Visit], hours: Windows, chosen: Chosen) -> Iterator[Stop]:
    for stop_id in dict.fromkeys(visit.stop_id for visit in visits):
        here = [visit for visit in visits if visit.stop_id == stop_id]
        together = len(here) > 1 and len({visit.start_min for visit in here}) == 1
        kept = _kept(hours, stop_id, visits, chosen)
        yield Stop(
            id=stop_id,
            lat_deg=0,
            lon_deg=0,
            service_time_min=min(visit.end_min - visit.start_min for visit in here),
            time_windows=tuple(hours.get(int(stop_id), ())) if kept else (),
            capacity_groups=len(here) if together else _most_at_once(here),
            session_mode=JOINT if together else ROOMS,
        )


def _kept(hours: Windows, stop_id: str, visits: Iterable[Visit], chosen: Chosen) -> bool:
    """Whether the published day keeps to these hours, or it is only now decided that somebody goes there."""
    here = [visit for visit in visits if visit.stop_id == stop_id]
    windows = hours.get(int(stop_id), ())
    new = any((visit.group_id, stop_id) in chosen for visit in here)
    return new or all(hold(windows, visit.start_min, visit.end_min) for visit in here)


def _within(wished: Sequence[TimeWindow], open_then: Sequence[TimeWindow]) -> tuple[TimeWindow, ...]:
    """What was wished, while it is open; where that is never, as it is open."""
    both = common(wished, open_then) if open_then else wished
    return tuple(one for one in both if one.end_min > one.start_min) or tuple(open_then)


def _shut(broken: Iterable[Violation]) -> set[str]:
    return {one.values["stop"] for one in broken if one.code == SHUT}


def _most_at_once(visits: list[Visit]) -> int:
    """How many groups were planned here at one time."""
    return max(
        sum(other.start_min <= visit.start_min < other.end_min for other in visits) or 1 for visit in visits
    )


def _speakers(programme: Programme, visited: Collection[str]) -> Iterator[Speaker]:
    """Who speaks at more than one stop: nobody can be at two at a time."""
    at: dict[int, list[str]] = {}
    for stop in programme["stops"]:
        for speaker in {one["id"] for talk in stop["talks"] for one in talk["speakers"]}:
            if str(stop["id"]) in visited:
                at.setdefault(speaker, []).append(str(stop["id"]))
    return (Speaker(str(speaker), tuple(stops)) for speaker, stops in at.items() if len(stops) > 1)


def _travel(programme: Programme, ways: Ways, visits: list[Visit]) -> TravelMatrix:
    """As the slowest group goes. Where groups were sent and no way was published, none is needed."""
    sent: Counter[tuple[int, int]] = Counter()
    for group in programme["groups"]:
        for one, other in itertools.pairwise(visit["stop"] for visit in group["visits"]):
            leg = ways.leg(group["id"], one, other)
            sent[one, other] = max(sent[one, other], leg["minutes"] if leg else 0)
    ids = (START, END, *dict.fromkeys(visit.stop_id for visit in visits))
    end = programme.get("end_point")

    def minutes(here: str, there: str) -> int:
        if there == END and here not in {START, END}:
            return ways.end_min(int(here), end) or 0
        if here == there or {here, there} & {START, END}:
            return 0
        ends = int(here), int(there)
        known = sent[ends] if ends in sent else ways.slowest_min(*ends)
        return FAR_MIN if known is None else known

    return TravelMatrix(ids, tuple(tuple(minutes(here, there) for there in ids) for here in ids))


def _by_time(visits: list[VisitData]) -> list[VisitData]:
    """In the order of the day; what has no time stays behind what it came after."""
    keyed, last = [], ""
    for visit in visits:
        last = visit["start"] or last
        keyed.append((last, visit))
    return [visit for _at, visit in sorted(keyed, key=lambda pair: pair[0])]


def _rule(violation: Violation) -> tuple[str, object, object]:
    return violation.code, violation.values.get("stop"), violation.values.get("group")
