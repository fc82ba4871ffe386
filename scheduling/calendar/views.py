"""The organisation's calendar page."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.errors import RuleBroken
from core.http import posted
from scheduling.calendar import actions
from scheduling.calendar.difference import Difference
from scheduling.calendar.errors import NothingToCome
from scheduling.calendar.forms import CalendarFileForm, ClosedDayForm, RegionForm
from scheduling.calendar.models import CouncilCalendar
from scheduling.calendar.reading import Found, Problem, read_calendar
from scheduling.calendar.sealing import opened, sealed
from tours.organisations.access import May, organisation_for, roles_of, signed_in
from tours.organisations.models import Organisation


@signed_in
@require_safe
def closed_days(request: HttpRequest, slug: str) -> HttpResponse:
    """What stays free from today on."""
    return _page(request, organisation_for(request.user, slug))


@signed_in
@posted
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a day or a period free."""
    organisation = organisation_for(request.user, slug, May.PLAN)
    form = ClosedDayForm(request.POST)
    if form.is_valid():
        try:
            day = actions.add_closed_day(organisation, **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            messages.success(request, _("‘%(reason)s’ staat in de kalender.") % {"reason": day.reason})
            return redirect("calendar_days:closed", slug)
    return _page(request, organisation, form=form)


@signed_in
@posted
def import_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Read an .ics file: first what would change, then, once that was seen, change it.

    A file that has another name than the one before can be set beside that one.
    """
    organisation = organisation_for(request.user, slug, May.PLAN)
    if "gelezen" in request.POST:
        return _go_on(request, organisation)
    form = CalendarFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _look(request, organisation, content=file.read(), filename=file.name)
        except RuleBroken as no:
            form.add_error(no.field, str(no))
    return _page(request, organisation, file_form=form)


def _look(request: HttpRequest, organisation: Organisation, *, content: bytes, filename: str) -> HttpResponse:
    """What the file would change, and which of its entries could not be read. Raises NoCalendar, TooMuchCalendar."""
    today = timezone.localdate()
    read = read_calendar(content, zone=ZoneInfo(settings.TIME_ZONE), today=today)
    if not read.days and not read.problems:
        raise NothingToCome
    return _show(request, organisation, read.name or filename[-140:], read.days, read.problems)


def _show(
    request: HttpRequest,
    organisation: Organisation,
    source: str,
    found: Sequence[Found],
    problems: Sequence[Problem] = (),
) -> HttpResponse:
    """What comes in the place of `source`, and which other files it may be a newer version of."""
    today = timezone.localdate()
    others = actions.sources_of(organisation, today=today)
    context = {
        "organisation": organisation,
        "source": source,
        "others": [] if source in others else others,
        "changes": actions.compared(organisation, source=source, found=found, today=today),
        "problems": problems,
        "sealed": sealed(organisation, source, found) if found else "",
    }
    return render(request, "scheduling/calendar/file.html", context)


def _go_on(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Take over what was seen, or look at it in the place of another file."""
    try:
        source, found = opened(organisation, request.POST["gelezen"])
    except RuleBroken as no:
        form = CalendarFileForm(request.POST, request.FILES)
        form.errors.clear()
        form.add_error(no.field, str(no))
        return _page(request, organisation, file_form=form)
    instead = request.POST.get("in_plaats_van")
    if instead in actions.sources_of(organisation, today=timezone.localdate()):
        return _show(request, organisation, str(instead), found)
    changes = actions.take_over_file(organisation, source=source, found=found, today=timezone.localdate())
    messages.success(request, _outcome(changes))
    return redirect("calendar_days:closed", organisation.slug)


@signed_in
@posted
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """Which school holidays are shown."""
    organisation = organisation_for(request.user, slug, May.PLAN)
    form = RegionForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, region_form=form)
    actions.choose_school_region(organisation, **form.cleaned_data)
    messages.success(request, _("Bewaard."))
    return redirect("calendar_days:closed", slug)


@signed_in
@posted
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """May be planned on again."""
    organisation = organisation_for(request.user, slug, May.PLAN)
    day = get_object_or_404(organisation.closed_days, pk=pk)
    actions.delete_closed_day(day)
    messages.success(request, _("‘%(reason)s’ staat niet meer in de kalender.") % {"reason": day.reason})
    return redirect("calendar_days:closed", slug)


@signed_in
@posted
def forget(request: HttpRequest, slug: str) -> HttpResponse:
    """Let go of everything from one file."""
    organisation = organisation_for(request.user, slug, May.PLAN)
    actions.forget_source(organisation, source=request.POST.get("source", ""))
    messages.success(request, _("De dagen uit dit bestand staan niet meer in de kalender."))
    return redirect("calendar_days:closed", slug)


def _outcome(changes: Difference) -> str:
    if changes.is_nothing:
        return _("Er is niets veranderd: alles uit dit bestand stond er al.")
    counts = {"new": len(changes.new), "changed": len(changes.changed), "gone": len(changes.gone)}
    return _("Overgenomen: %(new)s nieuw, %(changed)s veranderd, %(gone)s weg.") % counts


def _page(
    request: HttpRequest,
    organisation: Organisation,
    *,
    form: forms.Form | None = None,
    file_form: forms.Form | None = None,
    region_form: forms.Form | None = None,
) -> HttpResponse:
    found = CouncilCalendar.objects.filter(organisation=organisation).first()
    chosen = {"school_region": found.school_region if found else ""}
    days = list(organisation.closed_days.coming(timezone.localdate()))
    sent = [each for each in (form, file_form, region_form) if each is not None]
    context = {
        "organisation": organisation,
        "days": days,
        "sources": sorted({day.source for day in days} - {""}),
        "form": form or ClosedDayForm(),
        "file_form": file_form or CalendarFileForm(),
        "region_form": region_form or RegionForm(initial=chosen),
        "wrong": bool(sent),
        "may_plan": bool(roles_of(request.user, Q(organisation=organisation)) & May.PLAN.value),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK
    return render(request, "scheduling/calendar/closed.html", context, status=status)
