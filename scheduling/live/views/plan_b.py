"""Plan B: prepare it, see beforehand what it does, publish it with one button, and go back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.http import posted
from scheduling.live.actions import drop_plan_b, prepare_plan_b
from scheduling.live.forms.plan_b import PlanBForm, PlannedWay
from scheduling.live.models import PlanB
from scheduling.live.page import cards_of
from scheduling.live.proposing import propose_plan_b
from scheduling.live.views.changing import accept_shown, asked
from scheduling.live.ways import Ends
from tours.organisations.access import May, signed_in
from tours.organisations.models import User
from tours.programme.access import event_for
from tours.programme.models import Event


@signed_in
def plan_b(request: HttpRequest, slug: str) -> HttpResponse:
    """What is otherwise in plan B, and what that does to the published day."""
    event = event_for(request.user, slug, May.PLAN)
    plan = PlanB.objects.filter(event=event).first()
    data = request.POST if request.method == "POST" else None
    form = _form(data, event, plan)
    if data and form and form.is_valid():
        try:
            prepare_plan_b(
                event, note=form.cleaned_data["note"], ways=form.chosen_ways, places=form.chosen_places
            )
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("Plan B is bewaard en nagekeken. Er is nog niets doorgegeven."))
        return redirect("live:plan_b", slug)
    found = None
    if plan:
        cards = cards_of(event, list(event.groups.all()))
        found = asked(request, event, lambda: [propose_plan_b(event, plan)], cards)
    context = {"event": event, "plan": plan, "form": form, "one": found[0] if found else None}
    wrong = bool(form and form.errors)
    return render(
        request, "scheduling/live/plan_b.html", context | {"wrong": wrong}, status=422 if wrong else 200
    )


@signed_in
@posted
def publish_plan_b(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan B, or the usual plan again, as it was shown."""
    event = event_for(request.user, slug, May.PLAN)
    accept_shown(request, event, by=cast(User, request.user))
    return redirect("live:plan_b", slug)


@signed_in
@posted
def delete_plan_b(request: HttpRequest, slug: str) -> HttpResponse:
    """There is no plan B any more."""
    event = event_for(request.user, slug, May.PLAN)
    try:
        drop_plan_b(event)
    except RuleBroken as no:
        messages.error(request, str(no))
    return redirect("live:plan_b", slug)


def _form(data: QueryDict | None, event: Event, plan: PlanB | None) -> PlanBForm | None:
    """None while there is no published day, it is over, or plan B holds."""
    if event.current is None or event.is_over(at=timezone.now()) or (plan and plan.is_on):
        return None
    programme = event.current.data
    stops = {stop["id"]: stop for stop in programme["stops"]}
    ways: dict[Ends, PlannedWay] = {}
    for group in programme["groups"]:
        for leg in group["legs"]:
            ends = leg["from_stop"], leg["to_stop"]
            ways.setdefault(ends, PlannedWay(leg, stops[ends[0]], stops[ends[1]]))
    visited = {visit["stop"] for group in programme["groups"] for visit in group["visits"]}
    return PlanBForm(
        data,
        event=event,
        plan=plan,
        ways=list(ways.values()),
        stops=[stop for pk, stop in stops.items() if pk in visited],
    )
