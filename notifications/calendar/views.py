"""Files and feeds. Read-only, without session: calendar clients come back every hour, for years."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.http import posted, private
from core.tokens import UnknownToken, read_token
from notifications import links
from notifications.calendar import feeds
from notifications.calendar.feeds import Feed
from notifications.calendar.models import Told
from notifications.calendar.providers import FILENAME
from tours.models import Membership, Organisation, Registration
from tours.organisations.access import organisation_for, signed_in
from tours.organisations.actions import renew_feed

PUBLIC = "public, max-age=300"
OWN = "private, no-cache"


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One event, to add to a calendar."""
    unchanged = _unchanged(request, lambda: feeds.event_etag(slug))
    if unchanged:
        return unchanged
    kept = feeds.event_file(slug)
    if kept is None:
        raise Http404
    return _answer(kept, PUBLIC, filename=f"{slug}.ics")


@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    """All public events, to subscribe to."""
    now = timezone.now()
    unchanged = _unchanged(request, lambda: feeds.public_etag(at=now))
    if unchanged:
        return unchanged
    with translation.override(settings.LANGUAGE_CODE):
        return _answer(feeds.public_feed(at=now), PUBLIC)


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The public events of one organisation, those it organises together with others included."""
    now, of = timezone.now(), get_object_or_404(Organisation, slug=slug)
    unchanged = _unchanged(request, lambda: feeds.public_etag(at=now, of=of))
    if unchanged:
        return unchanged
    with translation.override(settings.LANGUAGE_CODE):
        return _answer(feeds.public_feed(at=now, of=of), PUBLIC)


@require_safe
def own(request: HttpRequest, token: str) -> HttpResponseBase:
    """One person's own events. The token opens nothing else."""
    try:
        key = read_token("kalender", token)
    except UnknownToken as error:
        raise Http404 from error
    registration = get_object_or_404(Registration.objects.select_related("event"), pk=key.id)
    if registration.link_version != key.version:
        return private(render(request, "410.html", {"event": registration.event}, status=410))
    with translation.override(registration.language):
        feed = feeds.own_feed(registration, at=timezone.now())
    return _closed(_unchanged(request, lambda: feed.etag, OWN) or _answer(feed, OWN))


@require_safe
def entry(request: HttpRequest, token: str) -> HttpResponseBase:
    """One entry as its invitation says it, to add by hand; taken away, it says so. The token opens nothing else."""
    try:
        key = read_token("agenda-bestand", token)
    except UnknownToken as error:
        raise Http404 from error
    found = Told.objects.select_related("event", "saying", "registration", "speaker")
    told = get_object_or_404(found, pk=key.id)
    if not told.email or links.entry_token(told) != token:  # erased, or the person asked for other links
        return private(render(request, "410.html", {"event": told.event}, status=410))
    person = told.registration or told.speaker
    with translation.override(person.language if person else told.host_language):
        kept = feeds.entry_file(told)
    return _closed(_unchanged(request, lambda: kept.etag, OWN) or _answer(kept, OWN, filename=FILENAME))


@require_safe
def members(request: HttpRequest, token: str) -> HttpResponseBase:
    """The events of an organisation, for one who works there and for as long. The token opens nothing else."""
    try:
        key = read_token("leden", token)
    except UnknownToken as error:
        raise Http404 from error
    works_there = Membership.objects.filter(pk=key.id, feed_version=key.version, user__is_active=True)
    membership = works_there.select_related("organisation", "user").first()
    if membership is None:
        return private(render(request, "notifications/calendar/gone.html", status=410))
    now = timezone.now()
    unchanged = _unchanged(request, lambda: feeds.members_etag(membership, at=now), OWN)
    if unchanged:
        return _closed(unchanged)
    with translation.override(settings.LANGUAGE_CODE):
        return _closed(_answer(feeds.members_feed(membership, at=now), OWN))


@signed_in
@require_safe
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a member finds the link to their own feed of the organisation."""
    organisation = organisation_for(request.user, slug)
    membership = get_object_or_404(Membership, organisation=organisation, user=request.user)
    context = {
        "organisation": organisation,
        "link": links.members_feed(membership),
        "public_link": links.absolute("calendar:organisation", organisation.slug),
    }
    return render(request, "notifications/calendar/follow.html", context)


@signed_in
@posted
def renew(request: HttpRequest, slug: str) -> HttpResponse:
    """A new link for this member; the old one says no from now on."""
    organisation = organisation_for(request.user, slug)
    renew_feed(get_object_or_404(Membership, organisation=organisation, user=request.user))
    messages.success(request, _("U hebt een nieuwe link. De oude werkt niet meer."))
    return redirect("calendar:follow", slug)


def _closed(response: HttpResponse) -> HttpResponseBase:
    """Nobody's to index or to pass on; `no-store` would take the ETag's use away."""
    cache = response["Cache-Control"]
    closed = private(response)
    closed["Cache-Control"] = cache
    return closed


def _unchanged(
    request: HttpRequest, etag: Callable[[], str | None], cache: str = PUBLIC
) -> HttpResponse | None:
    """304 when the client has it already (RFC 9110 13.1.2); a feed is then neither read nor joined."""
    known = request.headers.get("If-None-Match")
    current = etag() if known else None
    if not known or not current or (current not in known and known.strip() != "*"):
        return None
    return _stamped(HttpResponseNotModified(), current, cache)


def _answer(feed: Feed, cache: str, filename: str = "") -> HttpResponse:
    response = HttpResponse(feed.body, content_type="text/calendar; charset=utf-8")
    if filename:
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return _stamped(response, feed.etag, cache)


def _stamped(response: HttpResponse, etag: str, cache: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = cache
    return response
