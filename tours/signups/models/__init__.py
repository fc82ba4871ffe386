"""Registration, Pool, Place.

`Place` is the truth about who has a seat; `Pool.taken` and `Pool.waiting` are its checked sums, moved in the same
transaction. That makes taking a seat one conditional UPDATE, and overbooking a violated check.
"""

from tours.signups.models.choices import (
    SEATED,
    AttendsAs,
    CancelledBy,
    Diet,
    RegistrationState,
    Said,
    Source,
    Transport,
)
from tours.signups.models.places import Place
from tours.signups.models.pools import Pool
from tours.signups.models.registrations import Registration, RegistrationQuerySet

__all__ = [
    "SEATED",
    "AttendsAs",
    "CancelledBy",
    "Diet",
    "Place",
    "Pool",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationState",
    "Said",
    "Source",
    "Transport",
]
