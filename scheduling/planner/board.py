"""The board on the planning page: the drafts, or a proposal as it would be, with everything that is said about them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from scheduling.board.actions import way
from scheduling.board.day import Day
from scheduling.board.page import Figures, figures_of, map_of
from scheduling.board.warnings import Fix, PlanWarning, warnings_for
from scheduling.planner.coding import plan_from
from scheduling.planner.grid import Grid, grid_of
from scheduling.planner.kept import broken_wishes
from scheduling.planner.marks import mark_of
from scheduling.planner.models import Proposal, Undo
from scheduling.planner.problem import Question, times_of
from tours.programme.models import Event, Group

LABELLED_GROUPS = 3  # with more of them the minutes on the map would cover the map


@dataclass(frozen=True)
class Note:
    """A warning with the place on the board where it is, and a fix that stays on the board."""

    warning: PlanWarning
    anchor: str
    fix: Fix | None


@dataclass(frozen=True)
class Board:
    """`seen` is what a step must say it saw. With a `proposal` the day is as it would be, and nothing can be moved."""

    day: Day
    group: Group | None
    grid: Grid
    figures: Figures
    map: dict[str, Any]
    alarms: list[Note]
    doubts: list[Note]
    seen: str
    can_undo: bool
    proposal: Proposal | None = None

    @property
    def many(self) -> bool:
        return len(self.grid.columns) > LABELLED_GROUPS


def board_of(day: Day, group: Group | None, *, proposal: Proposal | None, asked: Question | None) -> Board:
    """Four statements; the day is given. A proposal for another programme than `asked` about is not shown."""
    seen = mark_of(day.visits.values())
    last = Undo.objects.filter(event=day.event).first()
    shown = proposed(asked, proposal) if proposal and asked else day
    warnings = warnings_for(day.event, shown, asked.meets if asked else None)
    said = {(warning.code, warning.stop) for warning in warnings}
    broken = broken_wishes(shown, asked) if asked else ()
    warnings += [warning for warning in broken if (warning.code, warning.stop) not in said]
    notes = [_note(day.event, shown, warning) for warning in warnings]
    return Board(
        day=shown,
        group=group,
        grid=grid_of(shown, group, warnings),
        figures=figures_of(shown),
        map=_map(shown, group),
        alarms=[note for note in notes if note.warning.severity == "alarm"],
        doubts=[note for note in notes if note.warning.severity != "alarm"],
        seen=seen,
        can_undo=last is not None and last.left == seen,
        proposal=proposal if shown is not day else None,
    )


def proposed(asked: Question, proposal: Proposal) -> Day:
    """The day as it would be; nothing is written."""
    day, visits, legs = asked.day, dict(asked.day.visits), dict(asked.day.legs)
    times = times_of(asked, plan_from(proposal.plan))
    for position, (key, (start, end)) in enumerate(times.items()):
        visits[key] = copy.copy(visits[key])
        vars(visits[key]).update(position=position, start_min=start, end_min=end)
    then = replace(day, visits=visits)
    for group in then.groups:
        for here, there in then.ways(group):
            leg = way(day, group, here, there)
            if leg is not None:
                legs[group.pk, here.pk, there.pk] = leg
    return replace(then, legs=legs)


def _note(event: Event, day: Day, warning: PlanWarning) -> Note:
    stop = warning.leg[1] if warning.leg else warning.stop
    group = warning.group or (day.groups[0].pk if day.groups else None)
    visit = day.visits.get((group, stop)) if group and stop else None
    return Note(warning, f"bezoek-{visit.pk}" if visit else "", _fix(event, warning.fix))


def _fix(event: Event, fix: Fix | None) -> Fix | None:
    """What is done about times goes through the board, so that it can be undone."""
    here = {
        reverse("board:shift", args=[event.slug]): reverse("planner:move", args=[event.slug]),
        reverse("board:fill", args=[event.slug]): reverse("planner:fill", args=[event.slug]),
    }
    return replace(fix, url=here.get(fix.url, fix.url)) if fix else None


def _map(day: Day, group: Group | None) -> dict[str, Any]:
    found = map_of(day, group)
    lines: Sequence[dict[str, Any]] = found["lines"]
    if group is None and len(day.groups) > LABELLED_GROUPS:
        lines = [line | {"label": ""} for line in lines]
    stops = [stop | {"url": "", "place": stop["text"]} for stop in found["stops"]]
    return {"stops": stops, "lines": list(lines)}
