"""The day of one group, read-only: the page that calendar entries link to, which colleagues may see."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import private
from tours.personal.itinerary import day_of
from tours.programme.day import map_url
from tours.signups.access import LinkRevoked, registration_for


@require_safe
def route(request: HttpRequest, token: str) -> HttpResponseBase:
    """Times, stops and addresses; nothing about the person, and nothing to press."""
    try:
        registration = registration_for("route", token)
    except LinkRevoked:
        return private(render(request, "410.html", status=HTTPStatus.GONE))
    event = registration.event
    programme = event.current.data if event.current else None
    context = {
        "event": event,
        "organisation": event.organisation,
        "day": day_of(programme, registration.group_id) if programme else None,
        "meeting_point_map": map_url(programme["meeting_point"]) if programme else "",
    }
    return private(render(request, "tours/personal/route.html", context))
