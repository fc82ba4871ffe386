"""Problems that nobody could plan because they are not put rightly: unknown ids, missing ways, hours that run backwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from scheduling.engine.model import Issue, TimeWindow, Visit
from scheduling.engine.problem import END, JOINT, ROOMS, START, TourProblem

Check = Callable[[TourProblem], Iterator[Issue]]


def malformed(problem: TourProblem) -> list[Issue]:
    return list(whole_minutes(problem)) or [issue for check in CHECKS for issue in check(problem)]


def whole_minutes(problem: TourProblem) -> Iterator[Issue]:
    """`not_whole_minutes` (what, id): anything that is counted, and is no whole number."""
    given: list[tuple[str, str, tuple[object, ...]]] = [
        ("day", "", _ends(problem.day)),
        ("buffer", "", (problem.buffer_min,)),
        ("travel", "", tuple(minutes for row in problem.travel.minutes for minutes in row)),
    ]
    if rest := problem.lunch:
        given.append(("lunch", "", (rest.earliest_start_min, rest.latest_start_min, rest.duration_min)))
    for stop in problem.stops:
        counted = (stop.service_time_min, stop.setup_time_min, stop.capacity_groups)
        given += [("stop", stop.id, counted), *(("stop", stop.id, _ends(one)) for one in stop.time_windows)]
    for speaker in problem.speakers:
        given += [("speaker", speaker.id, _ends(window)) for window in speaker.time_windows]
    given += [("fixed_visit", visit.stop_id, _ends(visit)) for visit in problem.fixed_visits]
    wrong = ((what, name) for what, name, numbers in given if not all(map(is_whole, numbers)))
    for what, name in dict.fromkeys(wrong):
        yield Issue("not_whole_minutes", {"what": what, "id": name})


def is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _ends(time: TimeWindow | Visit) -> tuple[object, object]:
    return time.start_min, time.end_min


def ids(problem: TourProblem) -> Iterator[Issue]:
    """`no_groups` (); `repeated_id` (what, id): two of one name, or a stop that is called "start" or "end".

    `what` is "stop", "group", "speaker" or "travel": a place that is in the matrix twice.
    """
    if not problem.group_ids:
        yield Issue("no_groups", {})
    named = {
        "stop": [START, END, *(stop.id for stop in problem.stops)],
        "group": list(problem.group_ids),
        "speaker": [speaker.id for speaker in problem.speakers],
        "travel": list(problem.travel.ids),
    }
    for what, given in named.items():
        for name, times in Counter(given).items():
            if times > 1:
                yield Issue("repeated_id", {"what": what, "id": name})


def travel(problem: TourProblem) -> Iterator[Issue]:
    """`travel_not_square` (); `travel_missing` (id); `travel_negative` (from, to)."""
    matrix = problem.travel
    size = len(matrix.ids)
    if len(matrix.minutes) != size or any(len(row) != size for row in matrix.minutes):
        yield Issue("travel_not_square", {})
        return
    for name in (START, END, *(stop.id for stop in problem.stops)):
        if name not in matrix.ids:
            yield Issue("travel_missing", {"id": name})
    for here, row in zip(matrix.ids, matrix.minutes, strict=True):
        for there, minutes in zip(matrix.ids, row, strict=True):
            if minutes < 0:
                yield Issue("travel_negative", {"from": here, "to": there})


def numbers(problem: TourProblem) -> Iterator[Issue]:
    """`negative` (what, id): less than nothing; `no_capacity` (stop); `unknown_session_mode` (stop, mode)."""
    if problem.buffer_min < 0:
        yield Issue("negative", {"what": "buffer", "id": ""})
    if problem.lunch and problem.lunch.duration_min < 0:
        yield Issue("negative", {"what": "lunch", "id": ""})
    for stop in problem.stops:
        if stop.service_time_min < 0 or stop.setup_time_min < 0:
            yield Issue("negative", {"what": "stop", "id": stop.id})
        if stop.capacity_groups < 1:
            yield Issue("no_capacity", {"stop": stop.id})
        if stop.session_mode not in (ROOMS, JOINT):
            yield Issue("unknown_session_mode", {"stop": stop.id, "mode": stop.session_mode})


def hours(problem: TourProblem) -> Iterator[Issue]:
    """`backwards` (what, id): hours that end before they begin."""
    given: list[tuple[str, str, TimeWindow]] = [("day", "", problem.day)]
    given += [("stop", stop.id, window) for stop in problem.stops for window in stop.time_windows]
    given += [("speaker", one.id, window) for one in problem.speakers for window in one.time_windows]
    if problem.lunch:
        start = TimeWindow(problem.lunch.earliest_start_min, problem.lunch.latest_start_min)
        given.append(("lunch", "", start))
    for what, name, window in given:
        if window.end_min < window.start_min:
            yield Issue("backwards", {"what": what, "id": name})


def references(problem: TourProblem) -> Iterator[Issue]:
    """`unknown_stop` (speaker, stop): a speaker who is needed at a stop that there is not."""
    stops = {stop.id for stop in problem.stops}
    for speaker in problem.speakers:
        for stop in speaker.stop_ids:
            if stop not in stops:
                yield Issue("unknown_stop", {"speaker": speaker.id, "stop": stop})


def fixed(problem: TourProblem) -> Iterator[Issue]:
    """`unknown_fixed_visit`, `repeated_fixed_visit` (group, stop).

    `fixed_visit_duration` (group, stop, minutes, wanted): not as long as the others at that stop.
    """
    stops = {stop.id: stop.service_time_min for stop in problem.stops}
    given = Counter((visit.group_id, visit.stop_id) for visit in problem.fixed_visits)
    for (group, stop), times in given.items():
        if group not in problem.group_ids or stop not in stops:
            yield Issue("unknown_fixed_visit", {"group": group, "stop": stop})
        if times > 1:
            yield Issue("repeated_fixed_visit", {"group": group, "stop": stop})
    for visit in problem.fixed_visits:
        minutes, wanted = visit.end_min - visit.start_min, stops.get(visit.stop_id)
        if wanted not in (None, minutes):
            values = {"group": visit.group_id, "stop": visit.stop_id}
            yield Issue("fixed_visit_duration", values | {"minutes": minutes, "wanted": wanted})


CHECKS: tuple[Check, ...] = (ids, travel, numbers, hours, references, fixed)
