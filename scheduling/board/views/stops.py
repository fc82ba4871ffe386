"""Stops and what happens there, each on a page of its own."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.http import posted
from scheduling.board.actions import estimate_legs
from scheduling.board.day import load
from scheduling.board.sentences import in_words
from scheduling.board.views.asked import number, number_in, order_in
from scheduling.board.warnings import warnings_for
from scheduling.engine import TimeWindow
from tours.organisations.access import May, roles_of, signed_in
from tours.programme.access import event_for
from tours.programme.actions import add_stop, change_stop, delete_stop, move_talk, reorder_talks
from tours.programme.errors import ChangedMeanwhile
from tours.programme.forms import StopForm
from tours.programme.hours import from_rows, open_on
from tours.programme.models import Event, Stop, StopKind, Talk

form_page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@form_page
def stop_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Another stop, at the end or after the one in `?na=`."""
    event = event_for(request.user, slug, May.PLAN)
    form = StopForm(request.POST or None, event=event, instance=Stop(), initial=_first_guess(request, event))
    if request.method == "POST" and form.is_valid():
        try:
            stop = add_stop(event, after=_after(request, event), **form.details(), **form.typed())
            estimate_legs(event)
        except RuleBroken as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("‘%(stop)s’ staat in het programma.") % {"stop": stop.title})
            return _after_saving(request, event, stop)
    return _stop_page(request, event, None, form)


@signed_in
@form_page
def stop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One stop, to change, with its talks. Who saves second is told what the first one stored."""
    event = event_for(request.user, slug, May.PLAN)
    stored = get_object_or_404(event.stops, pk=pk)
    form = StopForm(request.POST or None, event=event, instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            change_stop(stored, version=form.cleaned_data["version"], **form.details(), **form.typed())
            estimate_legs(event)
        except ChangedMeanwhile as no:
            form.clash(no, event.stops.get(pk=pk))
        except RuleBroken as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("‘%(stop)s’ is bewaard.") % {"stop": stored.title})
            return _after_saving(request, event, stored)
    return _stop_page(request, event, event.stops.get(pk=pk), form)


@signed_in
@form_page
def stop_delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask first, and what must become of the talks."""
    event = event_for(request.user, slug, May.PLAN)
    stored = get_object_or_404(event.stops.prefetch_related("talks__speakers"), pk=pk)
    others = event.stops.exclude(pk=pk)
    if request.method == "POST":
        delete_stop(stored, talks_to=others.filter(pk=number_in(request.POST, "talks_to") or 0).first())
        estimate_legs(event)
        messages.success(request, _("‘%(stop)s’ is uit het programma gehaald.") % {"stop": stored.title})
        return redirect("board:programme", slug)
    context = {
        "event": event,
        "stop": stored,
        "others": others,
        "materials": stored.materials.count(),
        "statements": stored.statements.count(),
    }
    return render(request, "scheduling/board/stop_delete.html", context)


@signed_in
@posted
def talk_order(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The talks of a stop in a new order: all ids after dragging, or one moved by a button."""
    event = event_for(request.user, slug, May.PLAN)
    stored = get_object_or_404(event.stops, pk=pk)
    ids = order_in(request.POST)
    if ids:
        reorder_talks(stored, ids)
    else:
        talks = Talk.objects.select_related("stop__event").filter(stop=stored)
        talk = get_object_or_404(talks, pk=number(request.POST, "talk"))
        move_talk(talk, by=-1 if request.POST.get("move") == "up" else 1)
    return redirect(reverse("board:stop", args=[slug, pk]) + "#onderdelen")


def _stop_page(request: HttpRequest, event: Event, stored: Stop | None, form: StopForm) -> HttpResponse:
    warnings = []
    if stored is not None:
        warnings = [warning for warning in warnings_for(event, load(event)) if warning.stop == stored.pk]
    context = {
        "event": event,
        "stop": stored,
        "form": form,
        "warnings": warnings,
        "talks": stored.talks.prefetch_related("speakers") if stored else [],
        "may_change_venue": _may_change_venue(request, stored),
        "venue_hours": _hours_that_day(event, stored),
    }
    return render(request, "scheduling/board/stop.html", context, status=422 if form.errors else 200)


def _hours_that_day(event: Event, stored: Stop | None) -> str | None:
    """When the place is open, in a sentence; None where that is not known."""
    if stored is None or stored.venue is None or event.date is None:
        return None
    stretches = open_on(from_rows(stored.venue.opening_hours.all()), event.date)
    if stretches is None:
        return None
    if not stretches:
        return _("Die dag dicht.")
    hours = in_words([TimeWindow(*stretch) for stretch in stretches])
    return _("Die dag open %(hours)s.") % {"hours": hours}


def _may_change_venue(request: HttpRequest, stored: Stop | None) -> bool:
    """A co-host plans here, but the place may be of the other organisation."""
    if stored is None or stored.venue is None:
        return False
    return bool(roles_of(request.user, Q(organisation=stored.venue.organisation_id)) & May.PLAN.value)


def _after_saving(request: HttpRequest, event: Event, stop: Stop) -> HttpResponse:
    """To the programme, or on to a talk at this stop when that button was pressed."""
    if "talk" in request.POST:
        return redirect("board:talk_new", event.slug, stop.pk)
    return redirect(reverse("board:programme", args=[event.slug]) + f"#halte-{stop.pk}")


def _after(request: HttpRequest, event: Event) -> Stop | None:
    return event.stops.filter(pk=number_in(request.GET, "na") or 0).first()


def _first_guess(request: HttpRequest, event: Event) -> dict[str, object]:
    """The kind that is asked for, else what this event mostly has; a meeting stays where it is."""
    kind = request.GET.get("soort", "")
    guess: dict[str, object] = {"kind": StopKind.VISIT if event.is_tour else StopKind.SLOT}
    if kind in StopKind.values:
        guess["kind"] = kind
    last = event.stops.order_by("position").last()
    if not event.is_tour:
        guess["venue"] = last.venue_id if last is not None else event.meeting_point_id
    return guess
