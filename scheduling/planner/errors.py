from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class NothingToPlan(RuleBroken):
    sentence = _("Zet eerst minstens één halte in het programma die de groepen na elkaar bezoeken.")


class PlaceUnknown(RuleBroken):
    sentence = _(
        "Van ‘%(stop)s’ weten we niet waar het is. Kies een locatie die op de kaart staat; dan kunnen we de reistijd"
        " schatten."
    )


class StepsOnEveryWay(RuleBroken):
    sentence = _(
        "Iemand die meegaat, kan niet over drempels of trappen, en in elke volgorde is er een weg met drempels. Zoek een andere"
        " weg, of laat bij de wensen los dat iedereen overal mee kan."
    )


class NoTimeLeft(RuleBroken):
    sentence = _(
        "Tussen het begin en het einde van de dag is geen tijd over voor de haltes. Maak de dag langer."
    )


class NotOpenThen(RuleBroken):
    sentence = _(
        "‘%(stop)s’, waar iedereen tegelijk is, past op deze dag niet in de tijden waarop het daar open is. Geef bij die halte"
        " aan dat de locatie voor u opengaat, of kies een andere plek of andere tijden."
    )


class AlreadySearching(RuleBroken):
    sentence = _("Er wordt al naar een plan gezocht. Wacht even, of stop het zoeken.")


class ProgrammeChanged(RuleBroken):
    sentence = _(
        "Het programma of uw wensen zijn veranderd nadat dit voorstel is uitgerekend. Vraag een nieuw voorstel."
    )


class NothingToUndo(RuleBroken):
    sentence = _("Er is niets om ongedaan te maken: het programma is daarna nog veranderd.")


class DayChanged(RuleBroken):
    sentence = _(
        "Het programma is intussen veranderd, door iemand anders of in een ander venster. U ziet nu hoe het is; doe het"
        " nog eens als dat nog nodig is."
    )
