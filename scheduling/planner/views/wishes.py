"""What a plan has to keep to, for the whole day and stop by stop."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.forms import Summary
from scheduling.planner.actions import set_day_wish, set_wish
from scheduling.planner.forms import DayWishForm, StopWishForm
from scheduling.planner.models import DayWish, StopWish
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.models import Event


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, slug: str) -> HttpResponse:
    """All wishes on one page, saved together or not at all."""
    event = event_for(request.user, slug, May.PLAN)
    day_form = DayWishForm(
        request.POST or None,
        instance=DayWish.objects.filter(event=event).first() or DayWish(event=event),
        event=event,
    )
    stop_forms = _stop_forms(request, event)
    if request.method == "POST" and all([day_form.is_valid(), *(form.is_valid() for form in stop_forms)]):
        with transaction.atomic():
            set_day_wish(event, **day_form.cleaned_data)
            for form in stop_forms:
                if form.says_something:
                    set_wish(form.stop, **form.cleaned_data)
        messages.success(request, _("De wensen zijn bewaard."))
        return redirect("planner:planning", slug)
    summary = Summary([("", day_form), *((form.stop.title, form) for form in stop_forms)])
    wrong = summary.number > 0
    context = {
        "event": event,
        "day_form": day_form,
        "stop_forms": stop_forms,
        "summary": summary,
        "wrong": wrong,
    }
    return render(request, "scheduling/planner/wishes.html", context, status=422 if wrong else 200)


def _stop_forms(request: HttpRequest, event: Event) -> list[StopWishForm]:
    known = {wish.stop_id: wish for wish in StopWish.objects.filter(stop__event=event)}
    stops = event.stops.order_by("position")
    return [StopWishForm(request.POST or None, stop=stop, wish=known.get(stop.pk)) for stop in stops]
