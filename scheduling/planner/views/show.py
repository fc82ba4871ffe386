"""The planning page: wishes, proposals, and what to do when there is no plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scheduling.board.day import load
from scheduling.planner.models import Undo
from scheduling.planner.page import asked_of, search_of, wish_rows
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for, may


@signed_in
@require_safe
def planning(request: HttpRequest, slug: str) -> HttpResponse:
    """While a search runs, the page asks for itself every second."""
    event = event_for(request.user, slug)
    day = load(event)
    asked, missing = asked_of(day)
    context = {
        "event": event,
        "day": day,
        "missing": missing,
        "wishes": wish_rows(asked) if asked else [],
        "search": search_of(event, asked),
        "can_undo": Undo.objects.filter(event=event).exists(),
        "may_plan": may(request.user, event, May.PLAN),
    }
    return render(request, "scheduling/planner/planning.html", context)
