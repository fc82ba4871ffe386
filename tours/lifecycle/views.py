"""The organiser's pages about a whole event."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import RuleBroken
from core.http import posted
from tours.lifecycle import actions
from tours.lifecycle.forms import (
    CohostForm,
    CopyForm,
    NewEventForm,
    organisations_of,
    put_at_field,
)
from tours.lifecycle.forms.settings import SettingsForm
from tours.lifecycle.importing.writer import write_event
from tours.lifecycle.next_steps import next_steps
from tours.lifecycle.overview import overview_of
from tours.organisations.access import May, organisation_for, signed_in
from tours.organisations.models import Organisation, User
from tours.programme.access import event_for
from tours.programme.errors import ChangedMeanwhile
from tours.programme.models import Event

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@page
def new(request: HttpRequest) -> HttpResponse:
    """Begin an event: what it is and when, and nothing more. `?vervolg=` names the event that led to it."""
    if not organisations_of(_who(request)).exists():
        raise Http404
    led_to_it = request.GET.get("vervolg")
    before = event_for(request.user, led_to_it) if led_to_it else None
    form = NewEventForm(_sent(request), user=_who(request), before=before)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_event(**form.facts(), follows=before, by=_who(request))
        except RuleBroken as no:
            put_at_field(form, no)
        else:
            return redirect("lifecycle:event", made.slug)
    return _form(request, "new", {"form": form, "before": before})


@signed_in
@require_http_methods(["GET", "HEAD"])
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the event is, what to do next, and everything one can do with it."""
    return _overview(request, event_for(request.user, slug))


@signed_in
@page
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """The event's own fields. Who saves second is told what the first one stored, and keeps what they typed."""
    found = event_for(request.user, slug, May.PLAN)
    with timezone.override(found.zone):
        form = SettingsForm(_sent(request), event=found, user=_who(request))
        if request.method == "POST" and form.is_valid():
            try:
                actions.change_settings(found, version=form.cleaned_data["version"], **form.changes())
            except ChangedMeanwhile as no:
                form.clash(no, event_for(request.user, slug), _who(request))
            except RuleBroken as no:
                put_at_field(form, no)
            else:
                messages.success(request, _("Bewaard."))
                return redirect("lifecycle:event", slug)
        return _form(request, "settings", {"event": found, "form": form})


@signed_in
@page
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """The same again on another date."""
    found = event_for(request.user, slug, May.PLAN)
    form = CopyForm(_sent(request), initial={"title": found.title})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.copy_event(found, by=_who(request), **form.cleaned_data)
        except RuleBroken as no:
            put_at_field(form, no)
        else:
            messages.success(
                request,
                _("Dit is de kopie. Sprekers zijn nog niet gevraagd, en er is nog niemand aangemeld."),
            )
            return redirect("lifecycle:event", made.slug)
    return _form(request, "copy", {"event": found, "form": form})


@signed_in
@posted
def cohosts(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one more organisation to organise this too, or go on without one. That is for the owning organisation."""
    found = event_for(request.user, slug, May.PLAN, cohosts=False)
    if "remove" in request.POST:
        host = get_object_or_404(Organisation, slug=request.POST["remove"])
        actions.end_cohosting(found, host)
        said = _("%(organisation)s organiseert dit niet meer samen met u.")
    else:
        form = CohostForm(request.POST, event=found)
        if not form.is_valid():
            return _overview(request, found, cohost_form=form, status=422)
        host = form.cleaned_data["organisation"]
        actions.ask_cohost(found, host, by=_who(request))
        said = (
            _("%(organisation)s organiseert dit nu samen met u.")
            if found.cohosts.contains(host)
            else _("De vraag staat klaar voor %(organisation)s, op hun pagina ‘Wat moet ik nu doen?’.")
        )
    messages.success(request, said % {"organisation": host})
    return redirect("lifecycle:event", slug)


@signed_in
@posted
def cohosting(request: HttpRequest, slug: str) -> HttpResponse:
    """What an organisation that was asked answers: yes; or no, also later."""
    host = organisation_for(request.user, request.POST.get("organisation", ""), May.PLAN)
    found = get_object_or_404(Event, Q(asked_cohosts=host) | Q(cohosts=host), slug=slug)
    try:
        if request.POST.get("answer") == "yes":
            actions.agree_to_cohost(found, host)
            messages.success(request, _("U organiseert dit nu samen."))
            return redirect("lifecycle:event", slug)
        actions.end_cohosting(found, host)
        messages.success(request, _("U organiseert ‘%(title)s’ niet samen.") % {"title": found.title})
    except RuleBroken as no:
        messages.error(request, str(no))
    return redirect("desk:home")


@signed_in
@page
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Wrap up an event that is over; a page first, because people get mail."""
    found = event_for(request.user, slug, May.PLAN)
    if request.method == "POST":
        try:
            actions.close(found, by=_who(request))
            messages.success(request, _("De bijeenkomst is afgesloten."))
        except RuleBroken as no:
            messages.error(request, str(no))
        return redirect("lifecycle:event", slug)
    return render(request, "tours/lifecycle/close.html", {"event": found})


@signed_in
@page
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Take closing or cancelling back; a page first, because people may get mail."""
    found = event_for(request.user, slug, May.PLAN)
    if request.method == "POST":
        try:
            actions.reopen(found, by=_who(request))
            messages.success(request, _("De bijeenkomst staat weer open."))
        except RuleBroken as no:
            messages.error(request, str(no))
        return redirect("lifecycle:event", slug)
    return render(request, "tours/lifecycle/reopen.html", {"event": found})


@signed_in
@page
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw a draft away; asked once more first."""
    found = event_for(request.user, slug, May.PLAN)
    if request.method == "POST":
        try:
            actions.delete_draft(found, by=_who(request))
        except RuleBroken as no:
            messages.error(request, str(no))
            return redirect("lifecycle:event", slug)
        messages.success(request, _("Het concept ‘%(title)s’ is verwijderd.") % {"title": found.title})
        return redirect("desk:events")
    return render(request, "tours/lifecycle/delete.html", {"event": found})


@signed_in
@require_GET
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """The event as a file that can be read in again. Addresses of speakers are in it: for planners only."""
    found = event_for(request.user, slug, May.PLAN)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.slug}.yaml"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(write_event(found), content_type="application/yaml; charset=utf-8", headers=headers)


def _overview(
    request: HttpRequest, found: Event, *, cohost_form: CohostForm | None = None, status: int = 200
) -> HttpResponse:
    overview = overview_of(found, at=timezone.now())
    planning_for, cohosts = set(organisations_of(_who(request))), list(found.cohosts.all())
    context = {
        "event": found,
        "overview": overview,
        "steps": next_steps(overview),
        "may_plan": not planning_for.isdisjoint([found.organisation, *cohosts]),
        "may_choose_hosts": found.organisation in planning_for,
        "cohosts": cohosts,
        "asked_cohosts": found.asked_cohosts.all(),
        "planning_for": planning_for,
        "cohost_form": cohost_form or CohostForm(event=found),
        "followed_by": found.followed_by.all(),
    }
    return render(request, "tours/lifecycle/event.html", context, status=status)


def _form(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    form = cast("NewEventForm", context["form"])
    return render(request, f"tours/lifecycle/{name}.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _who(request: HttpRequest) -> User:
    """Who is logged in: behind signed_in always somebody."""
    return cast(User, request.user)
