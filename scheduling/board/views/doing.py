"""What every button on the programme and on the board does: act, say how it went, go back to where the button was."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from scheduling.board.actions import Filled
from tours.programme.models import Event

PROGRAMME, BOARD = "board:programme", "planner:planning"


def do(
    request: HttpRequest,
    event: Event,
    verb: Callable[[], object],
    done: str = "",
    *,
    page: str = PROGRAMME,
    anchor: str = "",
) -> HttpResponse:
    """Act, say how it went, and go back to the page, at the anchor."""
    try:
        verb()
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        if done:
            messages.success(request, done)
    return back(request, event, page=page, anchor=anchor)


def say_filled(request: HttpRequest, filled: Filled, *, done: str = "") -> None:
    """That the times are filled in, and what opening hours and wishes made of them."""
    messages.success(request, done or _("De tijden zijn ingevuld."))
    if filled.waits:
        waits = _("Hier wachten groepen op de openingstijd of op de tijd die u wenst: %(stops)s.")
        messages.info(request, waits % {"stops": ", ".join(filled.waits)})
    if filled.misses:
        misses = _(
            "Dit lukt in deze volgorde niet binnen de openingstijden en uw wensen: %(stops)s. Verander de volgorde, of vraag een"
            " voorstel."
        )
        messages.warning(request, misses % {"stops": ", ".join(filled.misses)})


def back(request: HttpRequest, event: Event, *, page: str = PROGRAMME, anchor: str = "") -> HttpResponse:
    """To the page, with the group that was shown; to the board where the form says that it stands there."""
    page = BOARD if request.POST.get("van") == "planning" else page
    letter = request.POST.get("groep", "")
    query = f"?groep={letter}" if letter.isalnum() else ""
    return redirect(reverse(page, args=[event.slug]) + query + (f"#{anchor}" if anchor else ""))
