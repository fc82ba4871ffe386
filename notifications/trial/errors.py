from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class TooManyTrials(RuleBroken):
    sentence = _(
        "U deed dit uur al %(most)s proeven. Wacht een uur, of kijk hieronder wat er van de laatste werd."
    )
