"""An event as an event file. The same event gives the same bytes, whatever order things were made in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tours.lifecycle.importing.emitter import emit
from tours.lifecycle.importing.parts import PARTS
from tours.lifecycle.importing.records import Record
from tours.lifecycle.importing.schema import (
    COHOST,
    COMMITMENT,
    EVENT,
    FORMAT,
    GROUP,
    LEG,
    MATERIAL,
    ORGANISATION,
    SEATS,
    SPEAKER,
    STATEMENT,
    STOP,
    TALK,
    VENUE,
    VISIT,
)
from tours.materials.models import Material
from tours.organisations.models import Role
from tours.programme.hours import from_rows
from tours.programme.models import Event, Group, Stop, Venue

_Values = dict[str, Any]


def write_event(event: Event) -> str:
    """The whole event as YAML: drafts, sign-up, material, what was said. No registrations and no answers."""
    tree = EVENT.write(values_of(event))
    if tree is None:
        raise ValueError("an event always has a title")
    return emit(tree)


def values_of(event: Event) -> _Values:
    """What the schema writes, by attribute."""
    stops = list(event.stops.select_related("venue").prefetch_related("talks__speakers"))
    groups = event.groups.prefetch_related("visits__stop", "legs__from_stop", "legs__to_stop")
    return _columns(EVENT, event) | {
        "format": FORMAT,
        "registration_opens_at": _local(event, event.registration_opens_at),
        "registration_closes_at": _local(event, event.registration_closes_at),
        "organisation": _columns(ORGANISATION, event.organisation),
        "cohosts": [_columns(COHOST, cohost) for cohost in event.cohosts.all()],
        "meeting_point": venue_ref(event, event.meeting_point),
        "follows": event.follows.slug if event.follows else "",
        "agenda_setters": list(event.agenda_setters.values("name", "party")),
        "seats": _seats(event),
        "venues": [
            _columns(VENUE, venue)
            | {"ref": venue_ref(event, venue), "opening_hours": from_rows(venue.opening_hours.all())}
            for venue in _venues(event, stops)
        ],
        "speakers": [_columns(SPEAKER, speaker) for speaker in _in_order_of_appearance(event, stops)],
        "stops": [_stop(event, stop) for stop in stops],
        "groups": [_group(group) for group in groups],
        "materials": [_material(event, material) for material in _materials(event)],
        "statements": [
            _columns(STATEMENT, said) | {"stop": said.stop.ref if said.stop else ""}
            for said in event.statements.select_related("stop")
        ],
        "commitments": [_columns(COMMITMENT, promised) for promised in event.commitments.all()],
        "report": _report(event),
        **{part.field.attr: part.values(event) for part in PARTS},
    }


def venue_ref(event: Event, venue: Venue | None) -> str:
    """What the file calls a venue: its id, with the co-host's in front when it is theirs."""
    if venue is None:
        return ""
    return (
        venue.ref
        if venue.organisation_id == event.organisation_id
        else f"{venue.organisation.slug}/{venue.ref}"
    )


def material_path(event: Event, material: Material) -> str:
    """Where an export puts the file of a piece of material, seen from the event file."""
    newest = material.newest
    return f"materials/{event.slug}/{material.ref}.{newest.extension}" if newest else ""


def _columns(record: Record, row: Any) -> _Values:
    """What the row itself has of the record; relations are put in by the caller."""
    return {attr: getattr(row, attr, None) for attr, _default in record.defaults()}


def _local(event: Event, moment: Any) -> Any:
    return moment and moment.astimezone(event.zone)


def _seats(event: Event) -> list[_Values]:
    order = ["", *Role.values]
    return [
        _columns(SEATS, pool) for pool in sorted(event.pools.all(), key=lambda pool: order.index(pool.role))
    ]


def _venues(event: Event, stops: list[Stop]) -> Iterable[Venue]:
    used = [event.meeting_point, *(stop.venue for stop in stops)]
    used += [venue for part in PARTS for venue in part.venues(event)]
    return dict.fromkeys(venue for venue in used if venue is not None)


def _in_order_of_appearance(event: Event, stops: list[Stop]) -> Iterable[Any]:
    speaking = [who for stop in stops for talk in stop.talks.all() for who in talk.speakers.all()]
    return dict.fromkeys([*speaking, *event.speakers.order_by("ref")])


def _stop(event: Event, stop: Stop) -> _Values:
    talks = [
        _columns(TALK, talk) | {"speakers": [who.ref for who in talk.speakers.all()]}
        for talk in stop.talks.all()
    ]
    return _columns(STOP, stop) | {"venue": venue_ref(event, stop.venue), "talks": talks}


def _group(group: Group) -> _Values:
    visits = sorted(group.visits.all(), key=lambda visit: visit.position)
    legs = sorted(group.legs.all(), key=lambda leg: (leg.from_stop.position, leg.to_stop.position))
    return _columns(GROUP, group) | {
        "visits": [_columns(VISIT, visit) | {"stop": visit.stop.ref} for visit in visits],
        "legs": [
            _columns(LEG, leg) | {"from_stop": leg.from_stop.ref, "to_stop": leg.to_stop.ref} for leg in legs
        ],
    }


def _materials(event: Event) -> list[Material]:
    """Links, and files that can be fetched: what was refused or is still being checked stays here."""
    return [each for each in event.materials.with_files() if each.link or each.newest]


def _material(event: Event, material: Material) -> _Values:
    talk, newest = material.talk, material.newest
    return _columns(MATERIAL, material) | {
        "file": material_path(event, material),
        "sha256": newest.sha256 if newest else None,
        "stop": material.stop.ref if material.stop else "",
        "talk": f"{talk.stop.ref}/{talk.ref}" if talk else "",
        "speaker": material.speaker.ref if material.speaker else "",
        "visible_from": _local(event, material.visible_from),
        "speaker_agreed": material.public_agreed_at is not None,
    }


def _report(event: Event) -> _Values | None:
    report = getattr(event, "report", None)
    if report is None or not report.body.strip():
        return None
    return {"published": report.state == "published", "body": report.body}
