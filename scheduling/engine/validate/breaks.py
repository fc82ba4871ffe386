"""Breaks: when, how long, and not during anything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from scheduling.engine.plan import Violation
from scheduling.engine.validate.case import Case, breaks_of


def lunch(case: Case) -> Iterator[Violation]:
    """`break_outside_window` (group, at), `break_wrong_duration` (group, minutes, wanted)."""
    wanted = case.problem.lunch
    if wanted is None:
        return
    for rest in case.plan.breaks:
        if not wanted.earliest_start_min <= rest.start_min <= wanted.latest_start_min:
            yield Violation("break_outside_window", {"group": rest.group_id, "at": rest.start_min})
        minutes = rest.end_min - rest.start_min
        if minutes != wanted.duration_min:
            values = {"group": rest.group_id, "minutes": minutes, "wanted": wanted.duration_min}
            yield Violation("break_wrong_duration", values)


def break_in_peace(case: Case) -> Iterator[Violation]:
    """`break_during_visit` (group, stop, at), `break_on_the_way` (group, from, to, at).

    The way fits in one piece before the break or after it.
    """
    for group in case.days:
        for visit, rest in itertools.product(group.visits, breaks_of(group)):
            if rest.start_min < visit.end_min and visit.start_min < rest.end_min:
                values = {"group": group.group_id, "stop": visit.stop_id, "at": rest.start_min}
                yield Violation("break_during_visit", values)
        for gap in group.gaps:
            if gap.breaks and gap.end_min is not None and gap.ready_min > gap.end_min:
                values = {"group": group.group_id, "from": gap.from_id, "to": gap.to_id}
                yield Violation("break_on_the_way", values | {"at": gap.breaks[0].start_min})
