"""Who comes, per party; and the list of whom to ring: fetch, answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.calling.listing import call_list
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for, may
from tours.signups.invitations.standing import standing_by_party


@signed_in
@require_safe
def invited(request: HttpRequest, slug: str) -> HttpResponse:
    """The overview by party, with the call list below."""
    event = event_for(request.user, slug)
    whole, parties = standing_by_party(event)
    context = {
        "event": event,
        "in_people": True,
        "may_change": may(request.user, event, May.HANDLE_PEOPLE),
        "whole": whole,
        "parties": parties,
        "calls": call_list(event, at=timezone.now()),
    }
    return render(request, "notifications/calling/invited.html", context)
