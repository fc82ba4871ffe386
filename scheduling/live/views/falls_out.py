"""A host cancels on the day: what could be done about it, and what each of that does to the groups."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.http import posted
from scheduling.live.consequences import Consequences
from scheduling.live.forms import FallsOutForm
from scheduling.live.page import cards_of
from scheduling.live.proposing import (
    Proposal,
    propose_elsewhere,
    propose_instead,
    propose_later,
    propose_without,
)
from scheduling.live.views.changing import asked
from scheduling.travel.actions import can_be_measured, measure_ways
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.models import Event, Speaker, Stop


@signed_in
@require_safe
def falls_out(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Replace, move or skip. Nothing is changed here, and no router waited for: each proposal has its own button."""
    event = event_for(request.user, slug, May.PLAN)
    lost = get_object_or_404(event.stops.select_related("venue"), pk=pk)
    lost.event = event
    form = FallsOutForm(request.GET, stop=lost, spare=_spare(event))
    cards = cards_of(event, list(event.groups.all()))

    def look(propose: Callable[[], Proposal]) -> Consequences | None:
        found = asked(request, event, lambda: [propose()], cards)
        return found[0] if found else None

    venue = form.cleaned_data["venue"] if form.is_valid() else None
    skip = look(lambda: propose_without(event, lost))
    chosen = _chosen(event, lost, form) if skip and form.is_valid() else None
    context = {
        "event": event,
        "stop": lost,
        "form": form,
        "skip": skip,
        "chosen": look(chosen) if chosen else None,
        "to_measure": venue if venue and can_be_measured(event, also=[venue]) else None,
        "speakers": Speaker.objects.filter(talks__stop=lost).distinct(),
    }
    return render(request, "scheduling/live/falls_out.html", context)


@signed_in
@posted
def measured(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Have the ways to another place measured, and look again."""
    event = event_for(request.user, slug, May.PLAN)
    lost = get_object_or_404(event.stops.select_related("venue"), pk=pk)
    lost.event = event
    form = FallsOutForm(request.POST, stop=lost, spare=())
    page = reverse("live:falls_out", args=[slug, pk])
    if not form.is_valid() or not form.cleaned_data["venue"]:
        return redirect(page)
    venue = form.cleaned_data["venue"]
    if not measure_ways(event, also=[venue]):
        messages.warning(request, _("De routeplanner antwoordt niet. De reistijden zijn geschat."))
    return redirect(f"{page}?venue={venue.pk}#gekozen")


def _chosen(event: Event, stop: Stop, form: FallsOutForm) -> Callable[[], Proposal] | None:
    """What was asked to be looked at besides leaving it out."""
    from_min, venue, other = (form.cleaned_data[name] for name in ("from_min", "venue", "other"))
    if from_min is not None:
        return lambda: propose_later(event, stop, from_min=from_min)
    if venue:
        return lambda: propose_elsewhere(event, stop, venue)
    if other:
        return lambda: propose_instead(event, stop, other)
    return None


def _spare(event: Event) -> set[int]:
    """The published stops that no group has a time for."""
    if event.current is None:
        return set()
    data = event.current.data
    timed = {visit["stop"] for group in data["groups"] for visit in group["visits"] if visit["start"]}
    return {stop["id"] for stop in data["stops"]} - timed
