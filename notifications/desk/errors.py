from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class OtherThanShown(RuleBroken):
    """Between looking and pressing somebody changed the drafts, or published."""

    sentence = _(
        "Er is intussen iets veranderd aan het programma. Er is niets gepubliceerd. Hieronder ziet u hoe het nu is."
    )


class CountChanged(RuleBroken):
    sentence = _("De telling is intussen veranderd. Geef door wat hieronder staat.")
