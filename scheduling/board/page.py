"""The programme page as plain values: what the template shows, from one Day and its warnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _

from scheduling.board.day import Day
from scheduling.board.forms import LegForm, TimeForm
from scheduling.board.warnings import PlanWarning
from tours.programme.models import Group, Leg, Stop, StopKind, Visit

_PINS = {
    StopKind.GATHERING: ("edge", "flag"),
    StopKind.MEAL: ("lunch", "fork"),
    StopKind.PLENARY: ("edge", "talk"),
}


@dataclass(frozen=True)
class StopRow:
    """One stop in the list: with the visit of the group that is shown, or with those of all groups."""

    stop: Stop
    number: int | None
    visits: list[tuple[Group, Visit]]
    warnings: list[PlanWarning]
    talk_minutes: int
    time_form: BaseForm | None = None
    open: bool = False
    first: bool = False
    last: bool = False
    is_leg: bool = False

    @property
    def visit(self) -> Visit | None:
        """The visit of the one group that is shown."""
        return self.visits[0][1] if len(self.visits) == 1 else None

    @property
    def icon(self) -> str:
        return _PINS.get(StopKind(self.stop.kind), ("", ""))[1]


@dataclass(frozen=True)
class LegRow:
    """The way from one stop to the next, of the group that is shown. `minutes` None: not known."""

    here: Stop
    there: Stop
    group: Group
    leg: Leg | None
    measured: bool  # by a router, and not set by hand
    minutes: int | None
    room: int | None  # minutes that are left over between the visits
    warnings: list[PlanWarning]
    form: BaseForm
    open: bool = False
    is_leg: bool = True

    @property
    def can_be_changed(self) -> bool:
        """Between two slots of a meeting in one place there is nothing to travel."""
        here = self.here
        return here.event.is_tour or here.venue_id is None or here.venue_id != self.there.venue_id

    @property
    def kilometres(self) -> float:
        return (self.leg.metres or 0) / 1000 if self.leg else 0.0


@dataclass(frozen=True)
class Bound:
    """Forms that came back with an error, to be shown again in place of fresh ones."""

    legs: dict[tuple[int, int], LegForm] = field(default_factory=dict)
    times: dict[int, TimeForm] = field(default_factory=dict)  # by visit


def rows_of(
    day: Day, group: Group | None, warnings: list[PlanWarning], bound: Bound
) -> list[StopRow | LegRow]:
    """Stops in the group's own order with the ways between them; without a group in the event's order, without ways."""
    route = day.route(group) if group else day.stops
    rows: list[StopRow | LegRow] = []
    for index, stop in enumerate(route):
        if group and index:
            rows.append(_leg_row(day, group, (route[index - 1], stop), warnings, bound))
        rows.append(
            _stop_row(day, group, stop, warnings, bound, first=index == 0, last=index == len(route) - 1)
        )
    return rows


def elsewhere(rows: list[StopRow | LegRow], warnings: list[PlanWarning]) -> list[PlanWarning]:
    """Warnings that stand at none of the rows: about the whole day, or about another group."""
    shown = {id(warning) for row in rows for warning in row.warnings}
    return [warning for warning in warnings if id(warning) not in shown]


def _stop_row(
    day: Day,
    group: Group | None,
    stop: Stop,
    warnings: list[PlanWarning],
    bound: Bound,
    *,
    first: bool,
    last: bool,
) -> StopRow:
    groups = [group] if group else day.groups
    visits = [(each, day.visits[each.pk, stop.pk]) for each in groups if (each.pk, stop.pk) in day.visits]
    own = visits[0][1] if group and visits else None
    return StopRow(
        stop=stop,
        number=day.numbers.get(stop.pk),
        visits=visits,
        warnings=[
            warning
            for warning in warnings
            if warning.stop == stop.pk and (group is None or warning.group in {None, group.pk})
        ],
        talk_minutes=sum(talk.duration_min for talk in stop.talks.all()),
        time_form=(bound.times.get(own.pk) or TimeForm(visit=own)) if own else None,
        open=own is not None and own.pk in bound.times,
        first=first,
        last=last,
    )


def _leg_row(
    day: Day, group: Group, pair: tuple[Stop, Stop], warnings: list[PlanWarning], bound: Bound
) -> LegRow:
    here, there = pair
    ends = (here.pk, there.pk)
    leg = day.legs.get((group.pk, *ends))
    minutes = day.minutes(group, here, there)
    return LegRow(
        here=here,
        there=there,
        group=group,
        leg=leg,
        measured=leg is not None and leg.estimated and day.is_measured(here, there, leg.mode),
        minutes=minutes,
        room=_room(day.visits[group.pk, here.pk], day.visits[group.pk, there.pk], minutes),
        warnings=[
            warning for warning in warnings if warning.leg == ends and warning.group in {None, group.pk}
        ],
        form=bound.legs.get(ends) or LegForm(ends=ends, leg=leg),
        open=ends in bound.legs,
    )


def _room(here: Visit, there: Visit, minutes: int | None) -> int | None:
    if here.end_min is None or there.start_min is None or minutes is None:
        return None
    return max(0, there.start_min - here.end_min - minutes)


@dataclass(frozen=True)
class Figures:
    """From the first visit to the last, minutes on the road and minutes of waiting, over all groups."""

    length_min: int | None
    travel_min: int
    waiting_min: int

    @property
    def length(self) -> str:
        """Hours and minutes: 4 u 05."""
        return "–" if self.length_min is None else hours_and_minutes(self.length_min)


def hours_and_minutes(length_min: int) -> str:
    """4 u 05."""
    return _("%(hours)s u %(minutes)02d") % {"hours": length_min // 60, "minutes": length_min % 60}


def figures_of(day: Day) -> Figures:
    timed = [visit for visit in day.visits.values() if visit.start_min is not None]
    pairs = [(group, *pair) for group in day.groups for pair in day.ways(group)]
    return Figures(
        length_min=max(v.end_min or 0 for v in timed) - min(v.start_min or 0 for v in timed)
        if timed
        else None,
        travel_min=sum(day.minutes(*pair) or 0 for pair in pairs),
        waiting_min=sum(
            _room(
                day.visits[group.pk, here.pk], day.visits[group.pk, there.pk], day.minutes(group, here, there)
            )
            or 0
            for group, here, there in pairs
        ),
    )


def map_of(day: Day, group: Group | None) -> dict[str, Any]:
    """Stops and ways for static/js/map.js; stops without coordinates are left out."""
    groups = [group] if group else day.groups
    return {
        "stops": [pin for stop in day.stops for pin in _pins(day, stop)],
        "lines": [line for each in groups for line in _lines(day, each)],
    }


def _pins(day: Day, stop: Stop) -> Iterator[dict[str, Any]]:
    point = _point(stop)
    if point is None or stop.venue is None:
        return
    number = day.numbers.get(stop.pk)
    kind, icon = _PINS.get(StopKind(stop.kind), ("stop", ""))
    yield {
        "lat": point[0],
        "lon": point[1],
        "label": str(number or ""),
        "name": stop.title,
        "text": stop.venue.name,
        "url": f"#halte-{stop.pk}",
        "kind": kind,
        "icon": icon,
        "tint": ((number or 1) - 1) % 6 + 1,
    }


def _lines(day: Day, group: Group) -> Iterator[dict[str, Any]]:
    several = len(day.groups) > 1
    for here, there in day.ways(group):
        points = [_point(here), _point(there)]
        minutes = day.minutes(group, here, there)
        if None in points or points[0] == points[1]:
            continue
        label = _("%(n)s min") % {"n": minutes} if minutes is not None else ""
        yield {"points": points, "label": label, "group": group.letter.lower() if several else ""}


def _point(stop: Stop) -> list[float] | None:
    venue = stop.venue
    if venue is None or venue.lat_deg is None or venue.lon_deg is None:
        return None
    return [venue.lat_deg, venue.lon_deg]
