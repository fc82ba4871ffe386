"""Every no of the day itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken

if TYPE_CHECKING:
    from tours.programme.models import Event


class NotToday(RuleBroken):
    sentence = _("Dit kan alleen op de dag zelf.")


class NothingMoves(RuleBroken):
    sentence = _("De speling vangt dit op. Er verandert niets aan de tijden, dus niemand krijgt bericht.")


class NotOnRoute(RuleBroken):
    sentence = _("Deze halte staat niet op de route van deze groep.")


class ProposalTooOld(RuleBroken):
    sentence = _("De dag is intussen anders. Kijk opnieuw wat er verandert; er is nog niets doorgegeven.")


class NobodyStillComes(RuleBroken):
    sentence = _("Hier hoeft geen groep meer naartoe. Er verandert niets.")


class NoSuchDay(RuleBroken):
    sentence = _(
        "Zo past het niet meer op deze dag. Kies een andere tijd, een andere plek, of sla de halte over."
    )


class PlanBHolds(RuleBroken):
    sentence = _("Plan B geldt nu. Ga eerst terug naar het gewone plan.")


class NoPlanB(RuleBroken):
    sentence = _("Er is geen plan B om te publiceren.")


class LinkOver(Exception):
    """A guide's link whose time is over, or of a guide who was replaced."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event
