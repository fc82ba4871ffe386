from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class TooFewSeatsToKeep(RuleBroken):
    sentence = _("Zoveel plaatsen zijn er niet meer vrij. Verhoog eerst het aantal plaatsen voor iedereen.")
    field = "seats"


class KeptForInvitedAlready(RuleBroken):
    sentence = _("Er zijn al plaatsen voor genodigden. Geef die eerst vrij.")
    field = "for_whom"
