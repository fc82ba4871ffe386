"""What came in, for who has to look: answers that fit nobody, mail from strangers, what could not be read."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.errors import RuleBroken
from core.http import is_htmx, posted
from notifications.inbound.actions import apply_by_hand, settle
from notifications.inbound.models import Received, ReceivedQuerySet, ReceivedState
from tours.models import Event, User
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for

PER_PAGE = 30


@signed_in
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What waits for somebody; with `?alles` also what was done already."""
    mine = Received.objects.of_member(_user(request)).select_related("event", "registration", "speaker")
    everything = "alles" in request.GET
    rows = mine.exclude(state=ReceivedState.NEW) if everything else mine.to_review()
    context = {
        "may_handle": set(
            mine.to_review().of_member(_user(request), May.HANDLE_PEOPLE).values_list("pk", flat=True)
        ),
        "page": Paginator(rows.defer("raw"), PER_PAGE).get_page(request.GET.get("page")),
        "everything": everything,
        "waiting": mine.to_review().count(),
    }
    return render(request, "notifications/inbound/received.html", context)


@signed_in
@require_safe
def speaker_wrote(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a speaker wrote by hand."""
    event = event_for(request.user, slug)
    speaker = get_object_or_404(event.speakers, pk=pk)
    return _written(
        request, event, speaker.name, Received.objects.written_by(event=event, speaker=speaker.pk)
    )


@signed_in
@require_safe
def host_wrote(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the contact of a stop wrote by hand."""
    event = event_for(request.user, slug)
    stop = get_object_or_404(event.stops, pk=pk)
    found = Received.objects.written_by(event=event, host=stop.contact_email)
    return _written(request, event, stop.contact_name or stop.contact_email or stop.title, found)


def _written(request: HttpRequest, event: Event, name: str, found: ReceivedQuerySet) -> HttpResponse:
    """A page, or the part of it that the page about this person shows."""
    context = {"event": event, "name": name, "found": found.defer("raw")[:PER_PAGE]}
    template = "_written" if is_htmx(request) else "written"
    return render(request, f"notifications/inbound/{template}.html", context)


@signed_in
@posted
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody looked at it."""
    try:
        settle(_received_for(request, pk))
    except RuleBroken as no:
        messages.error(request, str(no))
    return redirect("inbound:received")


@signed_in
@posted
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer counts after all."""
    found = _received_for(request, pk)
    try:
        registration = apply_by_hand(found)
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        if registration:
            messages.success(request, _("Overgenomen bij %(name)s.") % {"name": registration.name})
    return redirect("inbound:received")


def _received_for(request: HttpRequest, pk: int) -> Received:
    """What came in, if this user may handle it; Http404 otherwise."""
    mine = Received.objects.of_member(_user(request), May.HANDLE_PEOPLE)
    found = mine.select_related("registration__event").defer("raw").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    """Whoever is signed in; the views above see to it."""
    return cast(User, request.user)
