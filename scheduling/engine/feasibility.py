"""What shows without a solver that there can be no plan. Each check says what is short, of whom and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduling.engine.bounds import least_between, sessions_needed, shortest_day
from scheduling.engine.malformed import malformed
from scheduling.engine.model import Issue, TimeWindow
from scheduling.engine.problem import END, START, Stop, TourProblem
from scheduling.engine.windows import common, hold, merged, open_hours, starts_within

Check = Callable[[TourProblem], Iterator[Issue]]


def check_problem(problem: TourProblem) -> list[Issue]:
    """Everything for which there can be no plan, cheap to find; empty does not promise that there is one.

    What is put wrongly (see `malformed`) is told alone.
    """
    return malformed(problem) or [issue for check in CHECKS for issue in check(problem)]


def open_at_all(problem: TourProblem) -> Iterator[Issue]:
    """The hours of a stop within the day.

    `never_open` (stop, needs): too short for one visit; `speaker_never_there` (stop, speakers, needs): they are, but not
    while all its speakers are available; `out_of_reach` (stop, from, until): no time to get there and back.
    """
    least = least_between(problem)
    for stop in problem.stops:
        needs = stop.service_time_min
        values = {"stop": stop.id, "needs": needs}
        first = problem.day.start_min + least[START, stop.id]
        last = problem.day.end_min - least[stop.id, END] - needs
        starts = starts_within(open_hours(problem, stop), needs)
        if not starts_within(_open(problem, stop), needs):
            yield Issue("never_open", values)
        elif not starts:
            speakers = tuple(one.id for one in problem.speakers if stop.id in one.stop_ids)
            yield Issue("speaker_never_there", values | {"speakers": speakers})
        elif not common(starts, [TimeWindow(first, last)]):
            yield Issue("out_of_reach", {"stop": stop.id, "from": first, "until": last + needs})


def long_enough_day(problem: TourProblem) -> Iterator[Issue]:
    """`day_too_short` (needs, has): visits, break, buffers and the shortest tour of one group."""
    needs, has = shortest_day(problem), problem.day.end_min - problem.day.start_min
    if needs > has:
        yield Issue("day_too_short", {"needs": needs, "has": has})


def room_for_all(problem: TourProblem) -> Iterator[Issue]:
    """`too_few_sessions` (stop, needs, has): sessions that the hours of the stop hold."""
    for stop in problem.stops:
        each = stop.service_time_min + stop.setup_time_min
        needs = sessions_needed(problem, stop)
        hours = open_hours(problem, stop)
        fitting = [window for window in hours if window.end_min - window.start_min >= stop.service_time_min]
        if each and fitting:
            has = sum((window.end_min - window.start_min + stop.setup_time_min) // each for window in fitting)
            if needs > has:
                yield Issue("too_few_sessions", {"stop": stop.id, "needs": needs, "has": has})


def speakers_have_time(problem: TourProblem) -> Iterator[Issue]:
    """`speaker_too_busy` (speaker, stops, needs, has): minutes of all sessions together."""
    stops = {stop.id: stop for stop in problem.stops}
    for speaker in problem.speakers:
        asked = [stops[name] for name in dict.fromkeys(speaker.stop_ids)]
        needs = sum(sessions_needed(problem, stop) * stop.service_time_min for stop in asked)
        hours = common([problem.day], merged(speaker.time_windows) or [problem.day])
        has = sum(window.end_min - window.start_min for window in hours)
        if needs > has:
            values = {"speaker": speaker.id, "stops": tuple(stop.id for stop in asked)}
            yield Issue("speaker_too_busy", values | {"needs": needs, "has": has})


def time_for_lunch(problem: TourProblem) -> Iterator[Issue]:
    """`no_time_for_lunch` (from, until): the break does not fit within the day."""
    rest = problem.lunch
    if rest is None:
        return
    starts = starts_within([problem.day], rest.duration_min)
    if not common(starts, [TimeWindow(rest.earliest_start_min, rest.latest_start_min)]):
        values = {"from": rest.earliest_start_min, "until": rest.latest_start_min}
        yield Issue("no_time_for_lunch", values)


def fixed_within_hours(problem: TourProblem) -> Iterator[Issue]:
    """`fixed_visit_impossible` (group, stop, at): closed then, or a speaker is away."""
    stops = {stop.id: stop for stop in problem.stops}
    for visit in problem.fixed_visits:
        hours = open_hours(problem, stops[visit.stop_id])
        if not hours or not hold(hours, visit.start_min, visit.end_min):
            values = {"group": visit.group_id, "stop": visit.stop_id, "at": visit.start_min}
            yield Issue("fixed_visit_impossible", values)


CHECKS: tuple[Check, ...] = (
    open_at_all,
    long_enough_day,
    room_for_all,
    speakers_have_time,
    time_for_lunch,
    fixed_within_hours,
)


def _open(problem: TourProblem, stop: Stop) -> list[TimeWindow]:
    return common([problem.day], merged(stop.time_windows) or [problem.day])
