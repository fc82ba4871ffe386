"""The board as plain values: groups as columns on a time axis, visits as cards, the ways between them, in rows of five minutes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduling.board.day import TOGETHER, Day
from scheduling.board.warnings import PlanWarning
from tours.programme.models import Group, Stop, Visit

ROW_MIN = 5
HOUR_MIN = 60
LOW_ROWS, SHORT_ROWS = (
    6,
    4,
)  # with a card lower than the first all rows are taller; lower than the second it says less


@dataclass(frozen=True)
class Column:
    """One group. `front`: the one that is shown where there is room for one."""

    group: Group
    number: int
    front: bool

    @property
    def place(self) -> str:
        """The classes that put something in this column."""
        return f"dt-col-{self.number}" + ("" if self.front else " dt-aside")


@dataclass(frozen=True)
class Card:
    """One visit, or what all groups do together (`column` None). `over`: drawn over the one before it."""

    visit: Visit
    stop: Stop
    number: int | None
    column: Column | None
    at: int
    rows: int
    warnings: tuple[PlanWarning, ...]
    first: bool = False
    last: bool = False
    over: bool = False

    @property
    def is_short(self) -> bool:
        return self.rows < SHORT_ROWS

    @property
    def is_wrong(self) -> bool:
        return any(warning.severity == "alarm" for warning in self.warnings)

    @property
    def speakers(self) -> list[str]:
        people = (speaker.name for talk in self.stop.talks.all() for speaker in talk.speakers.all())
        return list(dict.fromkeys(people))


@dataclass(frozen=True)
class Way:
    """From one visit to the next. `minutes` None: not known; `has`: the minutes that there are."""

    here: Stop
    there: Stop
    column: Column
    at: int
    rows: int
    minutes: int | None
    has: int
    mode: str
    estimated: bool

    @property
    def spare(self) -> int:
        return self.has - (self.minutes or 0)

    @property
    def is_wrong(self) -> bool:
        return self.minutes is not None and self.has < self.minutes


@dataclass(frozen=True)
class Hour:
    minute: int
    at: int
    half: bool


@dataclass(frozen=True)
class Grid:
    """`loose`: visits without a time. `begin_min`: the minute of the first row."""

    begin_min: int
    columns: list[Column]
    hours: list[Hour]
    cards: list[Card]
    bands: list[Card]
    ways: list[Way]
    loose: list[tuple[Group, Stop, Visit]]

    @property
    def is_tall(self) -> bool:
        """Whether rows must be taller, for the lowest card to hold its words and buttons."""
        return any(card.rows < LOW_ROWS for card in self.cards)

    @property
    def is_empty(self) -> bool:
        return not self.cards and not self.bands

    def part(self, column: Column) -> list[Card | Way]:
        """What stands in one column, from early to late, so that it is read in that order."""
        everything: list[Card | Way] = [*self.cards, *self.ways]
        mine = [one for one in everything if one.column == column]
        return sorted(mine, key=lambda one: (one.at, isinstance(one, Card)))

    @property
    def parts(self) -> list[tuple[Column, list[Card | Way]]]:
        return [(column, self.part(column)) for column in self.columns]


def grid_of(day: Day, group: Group | None, warnings: Sequence[PlanWarning]) -> Grid:
    """All groups side by side, or one."""
    shown = [group] if group else day.groups
    columns = [Column(each, number, front=number == 1) for number, each in enumerate(shown, start=1)]
    timed = [visit for visit in day.visits.values() if visit.start_min is not None]
    begin = min((visit.start_min or 0 for visit in timed), default=0) // HOUR_MIN * HOUR_MIN
    end = max((visit.end_min or 0 for visit in timed), default=0)
    drawing = _Drawing(day, warnings, begin)
    bands = list(drawing.bands())
    return Grid(
        begin_min=begin,
        columns=columns,
        hours=list(_hours(begin, end)),
        bands=bands,
        cards=[card for column in columns for card in drawing.cards(column)],
        ways=[way for column in columns for way in drawing.ways(column)],
        loose=[
            (each, stop, day.visits[each.pk, stop.pk])
            for each in shown
            for stop in day.route(each)
            if day.visits[each.pk, stop.pk].start_min is None
        ],
    )


def _hours(begin: int, end: int) -> Iterator[Hour]:
    for minute in range(begin, end + 1, HOUR_MIN // 2):
        yield Hour(minute, (minute - begin) // ROW_MIN, half=minute % HOUR_MIN != 0)


class _Drawing:
    """Places what there is in a day on rows that begin at `begin`."""

    def __init__(self, day: Day, warnings: Sequence[PlanWarning], begin: int) -> None:
        self.day, self.warnings, self.begin = day, warnings, begin
        self.numbers = day.numbers
        self.together = {stop.pk for stop in day.stops if stop.kind in TOGETHER and self._at_once(stop)}

    def bands(self) -> Iterator[Card]:
        """What all groups do at the same time, once over all columns."""
        for stop in self.day.stops:
            if stop.pk in self.together:
                about = [warning for warning in self.warnings if warning.stop == stop.pk]
                yield self._card(None, stop, self.day.visits[self.day.groups[0].pk, stop.pk], about)

    def cards(self, column: Column) -> Iterator[Card]:
        group, route = column.group, self.day.route(column.group)
        until = 0
        for number, stop in enumerate(route):
            visit = self.day.visits[group.pk, stop.pk]
            if visit.start_min is None or stop.pk in self.together:
                continue
            yield self._card(
                column,
                stop,
                visit,
                [warning for warning in self.warnings if self._is_about(warning, group, stop)],
                first=number == 0,
                last=number == len(route) - 1,
                over=visit.start_min < until,
            )
            until = max(until, visit.end_min or 0)

    def ways(self, column: Column) -> Iterator[Way]:
        """Where there is a row between two visits to draw it in."""
        group = column.group
        for here, there in itertools.pairwise(self.day.route(group)):
            end, start = (
                self.day.visits[group.pk, here.pk].end_min,
                self.day.visits[group.pk, there.pk].start_min,
            )
            minutes = self.day.minutes(group, here, there)
            if end is None or start is None or minutes == 0:
                continue
            at, until = self._after(end), self._row(start)
            if until > at:
                leg = self.day.legs.get((group.pk, here.pk, there.pk))
                mode, estimated = (leg.mode, leg.estimated) if leg else ("", False)
                yield Way(here, there, column, at, until - at, minutes, start - end, mode, estimated)

    def _card(
        self, column: Column | None, stop: Stop, visit: Visit, about: Sequence[PlanWarning], **also: bool
    ) -> Card:
        at = self._row(visit.start_min or 0)
        rows = max(2, self._after(visit.end_min or 0) - at)
        return Card(visit, stop, self.numbers.get(stop.pk), column, at, rows, tuple(about), **also)

    def _is_about(self, warning: PlanWarning, group: Group, stop: Stop) -> bool:
        """A way that is too short is told at the visit that it leads to."""
        where = warning.leg[1] if warning.leg else warning.stop
        return where == stop.pk and warning.group in {None, group.pk}

    def _at_once(self, stop: Stop) -> bool:
        visits = [visit for (_group, pk), visit in self.day.visits.items() if pk == stop.pk]
        starts = {visit.start_min for visit in visits}
        return len(visits) == len(self.day.groups) and len(starts) == 1 and None not in starts

    def _row(self, minute: int) -> int:
        return (minute - self.begin) // ROW_MIN

    def _after(self, minute: int) -> int:
        """The first row that begins at or after that minute."""
        return -((self.begin - minute) // ROW_MIN)
