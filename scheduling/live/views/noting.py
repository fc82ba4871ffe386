"""What is noted on a phone: sent by a form, or later by the script that kept it while there was no network."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.errors import RuleBroken
from scheduling.live.actions import note_arrival, once
from scheduling.live.forms import ReachedForm
from tours.programme.models import Group


def note_reached(request: HttpRequest, group: Group, form: ReachedForm) -> None:
    """Check a stop off, or take that back; a no is said on the page."""
    said = form.cleaned_data
    try:
        once(
            group,
            said["key"],
            lambda: note_arrival(group, stop_id=said["stop"], reached=said["reached"]),
        )
    except RuleBroken as no:
        messages.error(request, str(no))


def noted(request: HttpRequest, page: str, *, anew: bool = False) -> HttpResponse:
    """Back to the page; for the script only whether it should be fetched anew (RFC 9110: 205 and 204)."""
    if "key" not in request.POST:
        return redirect(page)
    return HttpResponse(status=HTTPStatus.RESET_CONTENT if anew else HTTPStatus.NO_CONTENT)
