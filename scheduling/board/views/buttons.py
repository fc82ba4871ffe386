"""What the buttons on the programme page do: act, say how it went, go back to where the button was."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.http import posted
from scheduling.board import actions
from scheduling.board.forms import DayForm, LegForm, TimeForm
from scheduling.board.page import Bound
from scheduling.board.views.asked import number, number_in, order_in
from scheduling.board.views.doing import back, do, say_filled
from scheduling.board.views.show import page, shown_group
from scheduling.travel.actions import measure_ways
from tours.lifecycle.actions import change_settings
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.actions import move_stop, move_visit, reorder_stops, reorder_visits
from tours.programme.errors import ChangedMeanwhile
from tours.programme.models import Event, Group, Leg, Stop, Visit


@signed_in
@posted
def fill(request: HttpRequest, slug: str) -> HttpResponse:
    """Work out all times."""
    event = event_for(request.user, slug, May.PLAN)
    measure(request, event)
    return do(request, event, lambda: say_filled(request, actions.fill_in_times(event)))


@signed_in
@posted
def estimate(request: HttpRequest, slug: str) -> HttpResponse:
    """Estimate every way anew that was not typed by hand."""
    event = event_for(request.user, slug, May.PLAN)
    measure(request, event)
    return do(request, event, lambda: actions.estimate_legs(event), _("De reistijden zijn bijgewerkt."))


@signed_in
@posted
def day(request: HttpRequest, slug: str) -> HttpResponse:
    """The hours of the day and the room between stops."""
    event = event_for(request.user, slug, May.PLAN)
    form = DayForm(request.POST, event=event)
    if form.is_valid():
        try:
            change_settings(event, version=form.cleaned_data["version"], **form.details())
        except ChangedMeanwhile as no:
            form.clash(no, event_for(request.user, slug, May.PLAN))
        except RuleBroken as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("Bewaard. Vul de tijden opnieuw in als het begin is veranderd."))
            return back(request, event)
    return page(request, event_for(request.user, slug), day_form=form, status=422)


@signed_in
@posted
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the event end when its last visit does: the button at a warning."""
    event = event_for(request.user, slug, May.PLAN)
    end_min, version = number(request.POST, "end_min"), number(request.POST, "version")
    return do(
        request,
        event,
        lambda: change_settings(event, version=version, end_min=end_min),
        _("Het einde van de dag is aangepast."),
    )


@signed_in
@posted
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """A new order: all ids after dragging, or one stop moved up or down by a button."""
    event = event_for(request.user, slug, May.PLAN)
    group = _group(request, event)
    ids = order_in(request.POST)

    def reorder() -> None:
        if ids and group and event.groups.count() > 1:
            reorder_visits(group, ids)
        elif ids:
            reorder_stops(event, ids)
        else:
            _move_one(request, event, group)
        filled = actions.refill_times(event)
        if filled is None:
            messages.success(request, _("De volgorde is veranderd."))
        else:
            done = _("De volgorde is veranderd en de tijden zijn opnieuw ingevuld.")
            say_filled(request, filled, done=done)

    moved = number_in(request.POST, "stop")
    return do(request, event, reorder, anchor=f"halte-{moved}" if moved else "lijst")


@signed_in
@posted
def shift(request: HttpRequest, slug: str) -> HttpResponse:
    """Move one visit in time; what comes after moves along when it must."""
    event = event_for(request.user, slug, May.PLAN)
    visits = Visit.objects.select_related("group__event", "stop").filter(group__event=event)
    visit = get_object_or_404(visits, pk=number(request.POST, "visit"))
    form = TimeForm(request.POST, visit=visit)
    to_min = number_in(request.POST, "to")
    if to_min is None and form.is_valid():
        to_min = form.cleaned_data["to"]
    if to_min is not None:
        try:
            actions.shift_visit(visit, to_min=to_min)
        except RuleBroken as no:
            form.add_error("to" if form.is_bound and "to" not in request.POST else None, str(no))
        else:
            messages.success(request, _("‘%(stop)s’ is verschoven.") % {"stop": visit.stop.title})
            return back(request, event, anchor=f"halte-{visit.stop_id}")
    return page(request, event, bound=Bound(times={visit.pk: form}), group=visit.group, status=422)


@signed_in
@posted
def leg(request: HttpRequest, slug: str) -> HttpResponse:
    """How a group gets from one stop to the next."""
    event = event_for(request.user, slug, May.PLAN)
    group = get_object_or_404(event.groups, pk=number(request.POST, "group"))
    here = get_object_or_404(event.stops.select_related("venue"), pk=number(request.POST, "from"))
    there = get_object_or_404(event.stops.select_related("venue"), pk=number(request.POST, "to"))
    stored = Leg.objects.filter(group=group, from_stop=here, to_stop=there).first()
    form = LegForm(request.POST, ends=(here.pk, there.pk), leg=stored)
    if form.is_valid():
        try:
            actions.set_leg(group, here, there, **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            messages.success(request, _("De reistijd is bewaard."))
            return back(request, event, anchor=f"etappe-{here.pk}-{there.pk}")
    return page(request, event, bound=Bound(legs={(here.pk, there.pk): form}), group=group, status=422)


def measure(request: HttpRequest, event: Event) -> None:
    """Have the ways measured, and say so where that failed."""
    if not measure_ways(event):
        messages.warning(request, _("De routeplanner antwoordt niet. De reistijden zijn geschat."))


def _group(request: HttpRequest, event: Event) -> Group | None:
    return shown_group(request, list(event.groups.all()))


def _move_one(request: HttpRequest, event: Event, group: Group | None) -> None:
    by = -1 if request.POST.get("move") == "up" else 1
    stop: Stop = get_object_or_404(event.stops, pk=number(request.POST, "stop"))
    if group and event.groups.count() > 1:
        move_visit(
            get_object_or_404(Visit.objects.select_related("group__event"), group=group, stop=stop), by=by
        )
    else:
        move_stop(stop, by=by)
