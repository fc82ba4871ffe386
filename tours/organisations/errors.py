from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class LastOwner(RuleBroken):
    sentence = _("Een organisatie heeft altijd minstens één beheerder. Maak eerst iemand anders beheerder.")


class AlreadyMember(RuleBroken):
    sentence = _("Deze persoon is al lid van de organisatie.")
    field = "email"
