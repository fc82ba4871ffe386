"""Every no that a whole event may be told."""

from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken


class NotPublishable(RuleBroken):
    """Something that publishing needs is missing. `field` says where it is filled in."""


class DateMissing(NotPublishable):
    sentence = _("Kies eerst een datum. Zonder datum kan niemand deze bijeenkomst in de agenda zetten.")
    field = "date"


class PlaceMissing(NotPublishable):
    sentence = _("Zeg eerst waar het is, bij de gegevens of in het programma. Mensen moeten weten waarheen.")
    field = "meeting_point"


class TimesMissing(NotPublishable):
    sentence = _(
        "U zegt dat het programma klaar is, maar er staat nog geen tijd in. Vul de tijden in, of haal het vinkje weg"
        " bij ‘Het programma is klaar’."
    )
    field = "start_min"


class EventIsCancelled(RuleBroken):
    sentence = _("Deze bijeenkomst is afgelast. Kies eerst ‘Laat toch doorgaan’.")


class EventIsClosed(RuleBroken):
    sentence = _("Deze bijeenkomst is afgesloten. Heropen haar eerst.")


class NotOverYet(RuleBroken):
    sentence = _("Afsluiten kan als de bijeenkomst voorbij is.")


class ReasonMissing(RuleBroken):
    sentence = _("Schrijf in één zin waarom de bijeenkomst niet doorgaat. Die zin komt in het bericht.")
    field = "reason"


class EndsBeforeStart(RuleBroken):
    sentence = _("Het einde ligt niet na het begin.")
    field = "end_min"


class FollowsItself(RuleBroken):
    sentence = _("Een bijeenkomst kan niet het vervolg zijn op zichzelf, of op haar eigen vervolg.")
    field = "follows"


class NotAskedAnyMore(RuleBroken):
    sentence = _("Deze vraag staat niet meer open.")


class NoFreeAddress(RuleBroken):
    sentence = _("Er zijn te veel bijeenkomsten met deze titel en datum. Kies een andere titel.")
    field = "title"


class OnlyDraftsGo(RuleBroken):
    sentence = _(
        "Wat ooit is gepubliceerd, kan niet weg: mensen hebben het in hun agenda. U kunt het wel afgelasten."
    )


class PeopleWereAsked(RuleBroken):
    sentence = _(
        "%(names)s weten al van deze bijeenkomst. Verwijderen kan daarom niet; afgelasten wel, dan krijgen zij bericht."
    )
