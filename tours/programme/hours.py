"""When a place is open: weekday by weekday, and on dates that go before their weekday. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

Stretch = tuple[int, int]  # from, until: minutes since local midnight
WEEK = range(7)  # Monday is 0


class Row(Protocol):
    """As stored: one stretch of one weekday or date; without times closed."""

    weekday: int | None
    date: date | None
    from_min: int | None
    until_min: int | None


@dataclass(frozen=True)
class DayHours:
    """One weekday, or one date. Without stretches it is closed; of what is not named nobody knows."""

    weekday: int | None
    date: date | None
    stretches: tuple[Stretch, ...] = ()


def in_order(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The stretches of one day, the earliest first. ValueError where one ends before it begins, or they overlap."""
    found = tuple(sorted(stretches))
    if any(until <= start for start, until in found):
        raise ValueError(found)
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise ValueError(found)
    return found


def whole_week(hours: Iterable[DayHours]) -> list[DayHours]:
    """Weekdays first, then dates. A weekday that is not named is closed where another has times."""
    given = list(hours)
    by_weekday = {day.weekday: day for day in given if day.weekday is not None}
    if any(day.stretches for day in by_weekday.values()):
        by_weekday = {weekday: by_weekday.get(weekday, DayHours(weekday, None)) for weekday in WEEK}
    by_date = {day.date: day for day in given if day.date is not None}
    return [by_weekday[key] for key in sorted(by_weekday)] + [by_date[key] for key in sorted(by_date)]


def from_rows(rows: Iterable[Row]) -> list[DayHours]:
    """The rows of one place, a day each."""
    days: dict[tuple[int | None, date | None], list[Stretch]] = {}
    for row in rows:
        stretches = days.setdefault((row.weekday, row.date), [])
        if row.from_min is not None and row.until_min is not None:
            stretches.append((row.from_min, row.until_min))
    return whole_week(DayHours(*key, tuple(sorted(stretches))) for key, stretches in days.items())


def open_on(hours: Iterable[DayHours], day: date) -> tuple[Stretch, ...] | None:
    """When it is open on this day, () where it is closed then; None where nobody said."""
    known = list(hours)
    of_date = next((one for one in known if one.date == day), None)
    found = of_date or next((one for one in known if one.weekday == day.weekday()), None)
    return found.stretches if found else None
