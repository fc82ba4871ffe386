"""Every no about the days that stay free."""

from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class EndsBeforeFirst(RuleBroken):
    sentence = _("De laatste dag ligt vóór de eerste.")
    field = "last"


class TimesBelongTogether(RuleBroken):
    sentence = _("Vul een begin en een later einde in, of laat beide leeg voor de hele dag.")
    field = "end_min"


class NoCalendar(RuleBroken):
    """The file cannot be read as iCalendar (RFC 5545)."""

    sentence = _("Dit is geen agendabestand dat we kunnen lezen. Kies een bestand dat eindigt op .ics.")
    field = "file"


class NothingToCome(RuleBroken):
    sentence = _("In dit bestand staat niets dat nog komt.")
    field = "file"


class TooMuchCalendar(RuleBroken):
    """More entries, days or repeats than a council plans by."""

    sentence = _(
        "Dit bestand is te groot om in te lezen. Bewaar in uw agenda alleen het komende jaar, en kies dat bestand."
    )
    field = "file"


class ReadAgain(RuleBroken):
    """What was looked at was not made here, or long ago."""

    sentence = _("Dit is te lang geleden bekeken. Kies het bestand opnieuw; er is niets veranderd.")
    field = "file"
