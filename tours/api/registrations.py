"""Who is on the list of an event, for those who may see it."""

from __future__ import annotations

from typing import Any

from tours.api.schemas import RegistrationOut
from tours.programme.models import Event
from tours.signups.models import Registration

MOMENTS = ("created_at", "address_confirmed_at", "checked_in_at")
AS_THEY_ARE = RegistrationOut.model_fields.keys() - {"group", *MOMENTS}


def on_the_list(registration: Registration, event: Event) -> dict[str, Any]:
    """As the file of all people has it: RegistrationOut. The registration with its group fetched."""
    moments = {name: getattr(registration, name) for name in MOMENTS}
    return {
        **{name: getattr(registration, name) for name in AS_THEY_ARE},
        **{name: moment and moment.astimezone(event.zone) for name, moment in moments.items()},
        "group": registration.group.letter if registration.group else None,
    }
