"""The way back for who has no link that works: it goes to their mailbox, if we know it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.http import private
from tours.signups.access import LinkRevoked, registration_for
from tours.signups.actions import send_link_again
from tours.signups.errors import TooManyTries
from tours.signups.forms import AddressForm, put_at_field
from tours.signups.limits import check_pace
from tours.signups.models import Registration
from tours.signups.promised import mail_waits

OwnPage = Callable[[HttpRequest, Registration, str], HttpResponseBase]
Page = Callable[[HttpRequest, str], HttpResponseBase]


def behind_link(purpose: str) -> Callable[[OwnPage], Page]:
    """Fetch the registration that the token opens; a link that is over leads to the form for a new one."""

    def behind(view: OwnPage) -> Page:
        @wraps(view)
        def page(request: HttpRequest, token: str) -> HttpResponseBase:
            try:
                registration = registration_for(purpose, token)
            except LinkRevoked:
                over = {"form": AddressForm()}
                return private(render(request, "tours/personal/mine/over.html", over, status=HTTPStatus.GONE))
            return private(view(request, registration, token))

        return page

    return behind


behind_own_link = behind_link("mijn")


@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponseBase:
    """Ask for a new link. The answer is the same, whether the address is known or not."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                check_pace(request, email=form.cleaned_data["email"])
            except TooManyTries as rule:
                put_at_field(form, rule)
                status = HTTPStatus.TOO_MANY_REQUESTS
            else:
                mail_links(form.cleaned_data["email"])
                return private(redirect("personal:link_sent"))
    return private(render(request, "tours/personal/mine/new_link.html", {"form": form}, status=status))


@require_safe
def link_sent(request: HttpRequest) -> HttpResponseBase:
    """It is under way, if there is somebody to send it to."""
    context = {"renewed": "vernieuwd" in request.GET, "mail_waits": mail_waits()}
    return private(render(request, "tours/personal/mine/sent.html", context))


@require_safe
def erased(request: HttpRequest) -> HttpResponseBase:
    """For who was forgotten just now: there is no page of their own any more."""
    return private(render(request, "tours/personal/mine/erased.html"))


@require_safe
def erased_contributor(request: HttpRequest) -> HttpResponseBase:
    """The same for a speaker, and for who promised something."""
    return private(render(request, "tours/personal/erased.html"))


def mail_links(email: str) -> None:
    """Everybody registered with this address gets their own link: several people may share a mailbox."""
    for registration in Registration.objects.filter(email=email).select_related("event__current"):
        send_link_again(registration)
