"""What can be said of a registration: its state, how somebody takes part, where it came from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationState(models.TextChoices):
    INVITED = "invited", _("Uitgenodigd")
    HELD = "held", _("Nog niet bevestigd")
    CONFIRMED = "confirmed", _("Komt")
    WAITING = "waiting", _("Wachtlijst")
    OFFERED = "offered", _("Plaats aangeboden")
    CANCELLED = "cancelled", _("Afgemeld")


SEATED = frozenset({RegistrationState.HELD, RegistrationState.CONFIRMED, RegistrationState.OFFERED})


class AttendsAs(models.TextChoices):
    PARTICIPANT = "participant", _("Ik praat mee")
    LISTENER = "listener", _("Ik luister")
    SPEAKING_RESIDENT = "speaking_resident", _("Ik wil inspreken")


class Transport(models.TextChoices):
    OWN_BICYCLE = "own_bicycle", _("Eigen fiets")
    BORROW_BICYCLE = "borrow_bicycle", _("Leenfiets")
    CANNOT_CYCLE = "cannot_cycle", _("Ik fiets niet")


class Diet(models.TextChoices):
    VEGETARIAN = "vegetarian", _("Vegetarisch")
    VEGAN = "vegan", _("Veganistisch")
    HALAL = "halal", _("Halal")
    GLUTEN_FREE = "gluten_free", _("Glutenvrij")
    OTHER = "other", _("Anders")


class Source(models.TextChoices):
    WEB = "web", _("Zelf aangemeld")
    DESK = "desk", _("Door de organisatie")
    WALK_IN = "walk_in", _("Aan de deur")
    INVITED = "invited", _("Uitgenodigd")


class CancelledBy(models.TextChoices):
    SELF = "self", _("Zelf afgemeld")
    DESK = "desk", _("Door de organisatie")
    EXPIRED = "expired", _("Niet op tijd bevestigd")
    EVENT = "event", _("Bijeenkomst afgelast")


class Said(models.TextChoices):
    """What somebody answered from their calendar, or somebody else for them."""

    YES = "yes", _("komt")
    MAYBE = "maybe", _("misschien")
    NO = "no", _("komt niet")
