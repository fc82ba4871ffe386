"""Where a group is on its route: what was checked off counts, the clock fills in the rest. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tours.programme.day import Step

# Who checks off may be this late: after that the clock is believed, for people forget to check off.
GRACE = timedelta(minutes=30)


@dataclass(frozen=True)
class Progress:
    """A group's steps; `here` is the index of the last that began, -1 before the first."""

    steps: Sequence[Step]
    reached: Collection[int]  # ids of stops
    here: int
    now: datetime

    @property
    def now_step(self) -> Step | None:
        return self.steps[self.here] if self.here >= 0 else None

    @property
    def next_step(self) -> Step | None:
        return self.steps[self.here + 1] if self.here + 1 < len(self.steps) else None

    @property
    def to_reach(self) -> Step | None:
        """The stop to check off: this one, and once that is done the next."""
        step = self.now_step
        return step if step and step.data["id"] not in self.reached else self.next_step

    @property
    def length_min(self) -> int:
        span = _span(self.now_step)
        return _minutes(span[1] - span[0]) if span else 0

    @property
    def past_min(self) -> int:
        """How much of this visit is over, at most all of it."""
        span = _span(self.now_step)
        return min(self.length_min, max(0, _minutes(self.now - span[0]))) if span else 0

    @property
    def left_min(self) -> int:
        return self.length_min - self.past_min

    @property
    def over_min(self) -> int:
        """Minutes past the end of this visit."""
        span = _span(self.now_step)
        return max(0, _minutes(self.now - span[1])) if span else 0

    @property
    def spare_min(self) -> int:
        """The room between the way and the next visit."""
        here, there = self.now_step, self.next_step
        if here is None or there is None or here.end is None or there.start is None:
            return 0
        way = here.way.data["minutes"] if here.way else 0
        return max(0, _minutes(there.start - here.end) - way)

    @property
    def first_open(self) -> datetime:
        """From when on visits are still to come: now, or the start of the next that is due but was not reached."""
        there = self.next_step
        return min(self.now, there.start) if there and there.start else self.now


def progress_of(steps: Sequence[Step], reached: Collection[int], *, now: datetime) -> Progress:
    """`now` in the event's own time."""
    patience = GRACE if reached else timedelta()
    begun = [
        index
        for index, step in enumerate(steps)
        if step.data["id"] in reached or (step.start is not None and step.start <= now - patience)
    ]
    return Progress(steps, reached, max(begun, default=-1), now)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _span(step: Step | None) -> tuple[datetime, datetime] | None:
    return (step.start, step.end) if step and step.start and step.end else None
