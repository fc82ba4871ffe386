"""Every no of the day itself."""

from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class NotToday(RuleBroken):
    sentence = _("Dit kan alleen op de dag zelf.")


class NothingMoves(RuleBroken):
    sentence = _("De speling vangt dit op. Er verandert niets aan de tijden, dus niemand krijgt bericht.")


class NotOnRoute(RuleBroken):
    sentence = _("Deze halte staat niet op de route van deze groep.")


class LinkOver(Exception):
    """A guide's link whose time is over, or of a guide who was replaced."""
