"""Signing up, and the page that says what happens next."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.http import private
from tours.programme.models import Event
from tours.signups import receipts
from tours.signups.access import event_to_join
from tours.signups.allotments.access import PURPOSE, allotment_for
from tours.signups.allotments.models import Allotment
from tours.signups.errors import RegistrationClosed, TooManyTries
from tours.signups.forms import AddressForm, SignUpForm, put_at_field
from tours.signups.limits import check_pace
from tours.signups.models import Diet, Transport
from tours.signups.promised import mail_waits, promise
from tours.signups.receipts import Receipt
from tours.signups.reception import ask_again, enter, mend_address
from tours.signups.retention import kept_until
from tours.signups.rules import check_open


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form; filled in well it leads to the page that says what happens next."""
    event = event_to_join(slug)
    posted = request.POST if request.method == "POST" else None
    form = SignUpForm(posted, event=event)
    allotment = allotment_for(event, request.GET.get(PURPOSE, ""))
    if posted is None:
        return _show_form(request, event, form, allotment, status=HTTPStatus.OK)
    if form.is_valid():
        try:
            check_pace(request, email=form.cleaned_data["email"], event=event)
            receipt = enter(event, form.details, trapped=form.is_trapped, allotment=allotment)
        except RuleBroken as rule:
            put_at_field(form, rule)
        else:
            return redirect("signups:done", slug, receipts.keep(receipt))
    return _show_form(request, event, form, allotment, status=_status(form))


@require_safe
def done(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """What happens next; the same for somebody new and for somebody known."""
    event = event_to_join(slug)
    receipt = receipts.find(token, event=event.pk)
    if receipt is None:
        return _show_over(request, event)
    return _show_done(request, event, receipt, token, AddressForm())


@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """Mail the link once more, to the address that was filled in."""
    event = event_to_join(slug)
    receipt = receipts.find(token, event=event.pk)
    if receipt is None:
        return _show_over(request, event)
    if request.method != "POST":
        return redirect("signups:done", slug, token)
    try:
        check_pace(request, email=receipt.email)
    except TooManyTries as rule:
        messages.error(request, str(rule))
    else:
        ask_again(event, receipt)
        again = gettext("Wij sturen de mail nog een keer. Dat kan eens in de tien minuten.")
        messages.success(request, promise(again))
    return redirect("signups:done", slug, token)


@require_http_methods(["GET", "HEAD", "POST"])
def other_address(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """The address was wrong: take another one instead."""
    event = event_to_join(slug)
    receipt = receipts.find(token, event=event.pk)
    if receipt is None:
        return _show_over(request, event)
    form = AddressForm(request.POST)
    if request.method != "POST":
        return redirect("signups:done", slug, token)
    if form.is_valid():
        try:
            check_pace(request, email=form.cleaned_data["email"], event=event)
            receipts.keep(mend_address(event, receipt, email=form.cleaned_data["email"]), token=token)
        except RuleBroken as rule:
            put_at_field(form, rule)
        else:
            return redirect("signups:done", slug, token)
    return _show_done(request, event, receipt, token, form, status=_status(form))


def _status(form: Form) -> HTTPStatus:
    """Too often is 429, anything else that is wrong with the form 422."""
    too_often = form.has_error("__all__", TooManyTries.__name__)
    return HTTPStatus.TOO_MANY_REQUESTS if too_often else HTTPStatus.UNPROCESSABLE_ENTITY


def _show_form(
    request: HttpRequest, event: Event, form: SignUpForm, allotment: Allotment | None, *, status: HTTPStatus
) -> HttpResponse:
    try:
        check_open(event, at=timezone.now())
    except RegistrationClosed as rule:
        closed = str(rule)
    else:
        closed = ""
    form.explain(event, kept_until(event))
    pools = list(event.pools.order_by("role"))
    context = {
        "event": event,
        "organisation": event.organisation,
        "form": form,
        "closed": closed,
        "pools": pools,
        "allotment": allotment,
        "full": pools[0].is_full and not (allotment and allotment.left),
        "full_roles": [pool.get_role_display() for pool in pools[1:] if pool.is_full],
    }
    return render(request, "tours/signups/form.html", context, status=status)


def _show_done(
    request: HttpRequest,
    event: Event,
    receipt: Receipt,
    token: str,
    form: AddressForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponseBase:
    context = {
        "event": event,
        "organisation": event.organisation,
        "receipt": receipt,
        "token": token,
        "summary": _in_words(receipt),
        "form": form,
        "kept": kept_until(event),
        "mail_waits": mail_waits(),
    }
    return private(render(request, "tours/signups/done.html", context, status=status))


def _in_words(receipt: Receipt) -> list[str]:
    """What was asked for, in short: one seat, a bicycle on loan, a vegetarian lunch."""
    details, seats = receipt.details, receipt.seats
    told = [
        Transport(details["transport"]).label if details.get("transport") else "",
        Diet(details["diet"]).label if details.get("diet") else "",
    ]
    return [
        ngettext("%(n)s plaats", "%(n)s plaatsen", seats) % {"n": seats},
        *(str(word).lower() for word in told if word),
    ]


def _show_over(request: HttpRequest, event: Event) -> HttpResponseBase:
    """The hour is over, or the address of the page was not copied whole."""
    context = {"event": event, "organisation": event.organisation}
    return private(render(request, "tours/signups/done_over.html", context, status=HTTPStatus.GONE))
