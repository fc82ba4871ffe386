"""The guide's page: one group, on a phone, behind a link that ends. Only POST changes anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.errors import RuleBroken
from core.http import posted, private
from scheduling.live.access import group_for, is_today, valid_until
from scheduling.live.actions import once
from scheduling.live.coming import still_to_come
from scheduling.live.errors import LinkOver
from scheduling.live.forms import NewcomerForm, PresentForm, ReachedForm
from scheduling.live.page import DELAYS_MIN, cards_of
from scheduling.live.views.changing import accept_shown, asked_later
from scheduling.live.views.noting import note_reached, noted
from scheduling.live.warm import load_solver_soon
from tours.organisations.models import Role
from tours.programme.models import Group
from tours.signups.actions import add_by_desk, check_in
from tours.signups.models import Registration, RegistrationState, Source

GuidePage = Callable[[HttpRequest, Group, str], HttpResponseBase]


def behind_guides_link(view: GuidePage) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Fetch the group that the token opens; a link that is over says so."""

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            group = group_for(token, at=timezone.now())
        except LinkOver as over:
            context = {"event": over.event, "organisation": over.event.organisation}
            return private(render(request, "scheduling/live/over.html", context, status=HTTPStatus.GONE))
        return private(view(request, group, token))

    return page


@gzip_page
@require_safe
@behind_guides_link
def guide(request: HttpRequest, group: Group, token: str) -> HttpResponse:
    """Now and next, the route, who is there, and being late."""
    event = group.event
    card = next(iter(cards_of(event, [group])), None)
    if is_today(event):
        load_solver_soon()
    context = {
        "event": event,
        "organisation": event.organisation,
        "group": group,
        "card": card,
        "token": token,
        "coming": still_to_come(event, [card]) if card else [],
        "now": timezone.now(),
        "valid_until": event.current and valid_until(event.current.data),
        "delays": DELAYS_MIN,
        "later_min": request.GET.get("later", ""),
        "later": asked_later(request, card) if card else None,
    }
    return render(request, "scheduling/live/guide.html", context)


@behind_guides_link
@posted
def guide_reached(request: HttpRequest, group: Group, token: str) -> HttpResponse:
    """The group is at a stop, or after all not."""
    form = ReachedForm(request.POST)
    if form.is_valid():
        note_reached(request, group, form)
    return noted(request, reverse("live:guide", args=[token]), anew=True)


@behind_guides_link
@posted
def guide_present(request: HttpRequest, group: Group, token: str) -> HttpResponse:
    """Somebody of this group is there, or after all not."""
    form = PresentForm(request.POST)
    if form.is_valid():
        people = Registration.objects.of(group.event).seated().filter(pk=form.cleaned_data["person"])
        person = people.first()
        if person and (person.group_id == group.pk or group.event.groups.count() == 1):
            present = form.cleaned_data["present"]
            once(group, form.cleaned_data["key"], lambda: check_in(person, present=present))
    return noted(request, reverse("live:guide", args=[token]) + "#wie")


@behind_guides_link
@posted
def guide_newcomer(request: HttpRequest, group: Group, token: str) -> HttpResponse:
    """Somebody who is there without having signed up."""
    form = NewcomerForm(request.POST)
    if form.is_valid():
        try:
            person = once(group, form.cleaned_data["key"], lambda: _walk_in(group, form.cleaned_data["name"]))
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            if person:
                messages.success(request, _said(person))
    else:
        messages.error(request, _("Vul een naam in."))
    return noted(request, reverse("live:guide", args=[token]) + "#wie", anew=True)


def _walk_in(group: Group, name: str) -> Registration:
    return add_by_desk(group.event, source=Source.WALK_IN, name=name, role=Role.RESIDENT, group=group)


def _said(person: Registration) -> str:
    if person.state == RegistrationState.WAITING:
        return _("%(name)s staat op de wachtlijst: alle plaatsen zijn bezet.") % {"name": person.name}
    return _("%(name)s is erbij.") % {"name": person.name}


@behind_guides_link
@posted
def guide_later(request: HttpRequest, group: Group, token: str) -> HttpResponse:
    """Accept a proposal as it was shown."""
    accept_shown(request, group.event, by=None, group=group)
    return redirect("live:guide", token)
