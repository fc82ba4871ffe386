from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class GroupsChanged(RuleBroken):
    """The proposal that was looked at is not the one that would be made now."""

    sentence = _("Intussen is er iets veranderd. Hieronder staat het voorstel zoals het nu is.")


class NeedTwo(RuleBroken):
    sentence = _("Kruis twee of meer mensen aan die bij elkaar blijven.")


class LeastAboveMost(RuleBroken):
    sentence = _("Bij %(who)s is ‘ten minste’ meer dan ‘ten hoogste’.")
