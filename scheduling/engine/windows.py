"""Hours in which something may happen, as sorted windows that neither touch nor overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduling.engine.model import TimeWindow
from scheduling.engine.problem import Stop, TourProblem


def merged(windows: Iterable[TimeWindow]) -> list[TimeWindow]:
    """The same hours, with windows that overlap or touch made into one."""
    joined: list[TimeWindow] = []
    for window in sorted(windows, key=lambda window: (window.start_min, window.end_min)):
        if joined and window.start_min <= joined[-1].end_min:
            last = joined.pop()
            window = TimeWindow(last.start_min, max(last.end_min, window.end_min))
        joined.append(window)
    return joined


def common(some: Sequence[TimeWindow], others: Sequence[TimeWindow]) -> list[TimeWindow]:
    """The hours that are in both."""
    pairs = (
        (max(one.start_min, other.start_min), min(one.end_min, other.end_min))
        for one in some
        for other in others
    )
    return [TimeWindow(start, end) for start, end in pairs if start <= end]


def hold(windows: Sequence[TimeWindow], start_min: int, end_min: int) -> bool:
    """Whether the whole time falls within one; without windows everything does."""
    return not windows or any(
        window.start_min <= start_min and end_min <= window.end_min for window in merged(windows)
    )


def open_hours(problem: TourProblem, stop: Stop) -> list[TimeWindow]:
    """The hours of the day in which the stop is open and all its speakers are available."""
    hours = [problem.day]
    if stop.time_windows:
        hours = common(hours, merged(stop.time_windows))
    for speaker in problem.speakers:
        if stop.id in speaker.stop_ids and speaker.time_windows:
            hours = common(hours, merged(speaker.time_windows))
    return hours


def starts_within(hours: Sequence[TimeWindow], minutes: int) -> list[TimeWindow]:
    """When something of that length may begin."""
    return [
        TimeWindow(window.start_min, window.end_min - minutes)
        for window in hours
        if window.end_min - minutes >= window.start_min
    ]


def opens(hours: Sequence[TimeWindow], minutes: int, earliest_min: int) -> int:
    """When something of that length can begin, not before `earliest_min`; then at once where it cannot any more."""
    fitting = (
        max(earliest_min, one.start_min)
        for one in starts_within(merged(hours), minutes)
        if one.end_min >= earliest_min
    )
    return min(fitting, default=earliest_min)
