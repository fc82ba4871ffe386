"""Seats as a picture: one mark for each, or sixty that stand for all."""

from typing import NamedTuple

from django import template

from tours.signups.models import Pool

register = template.Library()

_MOST = 60
_STEP = 10
_NARROWEST = 249  # few seats stay small


class Mark(NamedTuple):
    x: int
    taken: bool


class Bar(NamedTuple):
    """Marks from left to right in an SVG of `width` units."""

    width: int
    marks: list[Mark]


@register.filter
def seats_bar(pool: Pool) -> Bar:
    """The seats of a pool with a capacity. Some taken is never drawn as none, some free never as full."""
    capacity = pool.capacity or 0
    drawn = min(capacity, _MOST)
    taken = min(pool.taken, capacity)
    if capacity > _MOST and 0 < taken < capacity:
        taken = min(max(round(taken * drawn / capacity), 1), drawn - 1)
    marks = [Mark(1 + _STEP * seat, seat < min(taken, drawn)) for seat in range(drawn)]
    return Bar(width=max(_STEP * drawn - 1, _NARROWEST), marks=marks)
