"""Whether everything is there, once, in whole minutes: without that no other rule makes sense."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.engine.malformed import is_whole
from scheduling.engine.model import Visit
from scheduling.engine.plan import GroupBreak, Violation
from scheduling.engine.validate.case import Case


def whole_minutes(case: Case) -> Iterator[Violation]:
    """`not_whole_minutes` (group, at): a time that is no whole number, or an end before its beginning."""
    given: list[Visit | GroupBreak] = [*case.plan.visits, *case.plan.breaks]
    for one in given:
        whole = is_whole(one.start_min) and is_whole(one.end_min)
        if not whole or one.end_min < one.start_min:
            yield Violation("not_whole_minutes", {"group": one.group_id, "at": one.start_min})


def every_visit_once(case: Case) -> Iterator[Violation]:
    """`missing_visit`, `repeated_visit`, `unknown_visit` (group, stop)."""
    wanted = {(group, stop.id) for group in case.problem.group_ids for stop in case.problem.stops}
    found = [(visit.group_id, visit.stop_id) for visit in case.plan.visits]
    for group, stop in sorted(wanted - set(found), key=str):
        yield Violation("missing_visit", {"group": group, "stop": stop})
    for group, stop in sorted(set(found), key=str):
        if (group, stop) not in wanted:
            yield Violation("unknown_visit", {"group": group, "stop": stop})
        elif found.count((group, stop)) > 1:
            yield Violation("repeated_visit", {"group": group, "stop": stop})


def every_break_once(case: Case) -> Iterator[Violation]:
    """`missing_break`, `repeated_break` (group), `unknown_break` (group, at)."""
    resting = [rest.group_id for rest in case.plan.breaks]
    for group in case.problem.group_ids:
        if case.problem.lunch and group not in resting:
            yield Violation("missing_break", {"group": group})
        if resting.count(group) > 1:
            yield Violation("repeated_break", {"group": group})
    for rest in case.plan.breaks:
        if case.problem.lunch is None or rest.group_id not in case.problem.group_ids:
            yield Violation("unknown_break", {"group": rest.group_id, "at": rest.start_min})
