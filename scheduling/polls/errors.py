"""Every no about a date poll."""

from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class OnlyDraftsArePolled(RuleBroken):
    sentence = _(
        "Deze bijeenkomst is al gepubliceerd, met een datum. Mensen hebben die in hun agenda. Verander de datum bij"
        " Gegevens; iedereen hoort het dan."
    )


class PollIsRunning(RuleBroken):
    sentence = _("Er loopt al een datumprikker voor deze bijeenkomst.")


class PollIsOver(RuleBroken):
    """Chosen or withdrawn: nothing about it changes any more."""

    sentence = _("Deze datumprikker is gesloten. Antwoorden kan niet meer.")


class TooFewOptions(RuleBroken):
    sentence = _("Stel eerst minstens twee dagen voor die nog komen.")


class NobodyInvited(RuleBroken):
    sentence = _("Nodig eerst iemand uit.")


class AnswerByMissing(RuleBroken):
    sentence = _("Zeg eerst vóór welke dag u antwoord wilt.")
    field = "answer_by"


class AnswerByPassed(RuleBroken):
    sentence = _("Kies een dag die nog komt.")
    field = "answer_by"


class OptionIsPast(RuleBroken):
    sentence = _("Deze dag is al geweest.")
    field = "date"


class OptionKnown(RuleBroken):
    sentence = _("Deze dag en tijd staan er al.")
    field = "date"


class OptionEndsBeforeStart(RuleBroken):
    sentence = _("Het einde ligt niet na het begin.")
    field = "end_min"


class InviteeKnown(RuleBroken):
    sentence = _("%(name)s staat al bij de genodigden.")
    field = "name"


class AnswerMissing(RuleBroken):
    sentence = _("Kies bij elke dag: ja, als het moet, of nee.")


class DateIsBlocked(RuleBroken):
    """`reason` says what speaks against it."""

    sentence = _("Op deze dag kan het eigenlijk niet: %(reason)s. Zet een vinkje als u de dag toch kiest.")
    field = "despite"
