"""What a newer calendar file changes in the days that stand there. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.calendar.models import ClosedDay
from scheduling.calendar.reading import Found


@dataclass(frozen=True)
class Difference:
    """`changed` pairs what stands there with what comes in its place; `same` counts what stays as it is."""

    new: list[Found]
    changed: list[tuple[ClosedDay, Found]]
    gone: list[ClosedDay]
    same: int

    @property
    def is_nothing(self) -> bool:
        return not (self.new or self.changed or self.gone)


def difference(stored: Iterable[ClosedDay], found: Iterable[Found]) -> Difference:
    """The same name on the same day, else a name that is gone once and new once, is one that changed."""
    wanted = dict.fromkeys(found)
    gone, same = [], 0
    for day in stored:
        if wanted.pop(as_found(day), day) is None:
            same += 1
        else:
            gone.append(day)
    changed = [*_pairs(gone, wanted, by_day=True), *_pairs(gone, wanted, by_day=False)]
    return Difference(list(wanted), sorted(changed, key=lambda pair: pair[1].first), gone, same)


def as_found(day: ClosedDay) -> Found:
    return Found(day.first, day.last, day.reason, day.start_min, day.end_min)


def _pairs(
    gone: list[ClosedDay], wanted: dict[Found, None], *, by_day: bool
) -> list[tuple[ClosedDay, Found]]:
    """Takes out of both what belongs together: one of a kind on either side."""

    def kind(each: ClosedDay | Found) -> tuple[object, ...]:
        return (each.reason, each.first) if by_day else (each.reason,)

    before, after = defaultdict(list), defaultdict(list)
    for day in gone:
        before[kind(day)].append(day)
    for each in wanted:
        after[kind(each)].append(each)
    found = [(before[one][0], after[one][0]) for one in before if len(before[one]) == len(after[one]) == 1]
    for day, each in found:
        gone.remove(day)
        del wanted[each]
    return found
