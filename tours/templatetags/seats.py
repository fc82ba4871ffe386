"""Seats as a picture: one mark for each, or sixty that stand for all."""

from collections.abc import Iterable
from typing import NamedTuple

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tours.signups.models import Pool

register = template.Library()

_MOST = 60
_STEP = 10
_NARROWEST = 249  # few seats stay small
_MARK = '<rect class="dt-seats__{}" x="{}" y="1" width="7" height="22" rx="2.5"/>'


_PART = '<rect class="{}" x="{}" y="0" width="{}" height="1"/>'


class Bar(NamedTuple):
    """Marks from left to right in an SVG of `width` units, as one piece: the event page draws them for every visitor."""

    width: int
    marks: SafeString


@register.filter
def seats_bar(pool: Pool) -> Bar:
    """The seats of a pool with a capacity. Some taken is never drawn as none, some free never as full."""
    capacity = pool.capacity or 0
    drawn = min(capacity, _MOST)
    taken = min(pool.taken, capacity)
    if capacity > _MOST and 0 < taken < capacity:
        taken = min(max(round(taken * drawn / capacity), 1), drawn - 1)
    marks = (("taken" if seat < taken else "free", 1 + _STEP * seat) for seat in range(drawn))
    return Bar(width=max(_STEP * drawn - 1, _NARROWEST), marks=format_html_join("", _MARK, marks))


@register.filter
def parts_bar(parts: Iterable[tuple[int, str]]) -> Bar:
    """Numbers beside each other, each in the colour of its name, in an SVG as wide as their sum."""
    drawn, at = [], 0
    for number, name in parts:
        if number:
            drawn.append((name, at, number))
        at += number
    return Bar(width=at, marks=format_html_join("", _PART, drawn))
