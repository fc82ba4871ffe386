"""The day goes otherwise: what could be done, and accepting what was shown. The same for the guide and the organisers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from scheduling.live.actions import accept
from scheduling.live.consequences import Consequences, consequences_of
from scheduling.live.errors import NothingMoves, ProposalTooOld
from scheduling.live.forms import AcceptForm, LaterForm
from scheduling.live.page import Card
from scheduling.live.proposing import Proposal, propose_delay
from scheduling.live.signing import opened
from tours.organisations.models import User
from tours.programme.models import Event, Group


def asked_later(request: HttpRequest, card: Card) -> list[Consequences] | None:
    """What could be done about `?later=15`; None where nobody asked, or it cannot be asked (then a message says why)."""
    form = LaterForm(request.GET)
    if "later" not in request.GET or not form.is_valid():
        return None
    minutes = form.cleaned_data["later"]
    return asked(request, card.event, lambda: propose_delay(card.group, minutes=minutes), [card])


def asked(
    request: HttpRequest, event: Event, propose: Callable[[], Sequence[Proposal]], cards: Sequence[Card]
) -> list[Consequences] | None:
    """What proposals do; None where there is a no, and a message says it."""
    try:
        return consequences_of(event, propose(), cards)
    except RuleBroken as no:
        messages.error(request, str(no))
        return None


def accept_shown(request: HttpRequest, event: Event, *, by: User | None, group: Group | None = None) -> None:
    """Accept what was shown, and say how that went. A guide accepts only what is about the own group."""
    form = AcceptForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Kies eerst hoe het verder gaat. Er is nog niets doorgegeven."))
        return
    try:
        proposal = opened(event, form.cleaned_data["proposal"])
        if group and (proposal.late is None or proposal.late.group_id != group.pk):
            raise ProposalTooOld
        accept(event, proposal, by=by)
    except NothingMoves as no:
        messages.info(request, str(no))
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("De nieuwe tijden staan vast. Wie nog moet komen, krijgt bericht."))
