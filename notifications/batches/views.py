"""How far the mails of a publication are, and stopping, going on with and withdrawing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.errors import RuleBroken
from core.http import is_htmx, posted
from notifications.batches.actions import let_go, pause, withdraw_batch
from notifications.batches.models import Batch
from notifications.batches.progress import mailings_of
from notifications.batches.untold import untold_at
from notifications.news.programme import tell_left_out
from tours.organisations.access import May, signed_in
from tours.organisations.models import User
from tours.programme.access import event_for, may
from tours.programme.models import Event
from tours.signups.promised import promise

_SHOWN = 100


@signed_in
@require_safe
def mailing(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the mails of the last publications are, and who was left out; the part that refreshes itself for htmx."""
    event = event_for(request.user, slug)
    may_plan = may(request.user, event, May.PLAN)
    context = {"event": event, "may_plan": may_plan, **mailings_context(event)}
    if is_htmx(request):
        return render(request, "notifications/batches/_mailings.html", context)
    untold = untold_at(event, at=timezone.now())
    shown = list(untold[: _SHOWN + 1])
    context |= {
        "untold": shown[:_SHOWN],
        "untold_number": untold.count() if len(shown) > _SHOWN else len(shown),
    }
    return render(request, "notifications/batches/mailing.html", context)


@signed_in
@posted
def hold(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Stop it for now."""
    said = _("Stilgezet. Wat nu nog niet weg is, wacht op u.")
    return _act(request, slug, pk, lambda batch: pause(batch, by=_user(request)), said)


@signed_in
@posted
def go_on(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send what was held."""
    said = _("De mails gaan er nu uit.")
    return _act(request, slug, pk, lambda batch: let_go(batch, by=_user(request)), promise(said))


@signed_in
@posted
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What did not leave never goes."""
    said = _("Ingetrokken. Wie nog geen mail had, staat hieronder bij ‘Niet verteld’.")
    return _act(request, slug, pk, lambda batch: withdraw_batch(batch, by=_user(request)), said)


@signed_in
@posted
def tell(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail whoever was left out, after all."""
    event = event_for(request.user, slug, May.PLAN)
    number = tell_left_out(event, at=timezone.now(), by=_user(request))
    said = ngettext("Eén persoon krijgt nu bericht.", "%(n)s mensen krijgen nu bericht.", number)
    messages.success(request, said % {"n": number})
    return redirect("desk:mailing", slug)


def mailings_context(event: Event) -> dict[str, Any]:
    """What the part with the mailings is made of."""
    mailings = mailings_of(event)
    return {"mailings": mailings, "under_way": any(mailing.is_under_way for mailing in mailings)}


def _act(
    request: HttpRequest, slug: str, pk: int, verb: Callable[[Batch], object], done: str
) -> HttpResponse:
    event = event_for(request.user, slug, May.PLAN)
    batch = get_object_or_404(Batch.objects.begun(), pk=pk, event=event)
    try:
        verb(batch)
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("desk:mailing", slug)


def _user(request: HttpRequest) -> User:
    """Whoever is signed in; the views above see to it."""
    return cast(User, request.user)
