from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class NoStartTime(RuleBroken):
    sentence = _("Vul eerst in hoe laat de dag begint.")
    field = "start_min"


class NoEstimate(RuleBroken):
    sentence = _(
        "Deze reistijd kunnen we niet schatten: van een van de twee plekken weten we niet waar die ligt. Vul de"
        " minuten zelf in."
    )
    field = "minutes"
