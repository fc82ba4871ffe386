"""When and how long: durations, fixed visits, the day, ways between visits, opening hours."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.engine.plan import Violation
from scheduling.engine.validate.case import Case, breaks_of, when
from scheduling.engine.windows import hold


def durations(case: Case) -> Iterator[Violation]:
    """`wrong_duration` (group, stop, minutes, wanted)."""
    for visit in case.plan.visits:
        wanted = case.stops[visit.stop_id].service_time_min
        minutes = visit.end_min - visit.start_min
        if minutes != wanted:
            values = {"group": visit.group_id, "stop": visit.stop_id}
            yield Violation("wrong_duration", values | {"minutes": minutes, "wanted": wanted})


def fixed_visits(case: Case) -> Iterator[Violation]:
    """`fixed_visit_moved` (group, stop, at, wanted)."""
    for visit in case.plan.visits:
        wanted = case.fixed.get((visit.group_id, visit.stop_id), visit)
        if visit != wanted:
            values = {"group": visit.group_id, "stop": visit.stop_id, "at": visit.start_min}
            yield Violation("fixed_visit_moved", values | {"wanted": wanted.start_min})


def hours_of_the_day(case: Case) -> Iterator[Violation]:
    """`before_day` (group, at, day), `after_day` (group, at, day): anything of a group outside the day."""
    day = case.problem.day
    for group in case.days:
        begins = [one.start_min for one in group.visits] + [rest.start_min for rest in breaks_of(group)]
        begin = min(begins, default=day.start_min)
        if begin < day.start_min:
            yield Violation("before_day", {"group": group.group_id, "at": begin, "day": day.start_min})
        if group.finish_min > day.end_min:
            values = {"group": group.group_id, "at": group.finish_min, "day": day.end_min}
            yield Violation("after_day", values)


def ways(case: Case) -> Iterator[Violation]:
    """`overlap`, `leg_too_short`, `buffer_too_short` (group, from, to, gap, needs, buffer): too little between two visits.

    `needs` is the way and the break in that gap, if any; the buffer is kept on top of both.
    """
    for group in case.days:
        for gap in group.gaps:
            if gap.end_min is None:
                continue
            needs, minutes = gap.way_min + gap.rest_min, gap.end_min - gap.begin_min
            buffer = case.problem.buffer_between(gap.from_id, gap.to_id)
            values: dict[str, str | int] = {"group": group.group_id, "from": gap.from_id, "to": gap.to_id}
            values |= {"gap": minutes, "needs": needs, "buffer": buffer}
            if minutes < needs + buffer:
                short = "leg_too_short" if minutes < needs else "buffer_too_short"
                yield Violation("overlap" if minutes < 0 else short, values)


def opening_hours(case: Case) -> Iterator[Violation]:
    """`outside_opening_hours` (group, stop, from, until)."""
    for visit in case.plan.visits:
        if not hold(case.stops[visit.stop_id].time_windows, visit.start_min, visit.end_min):
            yield Violation("outside_opening_hours", when(visit))
