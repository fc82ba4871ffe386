from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from tours.materials.refusals import sentence


class FileTooLarge(RuleBroken):
    sentence = _(
        "Dit bestand is te groot. Het mag hoogstens %(megabytes)s MB zijn; er is niets bewaard. Maak het kleiner, of zet het online en voeg de link toe."
    )
    field = "file"


class TooManyFiles(RuleBroken):
    sentence = _(
        "Bij deze bijeenkomst staan al %(files)s bestanden en meer mag niet. Verwijder er eerst een, of vraag het de organisatie."
    )
    field = "file"


class FileRefused(RuleBroken):
    """The file isn't taken, and nothing of it is kept. `refusal` is code and values."""

    sentence = ""
    field = "file"

    def __init__(self, **refusal: str) -> None:
        self.refusal = refusal
        super().__init__()

    def __str__(self) -> str:
        return sentence(**self.refusal)


class StorageUnavailable(RuleBroken):
    sentence = _(
        "De opslag voor bestanden is even niet bereikbaar. Er is niets bewaard. Probeer het over een paar minuten opnieuw."
    )
    field = "file"


class BelongsElsewhere(RuleBroken):
    sentence = _("Deze halte, dit onderdeel of deze spreker hoort niet bij deze bijeenkomst.")


class IsALink(RuleBroken):
    sentence = _("Dit is een link en geen bestand. Verander de link, of voeg het bestand los toe.")


class MomentMissing(RuleBroken):
    sentence = _("Vul in vanaf welk moment dit zichtbaar is.")
    field = "visible_from"


class NoSpeakerToAsk(RuleBroken):
    sentence = _("Bij dit materiaal hoort geen spreker die ja kan zeggen.")


class NothingToWithdraw(RuleBroken):
    sentence = _("Hiervan is niets zichtbaar, dus er is niets in te trekken.")


class NothingToRestore(RuleBroken):
    sentence = _("Hiervan is niets ingetrokken, dus er is niets terug te zetten.")
