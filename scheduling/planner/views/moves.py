"""What the buttons, the keys and dragging on the board do: one step, then the board as it is."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core.http import posted
from core.templatetags.dialoogtoer import clock
from scheduling.board.actions import together
from scheduling.board.day import load
from scheduling.board.views.asked import number, number_in
from scheduling.board.views.buttons import measure
from scheduling.board.views.doing import BOARD, do, say_filled
from scheduling.planner import actions
from scheduling.planner.views.buttons import seen_by
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.models import DAY_MIN, Event, Visit

STEP_MIN = 5
_BUTTONS = ("earlier", "later", "up", "down", "place")


@signed_in
@posted
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """One visit: to a minute (`visit` and `to`), or by a button that is named for what it does and carries the visit."""
    event = event_for(request.user, slug, May.PLAN)
    button = next((name for name in _BUTTONS if number_in(request.POST, name) is not None), "visit")
    visit = _visit(event, number(request.POST, button))
    verb, done = _step(request, visit, button)
    words = {"stop": visit.stop.title, "letter": visit.group.letter, "who": _who(event, visit)}
    return do(request, event, verb, done % words, page=BOARD, anchor=f"bezoek-{visit.pk}")


@signed_in
@posted
def fill(request: HttpRequest, slug: str) -> HttpResponse:
    """Work out all times, in the order that there is."""
    event, seen = event_for(request.user, slug, May.PLAN), seen_by(request)
    measure(request, event)
    return do(request, event, lambda: say_filled(request, actions.fill(event, seen=seen)), page=BOARD)


@signed_in
@posted
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """The day as it was before the last step."""
    event, seen = event_for(request.user, slug, May.PLAN), seen_by(request)
    done = _("De laatste verandering is ongedaan gemaakt.")
    return do(request, event, lambda: actions.undo(event, seen=seen), done, page=BOARD)


def _visit(event: Event, pk: int) -> Visit:
    visits = Visit.objects.select_related("group__event", "stop").filter(group__event=event)
    return get_object_or_404(visits, pk=pk)


def _who(event: Event, visit: Visit) -> str:
    """Whose visit it is: everybody's where all groups are at once."""
    if visit.stop_id in together(load(event)):
        return _("Alle groepen")
    return _("Groep %(letter)s") % {"letter": visit.group.letter}


def _step(request: HttpRequest, visit: Visit, button: str) -> tuple[Callable[[], object], str]:
    """What the button does, and the sentence for when it is done."""
    seen = seen_by(request)
    if button == "place":
        return lambda: actions.place(visit, seen=seen), _("%(who)s: ‘%(stop)s’ staat in de dag.")
    if button == "up":
        done = _("Groep %(letter)s doet ‘%(stop)s’ nu eerder op de dag.")
        return lambda: actions.reorder(visit, by=-1, seen=seen), done
    if button == "down":
        done = _("Groep %(letter)s doet ‘%(stop)s’ nu later op de dag.")
        return lambda: actions.reorder(visit, by=1, seen=seen), done
    to_min = _to_min(request, visit, button)
    done = _("%(who)s: ‘%(stop)s’ begint nu om {at}.").replace("{at}", clock(to_min % DAY_MIN))
    return lambda: actions.move(visit, to_min=to_min, seen=seen), done


def _to_min(request: HttpRequest, visit: Visit, button: str) -> int:
    """The minute that is asked for; a button goes to the next five minutes on the clock, forth or back."""
    if button == "visit":
        return number(request.POST, "to")
    if visit.start_min is None:
        raise Http404
    if button == "earlier":
        return max(0, (visit.start_min - 1) // STEP_MIN * STEP_MIN)
    return (visit.start_min // STEP_MIN + 1) * STEP_MIN
