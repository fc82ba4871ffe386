from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class NotEnded(RuleBroken):
    sentence = _("Alleen een bericht dat verstuurd of mislukt is, kunt u nog eens versturen.")


class UnderWayAgain(RuleBroken):
    sentence = _("Dit bericht staat al klaar om nog eens verstuurd te worden.")


class Refused(RuleBroken):
    """The look at send time says no."""

    sentence = _("Dit bericht versturen we niet nog eens. %(why)s")


class HoldIsOn(RuleBroken):
    sentence = _(
        "Er gaat nu geen mail de deur uit: tegenhouden staat aan (OUTBOX_HOLD). Zet dat eerst uit en start opnieuw."
    )


class BatchIsHeld(RuleBroken):
    sentence = _(
        "Deze mails horen bij een publicatie die u hebt stilgezet. Ga verder met versturen op de pagina Publiceren."
    )


class Complained(RuleBroken):
    sentence = _(
        "%(who)s zei geen mail van ons te willen, dus dit adres blijft dicht. Vroeg deze persoon zelf om weer mail? Zeg dat dan bij een bericht aan dit adres."
    )
