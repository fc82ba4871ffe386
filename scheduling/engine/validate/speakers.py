"""Speakers are there, and in one place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from scheduling.engine.bounds import speaker_ways
from scheduling.engine.plan import Violation
from scheduling.engine.validate.case import Case, when
from scheduling.engine.windows import hold


def speakers_available(case: Case) -> Iterator[Violation]:
    """`speaker_away` (speaker, group, stop, from, until)."""
    for speaker in case.problem.speakers:
        for visit in case.plan.visits:
            needed = visit.stop_id in speaker.stop_ids
            if needed and not hold(speaker.time_windows, visit.start_min, visit.end_min):
                yield Violation("speaker_away", when(visit) | {"speaker": speaker.id})


def speakers_in_one_place(case: Case) -> Iterator[Violation]:
    """`speaker_twice` (speaker, first, second, at): no time between the two to get there by the shortest way."""
    shortest = speaker_ways(case.problem)
    for speaker in case.problem.speakers:
        needed = [visit for visit in case.plan.visits if visit.stop_id in speaker.stop_ids]
        needed.sort(key=lambda visit: (visit.start_min, visit.end_min))
        for one, other in itertools.combinations(needed, 2):
            if one.stop_id == other.stop_id or one.group_id == other.group_id:
                continue
            there = one.end_min + shortest[one.stop_id, other.stop_id] <= other.start_min
            back = other.end_min + shortest[other.stop_id, one.stop_id] <= one.start_min
            if not there and not back:
                values = {"speaker": speaker.id, "first": one.stop_id, "second": other.stop_id}
                yield Violation("speaker_twice", values | {"at": other.start_min})
