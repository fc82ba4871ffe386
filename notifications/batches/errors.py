from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class NotUnderWay(RuleBroken):
    """It was withdrawn, or somebody else did the same just now."""

    sentence = _(
        "Dat kan niet meer: de verzending staat er intussen anders voor. Hieronder ziet u hoe het nu is."
    )


class WishesChanged(RuleBroken):
    """Somebody else prepares the same publication."""

    sentence = _(
        "Iemand anders heeft intussen iets veranderd aan deze mails. Er is niets bewaard. Kijk hoe het nu is en probeer het opnieuw."
    )
