"""The planning page: the board, wishes, proposals, and what to do when there is no plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scheduling.board.day import load
from scheduling.board.views.asked import number_in
from scheduling.board.views.show import shown_group
from scheduling.planner.board import board_of
from scheduling.planner.kept import broken_of
from scheduling.planner.models import Proposal
from scheduling.planner.page import Search, asked_of, search_of, wish_rows
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for, may


@signed_in
@require_safe
def planning(request: HttpRequest, slug: str) -> HttpResponse:
    """All groups or the one in `?groep=`; with `?voorstel=` the day as that proposal would make it.

    While a search runs, the page asks for itself every second.
    """
    event = event_for(request.user, slug)
    day = load(event)
    asked, missing = asked_of(day)
    search = search_of(event, asked)
    proposal = _proposal(request, search)
    may_plan = may(request.user, event, May.PLAN)
    board = board_of(day, shown_group(request, day.groups), proposal=proposal, asked=asked)
    broken = broken_of(note.warning for note in (*board.alarms, *board.doubts))
    context = {
        "event": event,
        "day": day,
        "missing": missing,
        "wishes": wish_rows(asked, broken) if asked else [],
        "search": search,
        "board": board,
        "group": board.group,
        "may_plan": may_plan,
        "may_move": may_plan and board.proposal is None,
    }
    return render(request, "scheduling/planner/planning.html", context)


def _proposal(request: HttpRequest, search: Search | None) -> Proposal | None:
    """One of those that are offered now; any other is not known."""
    wanted = number_in(request.GET, "voorstel")
    offers = search.offers if search else []
    return next((offer.proposal for offer in offers if offer.proposal.pk == wanted), None)
