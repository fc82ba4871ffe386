"""The message log: what went to whom, what did not, and why. Preview, send again, release, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from core.errors import RuleBroken
from core.http import is_htmx, posted
from notifications.batches.actions import withdraw_message
from notifications.inbound.models import Received
from notifications.outbox import breaker
from notifications.outbox.actions import allow_address, release, send_again, suppression_of
from notifications.outbox.models import Held, Message, MessageQuerySet, MessageState
from notifications.outbox.preview import preview_of
from notifications.outbox.reasons import why
from tours.organisations.access import May, signed_in
from tours.organisations.models import User
from tours.programme.access import event_for
from tours.programme.models import Event

PER_PAGE = 50
# A mail carries its own styles; it may load nothing, run nothing and go nowhere.
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@signed_in
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """All messages about my events, newest first; `?status=`, `?q=` and `?bijeenkomst=` narrow them down."""
    mine = Message.objects.of_member(_user(request))
    events = Event.objects.of_member(_user(request)).order_by("-date", "title").only("slug", "title")
    slug = request.GET.get("bijeenkomst", "")
    chosen = next((event for event in events if event.slug == slug), None)
    to_read = Received.objects.of_member(_user(request)).to_review().count()
    context = {"events": events, "chosen": chosen, "to_read": to_read}
    return _list(request, mine.of(chosen) if chosen else mine, "log", context)


@signed_in
@require_safe
def event_log(request: HttpRequest, slug: str) -> HttpResponse:
    """The messages about one event."""
    event = event_for(request.user, slug)
    return _list(request, Message.objects.of(event), "event_log", {"event": event})


@signed_in
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # typed for views without arguments
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: what became of it, and how it reads."""
    found = _message_for(request, pk)
    mine_to_handle = Message.objects.of_member(_user(request), May.HANDLE_PEOPLE).filter(pk=pk)
    context = {
        "message": found,
        "preview": preview_of(found),
        "why": why(found),
        "about": found.event,
        "may_handle": mine_to_handle.exists(),
        "hold": settings.OUTBOX_HOLD,
        "said": found.last_error if found.reason else "",
        "suppressed": suppression_of(found.recipient),
    }
    return render(request, "notifications/outbox/message.html", context)


@signed_in
@require_safe
@xframe_options_sameorigin
def message_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part by itself, for the frame of the preview."""
    preview = preview_of(_message_for(request, pk))
    return HttpResponse(preview.html, headers={"Content-Security-Policy": MAIL_POLICY})


@signed_in
@posted
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it once more; shows the new row."""
    found = _message_for(request, pk, May.HANDLE_PEOPLE)
    try:
        new = send_again(found)
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect("outbox:message", pk)
    messages.success(request, _("Dit bericht gaat nog eens naar %(who)s.") % {"who": new.recipient})
    return redirect("outbox:message", new.pk)


@signed_in
@posted
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Release one held message."""
    _message_for(request, pk, May.HANDLE_PEOPLE)
    held = Message.objects.filter(pk=pk)
    return _act(request, pk, lambda: release(held), _("Het bericht wordt nu verstuurd."))


@signed_in
@posted
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one back that was not sent yet."""
    found = _message_for(request, pk, May.HANDLE_PEOPLE)
    return _act(
        request, pk, lambda: withdraw_message(found, by=_user(request)), _("Het bericht is ingetrokken.")
    )


@signed_in
@posted
def allow(request: HttpRequest, pk: int) -> HttpResponse:
    """The address works after all; `asked`: whoever complained wants mail again."""
    found = _message_for(request, pk, May.HANDLE_PEOPLE)
    done = _("Naar %(who)s mag weer mail.") % {"who": found.recipient}
    asked = "asked" in request.POST
    return _act(request, pk, lambda: allow_address(found.recipient, asked_for=asked), done)


@signed_in
@posted
def let_all_go(request: HttpRequest) -> HttpResponse:
    """Release everything that is held and mine to handle; of one event with `bijeenkomst`."""
    held = Message.objects.of_member(_user(request), May.HANDLE_PEOPLE)
    slug = request.POST.get("bijeenkomst", "")
    if slug:
        held = held.of(event_for(request.user, slug, May.HANDLE_PEOPLE))
    try:
        number = release(held)
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        sentence = ngettext("Eén bericht wordt nu verstuurd.", "%(n)s berichten worden nu verstuurd.", number)
        messages.success(request, sentence % {"n": number})
    return redirect("outbox:event_log", slug) if slug else redirect("outbox:log")


def _list(
    request: HttpRequest, found: MessageQuerySet, template: str, context: dict[str, Any]
) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    status = request.GET.get("status", "")
    found = found.matching(words)
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    chosen = found.filter(state=status) if status in counts else found
    rows = chosen.select_related("event").defer("body_text", "body_html")
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts.get(status, sum(counts.values()))
    context |= {
        "page": paginator.get_page(request.GET.get("page")),
        "states": [(state, counts[state.value]) for state in MessageState if state.value in counts],
        "held": counts.get(MessageState.HELD, 0),
        "why_held": _why_held(found) if MessageState.HELD in counts else [],
        "all": sum(counts.values()),
        "status": status,
        "q": words,
        "breaker": breaker.current(),
        "hold": settings.OUTBOX_HOLD,
    }
    name = "_messages" if is_htmx(request) else template
    return render(request, f"notifications/outbox/{name}.html", context)


def _act(request: HttpRequest, pk: int, verb: Callable[[], object], done: str) -> HttpResponse:
    try:
        verb()
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("outbox:message", pk)


def _user(request: HttpRequest) -> User:
    """Whoever is signed in; the views above see to it."""
    return cast(User, request.user)


def _why_held(found: MessageQuerySet) -> list[tuple[str, int]]:
    """What we held by ourselves: why, and how many."""
    reasons = found.filter(state=MessageState.HELD, reason__in=Held.values).order_by("reason")
    counted = reasons.values_list("reason").annotate(Count("pk"))
    return [(str(Held(why).label), number) for why, number in counted]


def _message_for(request: HttpRequest, pk: int, may: May = May.SEE) -> Message:
    """The message, if this user may do this with its event; Http404 otherwise."""
    found = (
        Message.objects.of_member(_user(request), may).select_related("event", "batch").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found
