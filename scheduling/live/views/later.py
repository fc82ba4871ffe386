"""A group is later: what that does, and accepting it. The same for the guide and for the organisers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from scheduling.live.actions import accept_delay, propose_delay
from scheduling.live.forms import LaterForm
from scheduling.live.page import Card, Consequences, consequences_of
from tours.organisations.models import User
from tours.programme.models import Group


def asked_consequences(request: HttpRequest, card: Card) -> Consequences | None:
    """What `?later=15` would do; None where nobody asked, or it cannot be asked now (then a message says why)."""
    form = LaterForm(request.GET)
    if "later" not in request.GET or not form.is_valid():
        return None
    try:
        return consequences_of(card, propose_delay(card.group, minutes=form.cleaned_data["later"]))
    except RuleBroken as no:
        messages.error(request, str(no))
        return None


def accept(request: HttpRequest, group: Group, *, by: User | None) -> None:
    """Accept what was shown, and say how that went."""
    form = LaterForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Kies hoeveel minuten u later bent."))
        return
    try:
        accept_delay(group, minutes=form.cleaned_data["later"], seen=form.cleaned_data["seen"] or 0, by=by)
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("De nieuwe tijden staan vast. Wie nog op u wacht, krijgt bericht."))
