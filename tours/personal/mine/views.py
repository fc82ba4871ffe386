"""One's own page and what can be done there. Only POST changes anything: mail scanners open every link."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.http import posted
from core.tokens import make_token
from tours.materials.links import Audience, download_url, zip_url
from tours.materials.models import Material
from tours.personal.itinerary import day_of
from tours.personal.mine.asking import behind_own_link
from tours.personal.mine.forms import MineForm
from tours.personal.mine.standing import standing_of
from tours.signups.actions import cancel, change, confirm, renew_links
from tours.signups.errors import ChangedMeanwhile
from tours.signups.forms import put_at_field
from tours.signups.models import CancelledBy, Registration, RegistrationState
from tours.signups.promised import promise
from tours.signups.retention import erase, kept_until


@require_safe
@behind_own_link
def mine(request: HttpRequest, registration: Registration, token: str) -> HttpResponseBase:
    """Everything about my registration."""
    event = registration.event
    context = _context(registration, token) | {
        "standing": standing_of(registration, at=timezone.now()),
        "day": day_of(event.current.data, registration.group_id) if event.current else None,
        **_files(registration),
        "kept": kept_until(event),
        "feed": make_token("kalender", registration.pk, registration.link_version),
        "route": make_token("route", registration.pk, registration.link_version),
    }
    return render(request, "tours/personal/mine/mine.html", context)


@behind_own_link
@posted
def say_yes(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Yes, I come: to a held, offered or given up seat."""
    try:
        registration = confirm(registration)
    except RuleBroken as rule:
        messages.error(request, str(rule))
    else:
        messages.success(request, _thanks(registration))
    return redirect("personal:mine", token)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_own_link
def edit(request: HttpRequest, registration: Registration, token: str) -> HttpResponseBase:
    """Change what I told. A new address gets a mail, and the links sent to the old one end."""
    form = MineForm(request.POST if request.method == "POST" else None, registration=registration)
    more: dict[str, Any] = {}
    if form.is_valid():
        try:
            changed = change(registration, version=form.cleaned_data["version"], **form.details)
        except ChangedMeanwhile as rule:
            registration.refresh_from_db()
            more = {"differences": form.differences(registration)}
            form = form.over_again(registration)
            put_at_field(form, rule)
        except RuleBroken as rule:
            put_at_field(form, rule)
        else:
            return _after_change(request, registration, changed)
    return _show_form(request, registration, token, form, more)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_own_link
def give_up(request: HttpRequest, registration: Registration, token: str) -> HttpResponseBase:
    """Cancel, after asking once whether that is meant."""
    if request.method != "POST":
        return render(request, "tours/personal/mine/cancel.html", _context(registration, token))
    try:
        cancel(registration, by=CancelledBy.SELF)
    except RuleBroken as rule:
        messages.error(request, str(rule))
    else:
        messages.success(request, gettext("U bent afgemeld. Bedankt voor het doorgeven."))
    return redirect("personal:mine", token)


@behind_own_link
@posted
def renew(_request: HttpRequest, registration: Registration, _token: str) -> HttpResponse:
    """End every link sent so far; the new one goes to the mailbox, not to who pressed the button."""
    renew_links(registration)
    return redirect(f"{reverse('personal:link_sent')}?vernieuwd")


@require_http_methods(["GET", "HEAD", "POST"])
@behind_own_link
def forget(request: HttpRequest, registration: Registration, token: str) -> HttpResponseBase:
    """Erase what is held about me, after asking once whether that is meant."""
    if request.method != "POST":
        return render(request, "tours/personal/mine/erase.html", _context(registration, token))
    erase(registration)
    return redirect("personal:erased")


def _context(registration: Registration, token: str) -> dict[str, Any]:
    event = registration.event
    return {"registration": registration, "event": event, "organisation": event.organisation, "token": token}


def _show_form(
    request: HttpRequest, registration: Registration, token: str, form: MineForm, more: dict[str, Any]
) -> HttpResponse:
    form.explain(registration.event, kept_until(registration.event))
    context = _context(registration, token) | more | {"form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "tours/personal/mine/edit.html", context, status=status)


def _after_change(request: HttpRequest, before: Registration, after: Registration) -> HttpResponse:
    """Back to the page; under its new address when the old links ended."""
    if after.link_version == before.link_version:
        messages.success(request, gettext("Uw gegevens zijn veranderd."))
    else:
        sentence = gettext(
            "Uw e-mailadres is veranderd. Wij sturen een mail naar %s: bevestig daar dat dit adres klopt."
            " Links in eerdere mails werken niet meer."
        )
        messages.success(request, promise(sentence % after.email))
    return redirect("personal:mine", make_token("mijn", after.pk, after.link_version))


def _thanks(registration: Registration) -> str:
    if registration.state == RegistrationState.WAITING:
        return gettext("Dank u wel. Er is nu geen plaats voor u; u staat op de wachtlijst.")
    return gettext("Dank u wel, u komt. De uitnodiging voor uw agenda komt per mail.")


def _files(registration: Registration) -> dict[str, Any]:
    """Material with its address, and all of it in one where there are more: who has a seat sees what is for participants too."""
    materials, now = Material.objects.of(registration.event), timezone.now()
    if registration.state == RegistrationState.CONFIRMED:
        shown, audience = materials.for_participants(at=now), Audience.PARTICIPANTS
    else:
        shown, audience = materials.public_now(at=now), Audience.PUBLIC
    files = [(material, url) for material in shown if (url := download_url(material, audience))]
    several = sum(not material.link for material, _url in files) > 1
    return {"files": files, "zip": zip_url(registration.event, audience) if several else ""}
