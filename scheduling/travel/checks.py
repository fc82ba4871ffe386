"""A wrong ROUTING_URL is said at the start, not at the first press of a button."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register

from scheduling.travel.routers import router


@register
def routing_url(**_kwargs: Any) -> list[Error]:
    try:
        router()
    except ValueError as wrong:
        return [Error(str(wrong), id="scheduling.E001")]
    return []
