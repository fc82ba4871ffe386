from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class LastOwner(RuleBroken):
    sentence = _("Een organisatie heeft altijd minstens één beheerder. Maak eerst iemand anders beheerder.")
    field = "role"


class AlreadyMember(RuleBroken):
    sentence = _("Deze persoon is al lid van de organisatie.")
    field = "email"


class NameTaken(RuleBroken):
    sentence = _("Er is al een organisatie met deze naam.")
    field = "name"


class KeyNameTaken(RuleBroken):
    sentence = _("U hebt al een sleutel met deze naam. Trek die eerst in, of kies een andere naam.")
    field = "name"


class ContactKnownAlready(RuleBroken):
    sentence = _("Deze persoon staat al in de contacten, met dit e-mailadres.")
    field = "email"


class ChangedMeanwhile(RuleBroken):
    sentence = _(
        "Iemand anders heeft dit intussen veranderd. Wat u typte, staat er nog. Kijk eerst wat er nu staat."
    )


class ContactsChangedMeanwhile(RuleBroken):
    sentence = _(
        "Dit is anders dan wat u het laatst bekeek. Hieronder staat wat er nu zou gebeuren. Kijk het na en sla opnieuw op."
    )
