"""How long groups take from one stop to another, as the planner reckons with it."""

from __future__ import annotations

from scheduling.board.actions import way
from scheduling.board.day import Day
from scheduling.planner.errors import PlaceUnknown
from tours.programme.models import Group, Stop


def slowest_min(day: Day, here: Stop, there: Stop) -> int:
    """As long as the slowest group takes. Raises PlaceUnknown where nobody knows."""
    if here.pk == there.pk and here.venue_id == there.venue_id:
        return 0
    return max(_of_group(day, group, here, there) for group in day.groups)


def way_min(day: Day, group: Group, here: Stop, there: Stop) -> int | None:
    """Minutes for one group, also to or from a place that is no stop; None where nobody knows."""
    if here.venue_id is not None and here.venue_id == there.venue_id:
        return 0
    leg = way(day, group, here, there)
    return leg.minutes if leg else None


def _of_group(day: Day, group: Group, here: Stop, there: Stop) -> int:
    leg = way(day, group, here, there)
    if leg is not None:
        return leg.minutes
    lost = here if not _on_the_map(here) else there
    raise PlaceUnknown(stop=lost.title)


def _on_the_map(stop: Stop) -> bool:
    return stop.venue is not None and stop.venue.lat_deg is not None
