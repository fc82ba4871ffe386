"""When the stops of a published day can be visited: as their places are open on that date, and as was wished."""

from __future__ import annotations

from collections.abc import Mapping

from scheduling.board.day import hours_by_venue
from scheduling.engine import TimeWindow
from scheduling.live.reading import Hours
from scheduling.planner.hours import NEVER, wished_hours
from scheduling.planner.models import StopWish
from tours.programme.day import date_of
from tours.programme.hours import open_on
from tours.programme.models import Event
from tours.programme.snapshot import Programme, VenueData


def hours_of(
    event: Event, programme: Programme, *, at: Mapping[int, VenueData | None] | None = None
) -> Hours:
    """By stop, where anybody said so: three statements. `at`: stops that come to be at another place.

    Minutes since local midnight. What opens for us at any time does so only at its own place.
    """
    at = at or {}
    places = {stop["id"]: at.get(stop["id"], stop["venue"]) for stop in programme["stops"]}
    by_venue = hours_by_venue({place["id"] for place in places.values() if place})
    for_us = set(event.stops.filter(opens_for_us=True).values_list("pk", "venue"))
    found: dict[int, tuple[TimeWindow, ...]] = {}
    for stop, place in places.items():
        if place and (stop, place["id"]) not in for_us:
            open_then = open_on(by_venue.get(place["id"], ()), date_of(programme))
            if open_then is not None:
                found[stop] = tuple(TimeWindow(*stretch) for stretch in open_then) or (NEVER,)
    wishes = {wish.stop_id: wished_hours(wish) for wish in StopWish.objects.filter(stop__event=event)}
    return Hours(found, {stop: windows for stop, windows in wishes.items() if windows})
