from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class RegistrationClosed(RuleBroken):
    sentence = _("Aanmelden kan niet meer voor deze bijeenkomst.")


class RegistrationNotOpenYet(RegistrationClosed):
    sentence = _("Aanmelden kan vanaf %(opens)s uur.")


class EventCalledOff(RegistrationClosed):
    sentence = _("Deze bijeenkomst gaat niet door. Aanmelden kan daarom niet.")


class EventBegun(RegistrationClosed):
    sentence = _("Deze bijeenkomst is al begonnen of voorbij. Aanmelden kan niet meer.")


class NotPublishedYet(RegistrationClosed):
    sentence = _(
        "Deze bijeenkomst is nog niet gepubliceerd. Publiceer haar eerst; daarna kunt u mensen toevoegen."
    )


class KnownAlready(RuleBroken):
    """This name and address are registered for this event already."""

    sentence = _("Deze persoon is al aangemeld met dit e-mailadres.")
    field = "name"


class TooManyCompanions(RuleBroken):
    sentence = _("U kunt bij deze bijeenkomst niet meer mensen meenemen dan %(allowed)s.")
    field = "companions"


class TooFewSeatsForCompanions(RuleBroken):
    sentence = _("Er zijn niet genoeg plaatsen over om nog iemand mee te nemen.")
    field = "companions"


class NoSeatInThatRole(RuleBroken):
    sentence = _("Voor deze rol is er geen plaats meer. De aanmelding is niet veranderd.")
    field = "role"


class CapacityBelowTaken(RuleBroken):
    sentence = _("Er zijn al %(taken)s plaatsen bezet. Kies een hoger aantal, of meld eerst mensen af.")
    field = "capacity"


class GroupsFrozen(RuleBroken):
    sentence = _(
        "De groepen staan vast: de bijeenkomst is binnen drie dagen. Maak de groepen eerst los bij Groepen."
    )
    field = "group"


class AlreadyCancelled(RuleBroken):
    sentence = _("Deze aanmelding is al afgemeld.")


class NotCancelled(RuleBroken):
    sentence = _("Deze persoon staat al op de lijst.")


class ChangedMeanwhile(RuleBroken):
    sentence = _(
        "Iemand anders heeft dit intussen veranderd. Uw tekst staat er nog; bekijk eerst wat er veranderd is."
    )


class TooManyTries(RuleBroken):
    sentence = _(
        "Er kwamen in korte tijd te veel aanvragen. Wacht tien minuten en probeer het dan opnieuw."
        " Wat u invulde, staat er nog."
    )
