from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class RowRefused(RuleBroken):
    """One of the pasted rows cannot be; `values["line"]` says which."""

    sentence = _("Regel %(line)s: %(reason)s")


class ListChangedMeanwhile(RuleBroken):
    sentence = _(
        "De lijst is intussen veranderd, of u hebt deze rijen al toegevoegd. Kijk hieronder of het nog klopt."
    )


class PoolKnownAlready(RuleBroken):
    sentence = _("Voor deze rol zijn er al aparte plaatsen.")
    field = "role"
