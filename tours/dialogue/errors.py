from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class EmptyReport(RuleBroken):
    sentence = _("Er staat nog niets in het verslag.")
    field = "body"


class ReportChanged(RuleBroken):
    sentence = _(
        "Iemand anders heeft het verslag intussen veranderd. Uw tekst staat hieronder nog; hun tekst staat eronder."
    )


class ReportIsPublic(RuleBroken):
    sentence = _("Het verslag is gepubliceerd. Haal het eerst terug om het te veranderen.")


class NobodyToReview(RuleBroken):
    sentence = _(
        "Geen spreker die er was heeft een e-mailadres. Zet bij Sprekers wie er was op ‘Komt’, of publiceer"
        " het verslag zonder dat zij het eerst lezen."
    )
