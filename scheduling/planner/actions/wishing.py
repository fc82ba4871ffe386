"""What is wished of a plan, and giving in on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from scheduling.board.day import hours_by_venue, open_stops
from scheduling.engine.windows import hold
from scheduling.planner.models import DayWish, Moment, StopWish
from tours.lifecycle.actions import change_settings
from tours.programme.actions import change_stop
from tours.programme.models import Event, Stop, Venue


@transaction.atomic
def set_wish(stop: Stop, **wish: Any) -> StopWish:
    """What this stop asks of the plan."""
    return StopWish.objects.update_or_create(stop=stop, defaults=wish)[0]


@transaction.atomic
def set_day_wish(event: Event, **wish: Any) -> DayWish:
    """What the day asks of the plan. `end_point`, where all groups end, is of the event itself: it is published."""
    if "end_point" in wish:
        _end_at(event, wish.pop("end_point"))
    return DayWish.objects.update_or_create(event=event, defaults=wish)[0]


def _end_at(event: Event, venue: Venue | None) -> None:
    """Where it ends there already, the event keeps its version: nobody else's form grows old of it."""
    stored = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if stored.end_point_id != (venue.pk if venue else None):
        change_settings(event, version=stored.version, end_point=venue)


@transaction.atomic
def give_in(event: Event, code: str, values: Mapping[str, Any]) -> None:
    """Let a wish give way as far as `values` say, as in a concession of the engine; without them it goes as a whole."""
    if code in _OF_THE_DAY:
        _OF_THE_DAY[code](event, values)
    elif code in _OF_A_STOP:
        stop = event.stops.select_related("event", "venue").get(pk=int(values["stop"]))
        if code in {"opening_hours", "closing"}:
            _open_wider(stop, values.get("from"), values.get("until"))
        elif code == "stay":
            change_stop(
                stop, version=stop.version, duration_min=max(1, stop.duration_min - values["less_min"])
            )
        else:
            set_wish(stop, **_columns(code, values))


def can_give_in(code: str) -> bool:
    """Whether a button will do; that somebody speaks at two places is for people to solve."""
    return code in _OF_THE_DAY or code in _OF_A_STOP


def _no_buffer(event: Event, _values: Mapping[str, Any]) -> None:
    change_settings(event, version=event.version, buffer_min=0)


def _longer_day(event: Event, values: Mapping[str, Any]) -> None:
    if event.end_min is not None:
        more = values.get("more_min")
        change_settings(
            event, version=event.version, end_min=event.end_min + more if more is not None else None
        )


def _no_lunch(event: Event, _values: Mapping[str, Any]) -> None:
    set_day_wish(event, lunch_min=0)


def _open_wider(stop: Stop, from_min: int | None, until_min: int | None) -> None:
    """So long at least (None: always): by the hours that were wished for, and where the place is shut, it opens for us."""
    wish = StopWish.objects.filter(stop=stop).first()
    if wish is not None and (wish.open_from_min, wish.open_until_min) != (None, None):
        begins, ends = wish.open_from_min, wish.open_until_min
        earlier = begins is not None and from_min is not None
        later = ends is not None and until_min is not None
        set_wish(
            stop,
            open_from_min=min(begins or 0, from_min or 0) if earlier else None,
            open_until_min=max(ends or 0, until_min or 0) if later else None,
        )
    place = open_stops(stop.event.date, [stop], hours_by_venue([stop.venue_id or 0])).get(stop.pk)
    if place is None:
        return
    if from_min is None or until_min is None or not place or not hold(place, from_min, until_min):
        change_stop(stop, version=stop.version, opens_for_us=True)


def _no_lunch_place(event: Event, _values: Mapping[str, Any]) -> None:
    set_day_wish(event, lunch_stop=None)


def _no_end_place(event: Event, _values: Mapping[str, Any]) -> None:
    set_day_wish(event, end_point=None)


def _steps(event: Event, _values: Mapping[str, Any]) -> None:
    set_day_wish(event, step_free=False)


def _columns(code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a wish of a stop becomes."""
    if code in {"joint", "moment"}:
        return {"moment": Moment.ANY}
    if code == "setup":
        return {"setup_min": 0}
    return {"capacity_groups": values["groups"], "capacity_people": None}


_OF_THE_DAY = {
    "buffer": _no_buffer,
    "end_of_day": _longer_day,
    "lunch": _no_lunch,
    "lunch_at": _no_lunch_place,
    "end_place": _no_end_place,
    "steps": _steps,
}
_OF_A_STOP = frozenset({"opening_hours", "closing", "stay", "setup", "capacity", "joint", "moment"})
