from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class NobodyToWrite(RuleBroken):
    sentence = _("Niemand van deze mensen heeft een e-mailadres. Bel hen, of kies anderen.")
