"""What is asked of a tour: places, groups, people and wishes. Ids are strings that the caller chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.engine.model import TimeWindow, TravelMatrix, Visit

START, END = "start", "end"  # the ids in a travel matrix of where the groups gather and where they finish
ROOMS, JOINT = "rooms", "joint"


@dataclass(frozen=True)
class Stop:
    """A place where every group comes once, for `service_time_min`.

    A whole visit falls within the opening hours, `time_windows` (windows that touch are one); none given: always open.
    Up to `capacity_groups` are there at a time: in `rooms` of their own, coming and going as they like, or in `joint`
    sessions that all of them begin and end together. `setup_time_min` passes between two sessions in a room.
    """

    id: str
    lat_deg: float
    lon_deg: float
    service_time_min: int
    time_windows: Sequence[TimeWindow] = ()
    capacity_groups: int = 1
    setup_time_min: int = 0
    session_mode: str = ROOMS


@dataclass(frozen=True)
class Speaker:
    """Somebody who is needed at these stops whenever a group is there, and needs the shortest way between them.

    Whole sessions fall within `time_windows`; none given: always available.
    """

    id: str
    stop_ids: Sequence[str]
    time_windows: Sequence[TimeWindow] = ()


@dataclass(frozen=True)
class Break:
    """Every group rests once, for `duration_min`, beginning not before the one minute and not after the other."""

    earliest_start_min: int
    latest_start_min: int
    duration_min: int


@dataclass(frozen=True)
class TourProblem:
    """Every group goes from "start" past all stops, in any order, to "end", within `day`.

    `travel` has the minutes between "start", "end" and all stops. `fixed_visits` happen exactly as given.
    """

    stops: Sequence[Stop]
    group_ids: Sequence[str]
    day: TimeWindow
    travel: TravelMatrix
    speakers: Sequence[Speaker] = ()
    lunch: Break | None = None
    buffer_min: int = 0
    fixed_visits: Sequence[Visit] = ()

    def buffer_between(self, from_id: str, to_id: str) -> int:
        """The buffer is kept between two visits, not after "start" nor before "end"."""
        return 0 if START in (from_id, to_id) or END in (from_id, to_id) else self.buffer_min
