"""How many groups are at a stop at once, and which of them begin together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from scheduling.engine.model import Visit
from scheduling.engine.plan import Violation
from scheduling.engine.problem import JOINT
from scheduling.engine.validate.case import Case


def rooms(case: Case) -> Iterator[Violation]:
    """More groups at a stop than it holds.

    `too_many_groups` (stop, at, groups, capacity); `setup_too_short` (stop, at, setup): there is room but not set up yet.
    """
    for stop in case.problem.stops:
        visits = case.visits_at(stop) if stop.session_mode != JOINT else []
        for number, visit in enumerate(visits):
            earlier = visits[:number]
            there = 1 + sum(_meet(before, visit) for before in earlier)
            unready = 1 + sum(before.end_min + stop.setup_time_min > visit.start_min for before in earlier)
            if there > stop.capacity_groups:
                values = {"stop": stop.id, "at": visit.start_min, "groups": there}
                yield Violation("too_many_groups", values | {"capacity": stop.capacity_groups})
            elif stop.setup_time_min and unready > stop.capacity_groups:
                values = {"stop": stop.id, "at": visit.start_min, "setup": stop.setup_time_min}
                yield Violation("setup_too_short", values)


def joint_sessions(case: Case) -> Iterator[Violation]:
    """Groups of one session begin and end together.

    `not_together` (stop, at): a session begins during another; also `too_many_groups` and `setup_too_short` as for rooms.
    """
    for stop in case.problem.stops:
        visits = case.visits_at(stop) if stop.session_mode == JOINT else []
        sessions = [(at, len(list(them))) for at, them in itertools.groupby(visits, key=_times)]
        for (start, _end), groups in sessions:
            if groups > stop.capacity_groups:
                values = {"stop": stop.id, "at": start, "groups": groups}
                yield Violation("too_many_groups", values | {"capacity": stop.capacity_groups})
        for ((_, end), _n), ((start, _), _m) in itertools.pairwise(sessions):
            if start < end:
                yield Violation("not_together", {"stop": stop.id, "at": start})
            elif start < end + stop.setup_time_min:
                values = {"stop": stop.id, "at": start, "setup": stop.setup_time_min}
                yield Violation("setup_too_short", values)


def _times(visit: Visit) -> tuple[int, int]:
    return visit.start_min, visit.end_min


def _meet(one: Visit, other: Visit) -> bool:
    return one.start_min < other.end_min and other.start_min < one.end_min
