"""When a stop can be visited: as its place is open, which is so, and as was wished, which may give way."""

from __future__ import annotations

from scheduling.board.day import LUNCH
from scheduling.engine import TimeWindow
from scheduling.engine.windows import common
from scheduling.planner.models import StopWish
from tours.programme.models import DAY_MIN, Stop, StopKind

NEVER = TimeWindow(0, 0)  # no visit fits in it


def while_open(own: tuple[TimeWindow, ...], place: tuple[TimeWindow, ...] | None) -> tuple[TimeWindow, ...]:
    """What was wished, as far as the place is open then."""
    if place is None:
        return own
    return tuple(common(own, place) if own else place) or (NEVER,)


def own_hours(stop: Stop, wish: StopWish) -> tuple[TimeWindow, ...]:
    """The hours that were given; a meal without any is at lunch. Empty: whenever the place is open."""
    if stop.kind == StopKind.MEAL and not wished_hours(wish):
        return (TimeWindow(LUNCH.start_min, LUNCH.end_min + stop.duration_min),)
    return wished_hours(wish)


def wished_hours(wish: StopWish | None) -> tuple[TimeWindow, ...]:
    """The hours that were typed; empty where none were."""
    if wish is None or (wish.open_from_min, wish.open_until_min) == (None, None):
        return ()
    until = DAY_MIN if wish.open_until_min is None else wish.open_until_min
    return (TimeWindow(wish.open_from_min or 0, until),)
