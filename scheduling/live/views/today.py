"""The organisers' page of the day: every group, on a phone."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.http import posted
from scheduling.live.access import guide_path, is_today
from scheduling.live.coming import still_to_come
from scheduling.live.forms import LaterForm, ReachedForm
from scheduling.live.models import PlanB
from scheduling.live.page import DELAYS_MIN, cards_of
from scheduling.live.views.changing import accept_shown, asked_later
from scheduling.live.views.noting import note_reached, noted
from scheduling.live.warm import load_solver_soon
from tours.organisations.access import May, signed_in
from tours.organisations.models import User
from tours.programme.access import event_for, may
from tours.programme.models import Event, Group


@signed_in
@require_safe
def today(request: HttpRequest, slug: str) -> HttpResponse:
    """Where every group is, and what one that is late does to the rest."""
    event = event_for(request.user, slug)
    cards = cards_of(event, list(event.groups.all()))
    handles = may(request.user, event, May.HANDLE_PEOPLE)
    plans = may(request.user, event, May.PLAN)
    asked = LaterForm(request.GET)
    late = asked.cleaned_data["group"] if plans and asked.is_valid() else None
    rows = [
        {
            "card": card,
            "guide_url": request.build_absolute_uri(guide_path(card.group)) if handles else "",
            "later": asked_later(request, card) if card.group.pk == late else None,
        }
        for card in cards
    ]
    on_the_day = is_today(event)
    if on_the_day and plans:
        load_solver_soon()
    context = {
        "event": event,
        "rows": rows,
        "handles": handles,
        "plans": plans,
        "delays": DELAYS_MIN,
        "later_min": request.GET.get("later", ""),
        "coming": still_to_come(event, cards),
        "plan_b": PlanB.objects.filter(event=event).first() if plans else None,
        "is_today": on_the_day,
        "now": timezone.now(),
    }
    return render(request, "scheduling/live/today.html", context)


@signed_in
@posted
def reached(request: HttpRequest, slug: str) -> HttpResponse:
    """A group is at a stop, or after all not."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    form = ReachedForm(request.POST)
    if form.is_valid():
        note_reached(request, _group(event, form.cleaned_data["group"]), form)
    return noted(request, reverse("live:today", args=[slug]), anew=True)


@signed_in
@posted
def later(request: HttpRequest, slug: str) -> HttpResponse:
    """Accept a proposal as it was shown; people get mail, so for planners."""
    accept_shown(request, event_for(request.user, slug, May.PLAN), by=cast(User, request.user))
    return redirect("live:today", slug)


def _group(event: Event, pk: int | None) -> Group:
    group = get_object_or_404(event.groups, pk=pk or 0)
    group.event = event
    return group
