"""The programme as a list that can be edited."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scheduling.board.day import load
from scheduling.board.forms import DayForm
from scheduling.board.page import Bound, elsewhere, figures_of, map_of, rows_of
from scheduling.board.warnings import warnings_for
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for, may
from tours.programme.models import Event, Group


@signed_in
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The day, in the event's order or in that of the group in `?groep=`."""
    return page(request, event_for(request.user, slug))


def page(
    request: HttpRequest,
    event: Event,
    *,
    bound: Bound | None = None,
    group: Group | None = None,
    day_form: DayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The programme page, perhaps with a form that came back."""
    found = load(event)
    warnings = warnings_for(event, found)
    shown = group or shown_group(request, found.groups)
    rows = rows_of(found, shown, warnings, bound or Bound())
    context: dict[str, Any] = {
        "event": event,
        "day": found,
        "group": shown,
        "rows": rows,
        "warnings": warnings,
        "elsewhere": elsewhere(rows, warnings),
        "figures": figures_of(found),
        "map": map_of(found, shown),
        "day_form": day_form or DayForm(event=event),
        "wrong": bool(bound) or bool(day_form),
        "may_plan": may(request.user, event, May.PLAN),
    }
    return render(request, "scheduling/board/programme.html", context, status=status)


def shown_group(request: HttpRequest, groups: list[Group]) -> Group | None:
    """The group that is asked for; the only one where there is one; None for all of them."""
    if len(groups) == 1:
        return groups[0]
    letter = request.GET.get("groep") or request.POST.get("groep")
    return next((group for group in groups if group.letter == letter), None)
