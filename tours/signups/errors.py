from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class RegistrationClosed(RuleBroken):
    sentence = _("Aanmelden kan niet meer voor deze bijeenkomst.")


class RegistrationNotOpenYet(RegistrationClosed):
    sentence = _("Aanmelden kan vanaf %(opens)s.")


class KnownAlready(RuleBroken):
    """This name and address are registered for this event already."""

    sentence = _("Deze persoon is al aangemeld met dit e-mailadres.")
    field = "name"


class PoolFull(RuleBroken):
    sentence = _("Er is geen plaats meer.")


class TooManyCompanions(RuleBroken):
    sentence = _("U kunt bij deze bijeenkomst hoogstens %(allowed)s personen meenemen.")
    field = "companions"


class TooFewSeatsForCompanions(RuleBroken):
    sentence = _("Er zijn niet genoeg plaatsen over om nog iemand mee te nemen.")
    field = "companions"


class CapacityBelowTaken(RuleBroken):
    sentence = _("Er zijn al %(taken)s plaatsen bezet. Kies een hoger aantal, of meld eerst mensen af.")
    field = "capacity"


class OfferOver(RuleBroken):
    sentence = _("De tijd om deze plaats te nemen is voorbij. U staat weer op de wachtlijst als die er is.")


class AlreadyCancelled(RuleBroken):
    sentence = _("Deze aanmelding is al afgemeld.")


class ChangedMeanwhile(RuleBroken):
    sentence = _(
        "Iemand anders heeft dit intussen veranderd. Uw tekst staat er nog; bekijk eerst wat er veranderd is."
    )
