"""Files and feeds. Read-only, without session: calendar clients come back every hour, for years."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from core.http import private
from core.tokens import UnknownToken, read_token
from notifications.calendar import feeds
from notifications.calendar.feeds import Feed
from tours.models import Organisation, Registration

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
        feed = feeds.own_feed(registration)
    response = _unchanged(request, lambda: feed.etag, OWN) or _answer(feed, OWN)
    cache = response["Cache-Control"]
    private(response)["Cache-Control"] = cache  # `no-store` would take the ETag's use away
    return response


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
