"""Agenda, event page and the pages about the service. Public, and GET only."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from tours.agenda.kept import kept_event_page
from tours.agenda.outcome import outcome_of
from tours.agenda.page import day_part, event_view, json_ld, map_data
from tours.agenda.picture import LOOK, event_picture
from tours.organisations.models import Organisation
from tours.programme.day import map_url
from tours.programme.models import Event, EventKind, EventState
from tours.programme.snapshot import Programme

PER_PAGE = 30
KEEP_PICTURE_SECONDS = 24 * 60 * 60
LATELY = 10  # past events below the coming ones


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Coming events and the last that were; with `?past=1` all that were.

    `q` searches titles, stops, people and places, `kind` filters, `pagina` turns the page.
    """
    now = timezone.now()
    past = "past" in request.GET
    query = request.GET.get("q", "").strip()[:100]
    kind = request.GET.get("kind", "")
    found = Event.objects.public().select_related("current", "organisation").prefetch_related("pools")
    found = found.saying(query)
    if kind in EventKind.values:
        found = found.filter(kind=kind)
    were = found.over(at=now).order_by("-current__starts_at", "-pk")
    coming = found.not_over(at=now).order_by("current__starts_at", "pk")
    page = Paginator(were if past else coming, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "past": past,
        "lately": [] if past or page.has_next() else were[:LATELY],
        "query": query,
        "kind": kind,
        "kinds": EventKind.choices,
        "now": now,
    }
    return render(request, "tours/agenda/index.html", context)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: programme, map, people, seats, material and what came of it."""
    return kept_event_page(request, slug, lambda: _event_page(request, slug))


def _event_page(request: HttpRequest, slug: str) -> HttpResponse:
    found = public_event(slug)
    view = event_view(_programme(found), letter=request.GET.get("groep", ""))
    now = timezone.now()
    url = settings.SITE_URL + reverse("agenda:event", args=[slug])
    context = {
        "event": found,
        "organisation": found.organisation,
        "view": view,
        "pools": list(found.pools.all()),
        "map": map_data(view),
        "json_ld": json_ld(view, url=url, cancelled=found.state == EventState.CANCELLED),
        "url": url,
        "picture": f"{settings.SITE_URL}{reverse('agenda:picture', args=[slug])}?{found.current_id}-{found.state}",
        "heading": day_part(view),
        "start_link": map_url(view.data["meeting_point"]),
        "open": found.takes_registrations(at=now),
        "past": found.is_over(at=now),
        "now": now,
        **outcome_of(found, at=now),
    }
    return render(request, "tours/agenda/event.html", context)


def _look_of(_request: HttpRequest, slug: str) -> str | None:
    """The ETag of the picture: what it is drawn from."""
    found = Event.objects.public().filter(slug=slug).values_list("current_id", "state").first()
    return f'"{found[0]}-{found[1]}-{LOOK}"' if found else None


@require_safe
@condition(etag_func=_look_of)
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that others show beside a link to the event; its address on the page changes with the Revision."""
    key = f"event-picture:{slug}:{_look_of(request, slug)}"
    drawn = cache.get(key)
    if drawn is None:
        found = public_event(slug)
        cancelled = found.state == EventState.CANCELLED
        drawn = event_picture(event_view(_programme(found)), cancelled=cancelled)
        cache.set(key, drawn, KEEP_PICTURE_SECONDS)
    response = HttpResponse(drawn, content_type="image/png")
    patch_cache_control(response, public=True, max_age=KEEP_PICTURE_SECONDS)
    return response


@require_safe
def print_sheets(request: HttpRequest, slug: str) -> HttpResponse:
    """One A4 per group: times, places, who speaks. Names of participants and phone numbers are not on it."""
    found = public_event(slug)
    return render(request, "tours/agenda/print.html", {"event": found, "view": event_view(_programme(found))})


def public_event(slug: str) -> Event:
    """The event with its Revision and seats, if it was ever published; Http404 otherwise."""
    found = (
        Event.objects.public()
        .select_related("current", "organisation", "report")
        .prefetch_related("pools")
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _programme(found: Event) -> Programme:
    """What was published last; `public()` leaves out events that have nothing."""
    if found.current is None:
        raise Http404
    return found.current.data


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """Coming and recent events as an Atom feed (RFC 4287)."""
    events = (
        Event.objects.public()
        .select_related("current", "organisation")
        .order_by("-current__published_at")[:50]
    )
    newest = events[0].current.published_at if events and events[0].current else timezone.now()
    response = render(request, "tours/agenda/atom.xml", {"events": events, "newest": newest})
    response["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "tours/agenda/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, and until when, per organisation."""
    return render(request, "tours/agenda/privacy.html", {"organisations": Organisation.objects.all()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, or links to those of the organisations that have their own."""
    organisations = Organisation.objects.exclude(accessibility_url="")
    return render(request, "tours/agenda/accessibility.html", {"organisations": organisations})


@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a weakness. Expires is always half a year ahead."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [f"Contact: mailto:{settings.MAIL_FROM}", f"Expires: {expires}", "Preferred-Languages: nl, en"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
