"""What the buttons on the planning page do: act, say how it went, go back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core.http import posted
from scheduling.board.day import load
from scheduling.board.views.asked import number
from scheduling.board.views.buttons import measure
from scheduling.board.views.doing import BOARD, do
from scheduling.planner import actions
from scheduling.planner.models import PlanRun, Proposal
from scheduling.planner.page import asked_of, issues_of, wish_rows
from scheduling.planner.problem import question
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.models import Event


@signed_in
@posted
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Have plans looked for."""
    event = event_for(request.user, slug, May.PLAN)
    measure(request, event)
    return _do(request, event, lambda: actions.ask(event))


@signed_in
@posted
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    """Look no further."""
    event = event_for(request.user, slug, May.PLAN)
    run = get_object_or_404(PlanRun, event=event, pk=number(request.POST, "run"))
    return _do(request, event, lambda: actions.stop(run), _("Het zoeken is gestopt."))


@signed_in
@posted
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Fill the drafts with a proposal."""
    event = event_for(request.user, slug, May.PLAN)
    proposals = Proposal.objects.select_related("run").filter(run__event=event)
    proposal = get_object_or_404(proposals, pk=number(request.POST, "proposal"))
    done = _("Het programma is ingevuld volgens ‘%(plan)s’. Niemand ziet dit voordat u publiceert.")
    return _do(
        request,
        event,
        lambda: actions.choose(proposal, seen=seen_by(request)),
        done % {"plan": proposal.get_kind_display()},
    )


@signed_in
@posted
def grant(request: HttpRequest, slug: str) -> HttpResponse:
    """Give in as far as a concession says, and look again."""
    event = event_for(request.user, slug, May.PLAN)
    run = get_object_or_404(PlanRun, event=event, pk=number(request.POST, "run"))
    found, which = issues_of(run, asked_of(load(event))[0]), number(request.POST, "concession")
    if which >= len(found):
        raise Http404

    def give_in() -> None:
        actions.give_in(event, found[which].code, found[which].values)
        actions.ask(event)

    return _do(request, event, give_in)


@signed_in
@posted
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    """Let one wish go as a whole."""
    event = event_for(request.user, slug, May.PLAN)

    def drop_it() -> None:
        asked = question(load(event))
        named = (request.POST.get("wish", ""), request.POST.get("stop", ""))
        for row in wish_rows(asked):
            if (row.code, row.stop) == named and row.can_be_dropped:
                groups = {"groups": len(asked.problem.group_ids)} if row.code == "capacity" else {}
                stop = {"stop": row.stop} if row.stop else {}
                actions.give_in(event, row.code, stop | groups)

    return _do(request, event, drop_it, _("De wens telt niet meer mee."))


def _do(request: HttpRequest, event: Event, verb: Callable[[], object], done: str = "") -> HttpResponse:
    return do(request, event, verb, done, page=BOARD)


def seen_by(request: HttpRequest) -> str:
    """The mark of the day that the page showed."""
    return request.POST.get("seen", "")
