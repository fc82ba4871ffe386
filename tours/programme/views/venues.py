"""The places that an organisation knows."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from tours.organisations.access import May, asked_for, organisations_of, signed_in
from tours.organisations.models import Organisation
from tours.programme.access import venue_for
from tours.programme.actions import add_venue, change_venue, delete_venue
from tours.programme.addresses import LookUpFailed, Suggestion, look_up, suggest
from tours.programme.errors import ChangedMeanwhile
from tours.programme.forms import VenueForm
from tours.programme.models import Event, Venue

logger = logging.getLogger(__name__)
LOOKING = {"zoek", "plek"}  # buttons that look for an address and store nothing
form_page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def venues(request: HttpRequest) -> HttpResponse:
    """The list with a map, of one organisation at a time: the one in `?organisatie=`, else the first of mine."""
    mine = organisations_of(request.user)
    organisation = asked_for(request, mine)
    found = list(organisation.venues.annotate(events=Count("stops__event", distinct=True)).order_by("name"))
    planning = {one.pk for one in organisations_of(request.user, May.PLAN)}
    context = {
        "organisation": organisation,
        "organisations": mine,
        "venues": found,
        "map": {"stops": [pin for venue in found for pin in pins(venue)], "lines": []},
        "may_plan": organisation.pk in planning,
    }
    return render(request, "tours/programme/venues.html", context)


@signed_in
@form_page
def venue_new(request: HttpRequest) -> HttpResponse:
    """Another place."""
    organisation = asked_for(request, organisations_of(request.user, May.PLAN))
    if LOOKING & request.POST.keys():
        return _looked_up(request, organisation, None)
    form = VenueForm(request.POST or None, instance=Venue(organisation=organisation))
    if request.method == "POST" and form.is_valid():
        venue = add_venue(organisation, **form.details())
        messages.success(request, _("%(name)s staat bij de locaties.") % {"name": venue.name})
        return redirect(_list_of(organisation))
    return _venue_page(request, organisation, None, form)


@signed_in
@form_page
def venue(request: HttpRequest, pk: int) -> HttpResponse:
    """One place, to change. Who saves second is told what the first one stored."""
    stored = venue_for(request.user, pk, May.PLAN)
    if LOOKING & request.POST.keys():
        return _looked_up(request, stored.organisation, stored)
    form = VenueForm(request.POST or None, instance=venue_for(request.user, pk, May.PLAN))
    if request.method == "POST" and form.is_valid():
        try:
            change_venue(stored, version=form.cleaned_data["version"], **form.details())
        except ChangedMeanwhile as no:
            form.clash(no, venue_for(request.user, pk, May.PLAN))
        else:
            messages.success(request, _("%(name)s is bewaard.") % {"name": stored.name})
            return redirect(_list_of(stored.organisation))
    return _venue_page(request, stored.organisation, stored, form)


@signed_in
@form_page
def venue_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first; a place that an event needs stays."""
    stored = venue_for(request.user, pk, May.PLAN)
    if request.method == "POST":
        try:
            delete_venue(stored)
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("%(name)s is verwijderd.") % {"name": stored.name})
        return redirect(_list_of(stored.organisation))
    used = Event.objects.filter(stops__venue=stored).distinct()
    return render(request, "tours/programme/venue_delete.html", {"venue": stored, "events": used})


def pins(venue: Venue) -> list[dict[str, Any]]:
    """The place for static/js/map.js; nothing when nobody knows where it is."""
    if venue.lat_deg is None or venue.lon_deg is None:
        return []
    pin = {"lat": venue.lat_deg, "lon": venue.lon_deg, "label": "", "icon": "pin", "kind": "stop"}
    return [pin | {"name": venue.name, "text": venue.address, "url": f"#locatie-{venue.pk}"}]


def _list_of(organisation: Organisation) -> str:
    return f"{reverse('programme:venues')}?organisatie={organisation.slug}"


def _looked_up(request: HttpRequest, organisation: Organisation, stored: Venue | None) -> HttpResponse:
    """The form as it was typed, with the addresses that were found or the place of the one that was chosen."""
    typed: dict[str, Any] = {
        name: request.POST[name] for name in VenueForm.base_fields if name in request.POST
    }
    found: list[Suggestion] | None = None
    failed = False
    try:
        if "plek" in request.POST:
            place = look_up(request.POST["plek"])
            typed |= {"address": place.address, "lat_deg": place.lat_deg, "lon_deg": place.lon_deg}
            typed.pop("location_estimated", None)
        else:
            text = typed.get("address", "").strip()
            found = suggest(text) if text else []
    except LookUpFailed as why:
        logger.warning("No address was looked up: %s", why)
        failed = True
    unticked = {"location_estimated": False, "hearing_loop": False}
    form = VenueForm(initial=unticked | typed, instance=stored or Venue(organisation=organisation))
    return _venue_page(request, organisation, stored, form, addresses=found, look_up_failed=failed)


def _venue_page(
    request: HttpRequest, organisation: Organisation, stored: Venue | None, form: VenueForm, **more: object
) -> HttpResponse:
    others = organisation.venues.exclude(pk=stored.pk if stored else 0)
    context = {
        "organisation": organisation,
        "venue": stored,
        "form": form,
        "known": [pin for other in others for pin in pins(other)],
        "can_look_up": bool(settings.ADDRESSES_URL),
    }
    status = 422 if form.errors else 200
    return render(request, "tours/programme/venue.html", context | more, status=status)
