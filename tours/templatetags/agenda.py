"""Filters of the public pages."""

from typing import TypeVar

from django import template

register = template.Library()
Thing = TypeVar("Thing")


@register.filter
def of_stop(by_stop: dict[int | None, Thing], stop: int | None) -> Thing | None:
    """What belongs to one stop, out of what was sorted by stop; None when nothing does."""
    return by_stop.get(stop)
