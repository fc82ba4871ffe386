"""Who receives the groups at a stop: its contact, where that has an e-mail address and the organiser wants them mailed."""

from __future__ import annotations

from dataclasses import dataclass, field

from tours.models import Event, Speaker, Stop
from tours.programme.models import SpeakerState


@dataclass
class Host:
    """One address, and the stops where it is the contact's."""

    name: str
    language: str
    stops: set[int] = field(default_factory=set)


_CONTACT = ("contact_email", "contact_name", "contact_language")


def hosts_of(event: Event) -> dict[str, Host]:
    """By address, in lower case. At most two statements.

    Where a speaker with the same address was asked for a stop, the host hears of that stop as the speaker.
    """
    contacts = Stop.objects.filter(event=event, tell_contact=True).exclude(contact_email="")
    rows = list(contacts.order_by("position").values_list("pk", *_CONTACT))
    if not rows:
        return {}
    asked = [SpeakerState.INVITED, SpeakerState.CONFIRMED]
    speaks = Speaker.objects.filter(event=event, state__in=asked, talks__stop__event=event).exclude(email="")
    speaking = {(stop, email.lower()) for stop, email in speaks.values_list("talks__stop", "email")}
    hosts: dict[str, Host] = {}
    for stop, email, name, language in rows:
        address = email.lower()
        if (stop, address) not in speaking:
            host = hosts.setdefault(address, Host(name, language))
            host.name = host.name or name
            host.stops.add(stop)
    return hosts
