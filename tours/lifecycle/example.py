"""The example: the tour of 2018, what followed it, and a copy in the coming weeks to play with.

In the copy everybody is invented: the people of 2018 appear only with what the report says of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tours.lifecycle.actions import (
    change_settings,
    close,
    copy_event,
    import_event,
    publish,
    set_cohosts,
    set_pools,
)
from tours.organisations.models import Role
from tours.programme.actions import (
    add_group,
    answer,
    change_group,
    change_speaker,
    change_stop,
    invite,
    reorder_visits,
    write_legs,
    write_visits,
)
from tours.programme.models import Event, Group, Leg, TravelMode
from tours.signups.actions import add_by_desk, cancel, confirm, register
from tours.signups.models import CancelledBy, Diet, RegistrationState, Source, Transport

FILES = (
    settings.BASE_DIR / "examples" / "utrecht-2018-06-29.yaml",
    settings.BASE_DIR / "examples" / "utrecht-2018-09-06.yaml",
)
TITLE = "Oefentoer gemeenschapskracht"
FRIDAY = 4
SEATS = {"": 30, Role.COUNCILLOR.value: 10}

_INVENTED_SPEAKERS = {
    "martin-van-lijf": ("Noor Bakker", "Verzonnen spreker"),
    "mariska-van-keulen": ("Sem Jansen", "Verzonnen gastvrouw"),
    "kees-fortuin": ("Fatima el Idrissi", "Verzonnen gastvrouw"),
    "hans-elsendoorn": ("Bram Visser", "Verzonnen gastheer"),
    "anja-van-der-aa": ("Lotte de Haan", "Verzonnen spreker"),
    "mohammed-agmir": ("Yusuf Kaya", "Verzonnen spreker"),
}
_CONTACTS = {
    "de-nieuwe-jutter": ("Sem Jansen", "06 00 00 00 11"),
    "podium-oost": ("Bram Visser", "06 00 00 00 12"),
}
_TIMES = {  # per group in the order that it goes round: stop, from, until
    "A": (("opening", 555, 585), ("de-nieuwe-jutter", 610, 655), ("podium-oost", 680, 740)),
    "B": (("opening", 555, 585), ("podium-oost", 605, 665), ("de-nieuwe-jutter", 690, 735)),
}
_TOGETHER = (("in-gesprek", 760, 790), ("lunch", 800, 840))
_WAYS = {
    "A": (("opening", "de-nieuwe-jutter", 15, 2700), ("de-nieuwe-jutter", "podium-oost", 15, 2900)),
    "B": (
        ("opening", "podium-oost", 10, 1600),
        ("podium-oost", "de-nieuwe-jutter", 15, 2900),
        ("de-nieuwe-jutter", "in-gesprek", 15, 2900),
    ),
}


@dataclass(frozen=True)
class Somebody:
    """An invented person, and how they came on the list."""

    name: str
    role: str
    party: str = ""
    diet: str = ""
    transport: str = Transport.OWN_BICYCLE
    group: str = ""
    companions: int = 0
    phoned: bool = False  # without an address
    web: bool = False  # signed up on the website
    then: str = ""  # confirm, cancel


_C, _B, _O = Role.COUNCILLOR, Role.RESIDENT, Role.OFFICIAL
_PEOPLE = (
    Somebody("Anna Smit", _C, "Stadspartij", Diet.VEGETARIAN, group="A"),
    Somebody("Daan Mulder", _C, "Groen Plein", group="A"),
    Somebody("Emma Hendriks", _C, "Groen Plein", Diet.VEGAN, group="B"),
    Somebody("Finn Dekker", _C, "Samen Verder", group="B"),
    Somebody("Gijs Brouwer", _C, "Lokaal Belang", transport=Transport.CANNOT_CYCLE, group="A"),
    Somebody("Hanna Vos", _C, "Samen Verder", Diet.HALAL, group="B"),
    Somebody("Ilse Peters", _C, "Stadspartij", transport=Transport.BORROW_BICYCLE, group="A"),
    Somebody("Jesse Kok", _C, "Vrije Lijst", group="B"),
    Somebody("Karim Amrani", _C, "Lokaal Belang", Diet.HALAL, group="A"),
    Somebody("Lisa van Dam", _C, "Vrije Lijst", group="B"),
    Somebody("Mees Schouten", _C, "Groen Plein"),  # the councillors' seats are taken: the waiting list
    Somebody("Nina Hoekstra", _C, "Samen Verder"),
    Somebody("Oscar Prins", Role.COMMITTEE_MEMBER, "Stadspartij", group="A"),
    Somebody("Puck Willems", Role.COMMITTEE_MEMBER, "Groen Plein", Diet.VEGETARIAN, group="B"),
    Somebody("Rosa Evers", Role.ALDERMAN, transport=Transport.BORROW_BICYCLE, group="A"),
    Somebody("Stijn Postma", _O, group="B", phoned=True),
    Somebody("Tess Verhoeven", _O, diet=Diet.GLUTEN_FREE, group="A", phoned=True),
    Somebody("Umar Yildiz", _B, web=True, then="confirm", diet=Diet.HALAL, group="A"),
    Somebody("Vera Kuipers", _B, web=True, then="confirm", companions=1, group="B"),
    Somebody("Wim Gerritsen", _B, phoned=True, transport=Transport.CANNOT_CYCLE, group="B"),
    Somebody("Xandra Blom", _B, phoned=True, diet=Diet.VEGETARIAN, group="A"),
    Somebody("Yara Bosch", _B, web=True),  # has not confirmed the address yet
    Somebody("Zeno Kramer", _B, web=True),
    Somebody("Bilal Haddad", _B, phoned=True, group="B"),
    Somebody("Chantal Maas", Role.PRESS, phoned=True),
    Somebody("Dirk Sanders", _B, web=True, then="cancel"),
)


def load(*, today: date) -> list[Event]:
    """Load what is not there yet; returns what was made. The copy is made anew when the last one is over."""
    made = [event for file in FILES if (event := _load_file(file))]
    if not Event.objects.filter(title=TITLE, date__gte=today).exists():
        original = Event.objects.select_related("organisation", "meeting_point", "end_point").get(
            slug=FILES[0].stem
        )
        made.append(_make_copy(original, coming_friday(today)))
    return made


def coming_friday(today: date) -> date:
    """A Friday in about three weeks."""
    soon = today + timedelta(days=20)
    return soon + timedelta(days=(FRIDAY - soon.weekday()) % 7)


def _load_file(file: Path) -> Event | None:
    """An event of 2018, published and closed: nobody is told."""
    if Event.objects.filter(slug=file.stem).exists():
        return None
    done = import_event(file.read_bytes(), folder=file.parent, publish=True)
    return close(done.event, by=None)


@transaction.atomic
def _make_copy(original: Event, day: date) -> Event:
    event = copy_event(original, date=day, title=TITLE, by=None)
    set_cohosts(event, original.cohosts.all())
    closes = datetime.combine(day - timedelta(days=3), time(12), tzinfo=event.zone)
    change_settings(
        event, version=event.version, end_min=840, companions_allowed=1, registration_closes_at=closes
    )
    set_pools(event, capacities=SEATS)
    _invent_speakers(event)
    _plan_two_groups(event)
    publish(event, by=None)
    _answer_as_speakers(event)
    _sign_up(event)
    return event


def _invent_speakers(event: Event) -> None:
    for speaker in event.speakers.all():
        name, affiliation = _INVENTED_SPEAKERS[speaker.ref]
        change_speaker(
            speaker, version=speaker.version, name=name, affiliation=affiliation, email=_address(name)
        )
    for stop in event.stops.filter(ref__in=_CONTACTS):
        name, phone = _CONTACTS[stop.ref]
        change_stop(stop, version=stop.version, contact_name=name, contact_phone=phone)


def _plan_two_groups(event: Event) -> None:
    first = event.groups.get()
    change_group(first, version=first.version, guide_name="Ravi Ramdas", guide_phone="06 00 00 00 21")
    second = add_group(event, guide_name="Saar Koning", guide_phone="06 00 00 00 22")
    for group in (first, second):
        _plan(group, (*_TIMES[group.letter], *_TOGETHER))


def _plan(group: Group, order: Sequence[tuple[str, int, int]]) -> None:
    stops = {stop.ref: stop for stop in group.event.stops.all()}
    reorder_visits(group, [stops[ref].pk for ref, _start, _end in order])
    times = {stops[ref].pk: (start, end) for ref, start, end in order}
    write_visits(group.event, {visit.pk: times[visit.stop_id] for visit in group.visits.all()})
    write_legs(
        Leg(
            group=group,
            from_stop=stops[start],
            to_stop=stops[end],
            mode=TravelMode.BICYCLE,
            minutes=minutes,
            metres=metres,
        )
        for start, end, minutes, metres in _WAYS[group.letter]
    )


def _answer_as_speakers(event: Event) -> None:
    """Four come, one was asked, one was not asked yet."""
    *coming, asked, _listed = event.speakers.order_by("name")
    for speaker in coming:
        answer(speaker, confirmed=True)
    invite(asked)


def _sign_up(event: Event) -> None:
    groups = {group.letter: group for group in event.groups.all()}
    for somebody in _PEOPLE:
        details: dict[str, Any] = {
            "name": somebody.name,
            "role": str(somebody.role),
            "party": somebody.party,
            "diet": str(somebody.diet),
            "transport": str(somebody.transport),
            "companions": somebody.companions,
            "group": groups.get(somebody.group),
        }
        if somebody.web:
            registration = register(
                event, email=_address(somebody.name), consented_at=timezone.now(), **details
            )
        else:
            email = "" if somebody.phoned else _address(somebody.name)
            registration = add_by_desk(event, source=Source.DESK, email=email, **details)
        if somebody.then == "confirm" and registration.state == RegistrationState.HELD:
            confirm(registration)
        elif somebody.then == "cancel":
            cancel(registration, by=CancelledBy.SELF)


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@voorbeeld.example"
