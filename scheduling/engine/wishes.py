"""The wishes in a problem, one by one: each can be dropped, so that it shows which of them clash.

Codes and their values, as in a clash:
`opening_hours` (stop), `joint` (stop): all groups at once, `capacity` (stop, groups), `setup` (stop, minutes),
`speaker_hours` (speaker), `speaker_in_one_place` (speaker, stops), `lunch` (from, until, minutes), `buffer` (minutes),
`end_of_day` (until), `fixed_visit` (group, stop, at).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scheduling.engine.model import TimeWindow
from scheduling.engine.problem import JOINT, ROOMS, Speaker, Stop, TourProblem

A_DAY = 24 * 60
# What it costs people when it is dropped; the cheapest set of concessions is the one with the smallest sum.
WEIGHTS = {
    "buffer": 2,
    "setup": 3,
    "fixed_visit": 3,
    "end_of_day": 4,
    "joint": 4,
    "opening_hours": 5,
    "speaker_hours": 5,
    "lunch": 6,
    "capacity": 6,
    "speaker_in_one_place": 8,
}


@dataclass(frozen=True)
class Wish:
    code: str
    values: Mapping[str, Any]
    drop: Callable[[TourProblem], TourProblem] = field(compare=False)

    @property
    def weight(self) -> int:
        return WEIGHTS[self.code]


def wishes(problem: TourProblem) -> list[Wish]:
    """Those of the whole day first, then those of one place or person."""
    return [*_of_the_day(problem), *_of_stops(problem), *_of_speakers(problem), *_of_fixed_visits(problem)]


def without(problem: TourProblem, dropped: Iterable[Wish]) -> TourProblem:
    for wish in dropped:
        problem = wish.drop(problem)
    return problem


def _of_the_day(problem: TourProblem) -> Iterator[Wish]:
    if problem.buffer_min:
        yield Wish("buffer", {"minutes": problem.buffer_min}, lambda all_: replace(all_, buffer_min=0))
    if problem.lunch:
        rest = problem.lunch
        values = {"from": rest.earliest_start_min, "until": rest.latest_start_min}
        yield Wish("lunch", values | {"minutes": rest.duration_min}, lambda all_: replace(all_, lunch=None))
    longer = TimeWindow(problem.day.start_min, problem.day.end_min + A_DAY)
    yield Wish("end_of_day", {"until": problem.day.end_min}, lambda all_: replace(all_, day=longer))


def _of_stops(problem: TourProblem) -> Iterator[Wish]:
    groups = len(problem.group_ids)
    for stop in problem.stops:
        if stop.time_windows:
            yield Wish("opening_hours", {"stop": stop.id}, _stop(stop, time_windows=()))
        if stop.setup_time_min:
            values = {"stop": stop.id, "minutes": stop.setup_time_min}
            yield Wish("setup", values, _stop(stop, setup_time_min=0))
        if stop.session_mode == JOINT and stop.capacity_groups >= groups > 1:
            yield Wish("joint", {"stop": stop.id}, _stop(stop, session_mode=ROOMS))
        if stop.capacity_groups < groups:
            values = {"stop": stop.id, "groups": stop.capacity_groups}
            yield Wish("capacity", values, _stop(stop, capacity_groups=groups))


def _of_speakers(problem: TourProblem) -> Iterator[Wish]:
    for speaker in problem.speakers:
        if speaker.time_windows:
            yield Wish("speaker_hours", {"speaker": speaker.id}, _speaker(speaker, always_there))
        if len(set(speaker.stop_ids)) > 1:
            values = {"speaker": speaker.id, "stops": tuple(speaker.stop_ids)}
            yield Wish("speaker_in_one_place", values, _speaker(speaker, one_per_stop))


def _of_fixed_visits(problem: TourProblem) -> Iterator[Wish]:
    for visit in problem.fixed_visits:
        values = {"group": visit.group_id, "stop": visit.stop_id, "at": visit.start_min}

        def drop(all_: TourProblem, visit: Any = visit) -> TourProblem:
            return replace(all_, fixed_visits=tuple(one for one in all_.fixed_visits if one != visit))

        yield Wish("fixed_visit", values, drop)


def _stop(stop: Stop, **change: Any) -> Callable[[TourProblem], TourProblem]:
    def drop(problem: TourProblem) -> TourProblem:
        stops = (replace(one, **change) if one.id == stop.id else one for one in problem.stops)
        return replace(problem, stops=tuple(stops))

    return drop


def _speaker(
    speaker: Speaker, change: Callable[[Speaker], list[Speaker]]
) -> Callable[[TourProblem], TourProblem]:
    """The speaker may have been split into several by another wish."""

    def drop(problem: TourProblem) -> TourProblem:
        changed = (
            change(one) if one.id == speaker.id or one.id.startswith(f"{speaker.id}\0") else [one]
            for one in problem.speakers
        )
        return replace(problem, speakers=tuple(one for several in changed for one in several))

    return drop


def always_there(speaker: Speaker) -> list[Speaker]:
    return [replace(speaker, time_windows=())]


def one_per_stop(speaker: Speaker) -> list[Speaker]:
    """As if there were one of them at each stop."""
    return [
        replace(speaker, id=f"{speaker.id}\0{stop}", stop_ids=(stop,))
        for stop in dict.fromkeys(speaker.stop_ids)
    ]
