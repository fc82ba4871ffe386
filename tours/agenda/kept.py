"""Public pages that are kept for a moment, so that a crowd costs one rendering.

The key holds what must be exact: revision, state, sign-up window, seats and report. The rest (material, what was
promised) may be as old as KEEP_SECONDS. Who is logged in, or has a message waiting, always gets a fresh page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from tours.programme.models import Event, EventState

KEEP_SECONDS = 1
_LETTERS = 2  # of a group's name
_EXACT = (
    "current_id",
    "state",
    "registration_opens_at",
    "registration_closes_at",
    "pools__capacity",
    "pools__taken",
    "pools__waiting",
    "pools__closed",
    "report__state",
    "report__version",
)


def kept_event_page(request: HttpRequest, slug: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page as it was made less than KEEP_SECONDS ago for the same revision and seats, else a new one."""
    letter = request.GET.get("groep", "")
    if _is_personal(request) or len(letter) > _LETTERS or set(request.GET) - {"groep"}:
        return make()
    exact = tuple(
        Event.objects.filter(slug=slug).exclude(state=EventState.DRAFT).order_by("pools").values_list(*_EXACT)
    )
    if not exact:
        return make()
    digest = hashlib.blake2b(repr(exact).encode(), digest_size=16).hexdigest()
    key = f"event-page:{slug}:{letter}:{get_language()}:{digest}"
    body = cache.get(key)
    if body is not None:
        return HttpResponse(body)
    response = make()
    cache.set(key, response.content, KEEP_SECONDS)
    return response


def _is_personal(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES
