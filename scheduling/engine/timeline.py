"""What a plan means, group by group: the order of its visits, where the break falls, the road and the waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduling.engine.model import TravelMatrix, Visit
from scheduling.engine.plan import FEASIBLE, OPTIMAL, GroupBreak, Plan
from scheduling.engine.problem import END, START, TourProblem

Ways = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Gap:
    """The time between two places: from leaving the one until the visit at the other begins (None: at "end")."""

    from_id: str
    to_id: str
    begin_min: int
    end_min: int | None
    way_min: int
    breaks: tuple[GroupBreak, ...] = ()

    @property
    def rest_min(self) -> int:
        return sum(rest.end_min - rest.start_min for rest in self.breaks)

    @property
    def ready_min(self) -> int:
        """The first minute at which way and breaks are both behind the group; the way is not cut in two by a break."""
        if not self.breaks:
            return self.begin_min + self.way_min
        last = max(rest.end_min for rest in self.breaks)
        first = min(rest.start_min for rest in self.breaks)
        arrives_before = first - self.begin_min >= self.way_min
        return last if arrives_before else last + self.way_min


@dataclass(frozen=True)
class GroupDay:
    group_id: str
    visits: tuple[Visit, ...]
    gaps: tuple[Gap, ...]
    day_start_min: int

    @property
    def finish_min(self) -> int:
        """When the group is at "end" and has had its break."""
        return self.gaps[-1].ready_min

    @property
    def travel_min(self) -> int:
        return sum(gap.way_min for gap in self.gaps)

    @property
    def waiting_min(self) -> int:
        """Everything from the beginning of the day to the finish that is no visit, break or way."""
        busy = sum(visit.end_min - visit.start_min for visit in self.visits)
        return self.finish_min - self.day_start_min - busy - self.travel_min - self.rest_min

    @property
    def rest_min(self) -> int:
        return sum(gap.rest_min for gap in self.gaps)


def ways_of(travel: TravelMatrix) -> dict[tuple[str, str], int]:
    """The minutes by pair of ids."""
    return {
        (here, there): minutes
        for here, row in zip(travel.ids, travel.minutes, strict=True)
        for there, minutes in zip(travel.ids, row, strict=True)
    }


def group_days(
    problem: TourProblem, visits: Sequence[Visit], breaks: Sequence[GroupBreak], ways: Ways | None = None
) -> list[GroupDay]:
    """One per group of the problem. Visits that begin at the same minute stay in the order given."""
    ways = ways_of(problem.travel) if ways is None else ways
    return [_group_day(problem, group, visits, breaks, ways) for group in problem.group_ids]


def _group_day(
    problem: TourProblem,
    group_id: str,
    visits: Sequence[Visit],
    breaks: Sequence[GroupBreak],
    ways: Ways,
) -> GroupDay:
    mine = [visit for visit in visits if visit.group_id == group_id]
    mine.sort(key=lambda visit: (visit.start_min, visit.end_min))
    rests = sorted((rest for rest in breaks if rest.group_id == group_id), key=lambda rest: rest.start_min)
    gaps = tuple(_gaps(problem.day.start_min, mine, rests, ways))
    return GroupDay(group_id, tuple(mine), gaps, problem.day.start_min)


def _gaps(begin_min: int, visits: Sequence[Visit], rests: Sequence[GroupBreak], ways: Ways) -> Iterator[Gap]:
    """The times before the first visit, between two, and after the last; each break in the one in which it begins."""
    here = START
    for number, visit in enumerate(visits):
        inside = tuple(rest for rest in rests if _visits_before(visits, rest) == number)
        yield Gap(here, visit.stop_id, begin_min, visit.start_min, ways[here, visit.stop_id], inside)
        here, begin_min = visit.stop_id, visit.end_min
    after = tuple(rest for rest in rests if _visits_before(visits, rest) == len(visits))
    yield Gap(here, END, begin_min, None, ways[here, END], after)


def _visits_before(visits: Sequence[Visit], rest: GroupBreak) -> int:
    return sum(visit.end_min <= rest.start_min for visit in visits)


def measured(
    problem: TourProblem,
    visits: Sequence[Visit],
    breaks: Sequence[GroupBreak],
    *,
    seed: int,
    solver_version: str = "",
    aim: str = "makespan",
    lower_bound_min: int = 0,
) -> Plan:
    """The plan with its sums; "optimal" where the bound on its aim, "makespan" or "travel", is reached."""
    days = group_days(problem, visits, breaks)
    makespan = max(group.finish_min for group in days) - problem.day.start_min
    travel = sum(group.travel_min for group in days)
    reached = lower_bound_min == (travel if aim == "travel" else makespan)
    return Plan(
        visits=tuple(visit for group in days for visit in group.visits),
        breaks=tuple(rest for group in days for gap in group.gaps for rest in gap.breaks),
        makespan_min=makespan,
        travel_min=travel,
        waiting_min=sum(group.waiting_min for group in days),
        status=OPTIMAL if reached else FEASIBLE,
        lower_bound_min=lower_bound_min,
        seed=seed,
        solver_version=solver_version,
    )
