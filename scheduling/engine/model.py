"""The words of the engine. Ids are strings that the caller chooses; `Issue.values` gives them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class TimeWindow:
    start_min: int
    end_min: int


@dataclass(frozen=True)
class TravelMatrix:
    """`minutes[i][j]` is the way from `ids[i]` to `ids[j]`. Neither symmetry nor the triangle inequality is assumed."""

    ids: tuple[str, ...]
    minutes: tuple[tuple[int, ...], ...]

    def between(self, from_id: str, to_id: str) -> int:
        return self.minutes[self.ids.index(from_id)][self.ids.index(to_id)]


@dataclass(frozen=True)
class Visit:
    group_id: str
    stop_id: str
    start_min: int
    end_min: int


@dataclass(frozen=True)
class Issue:
    """Something that is wrong or doubtful: which rule, and the ids and numbers that a sentence needs."""

    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """How a group gets from one stop to the next."""

    minutes: int
    mode: str = "walk"
    estimated: bool = False
    step_free: bool | None = None  # None: not known


@dataclass(frozen=True)
class PlannedStop:
    """A stop of a hand-made plan. `venue_id` "" where the place is not known; `chairs` None where nobody counted."""

    id: str
    venue_id: str = ""
    chairs: int | None = None
    step_free: bool | None = None
    wants_buffer: bool = True
    is_meal: bool = False
    together: bool = False  # all groups at the same time


@dataclass(frozen=True)
class Appearance:
    """A speaker is needed whenever a group is at this stop."""

    speaker_id: str
    stop_id: str


@dataclass(frozen=True)
class Busy:
    """Somebody or some place that another event holds; `resource_id` is a venue's or a speaker's id."""

    resource_id: str
    event: str
    start_min: int
    end_min: int


@dataclass(frozen=True)
class DayPlan:
    """A day as it stands, made by hand: not necessarily right, nor complete."""

    stops: Mapping[str, PlannedStop]
    routes: Mapping[str, tuple[str, ...]]  # group → its stops in order
    visits: Mapping[tuple[str, str], Visit]  # (group, stop); those without times are not in it
    ways: Mapping[tuple[str, str, str], Way]  # (group, from, to)
    day: tuple[int | None, int | None] = (None, None)  # from, until; None where not decided
    buffer_min: int = 0
    lunch: TimeWindow | None = None  # when lunch may begin
    appearances: tuple[Appearance, ...] = ()
    busy: tuple[Busy, ...] = ()
    people: Mapping[str, int] = field(default_factory=dict)  # group → how many may come
    needs_step_free: frozenset[str] = frozenset()  # groups with somebody who cannot take steps

    def timed(self, group_id: str) -> list[Visit]:
        """The group's visits that have times, in the group's order."""
        found = (self.visits.get((group_id, stop_id)) for stop_id in self.routes[group_id])
        return [visit for visit in found if visit is not None]
