from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from core.templatetags.dialoogtoer import clock


@dataclass(frozen=True)
class Clash:
    """A resource that another published event holds, with times in minutes since local midnight."""

    resource: str
    name: str
    event: str
    start_min: int
    end_min: int


class AlreadyBooked(RuleBroken):
    """`clashes` are all of them; the sentence names the first."""

    sentence = _("%(name)s is van %(start)s tot %(end)s al bezet door ‘%(event)s’. Kies een andere tijd.")

    def __init__(self, clashes: list[Clash]) -> None:
        first = clashes[0]
        self.clashes = clashes
        super().__init__(
            name=first.name, event=first.event, start=clock(first.start_min), end=clock(first.end_min)
        )


class ChangedMeanwhile(RuleBroken):
    """Somebody else saved first. `stored` is the row as it is now."""

    sentence = _(
        "Iemand anders heeft dit intussen veranderd. Uw tekst staat er nog; bekijk eerst wat er veranderd is."
    )


class PastMidnight(RuleBroken):
    sentence = _("Zo loopt het programma door na middernacht. Begin eerder, of maak het korter.")
    field = "start_min"


class TimeSkipped(RuleBroken):
    """The clock jumps over this local time on the event's date."""

    sentence = _(
        "%(time)s uur bestaat niet op deze dag: in die nacht gaat de klok een uur vooruit. Kies een andere tijd."
    )
    field = "start_min"


class LastGroup(RuleBroken):
    sentence = _("Een bijeenkomst heeft altijd minstens één groep.")


class TooManyGroups(RuleBroken):
    sentence = _("Meer groepen dan er letters zijn, kan niet. Haal eerst een groep weg.")


class VenueInUse(RuleBroken):
    sentence = _("Deze locatie is nog nodig bij: %(events)s. Kies daar eerst een andere locatie.")


class SpeakerComes(RuleBroken):
    """Taking somebody off the list who said yes would leave the entry in their calendar."""

    sentence = _(
        "%(name)s komt spreken en heeft het in de agenda staan. Zet eerst op ‘komt niet’; dan hoort %(name)s het."
    )


class NoSpeakerAddress(RuleBroken):
    sentence = _("Van %(name)s is nog geen e-mailadres bekend. Vul dat eerst in, of bel.")
    field = "email"


class NoDateYet(RuleBroken):
    sentence = _("Kies eerst een datum voor de bijeenkomst. Daarna kunt u sprekers uitnodigen.")


class NotAskedAnyMore(RuleBroken):
    sentence = _("Deze bijeenkomst gaat niet door of is voorbij. Uitnodigen kan niet meer.")
