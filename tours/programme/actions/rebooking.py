"""What a published day claims of venues and speakers once it goes otherwise: from the programme, not from drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from tours.programme.actions.bookings import (
    Claim,
    clashes_with,
    held_by_others,
    insert,
    resource_of,
    slots,
    venue_resource,
)
from tours.programme.actions.following import span_of
from tours.programme.day import date_of
from tours.programme.errors import Clash
from tours.programme.models import DAY_MIN, Event, Speaker, SpeakerState
from tours.programme.snapshot import Programme, StopData


@transaction.atomic
def rebook(event: Event, before: Programme, after: Programme, *, from_min: int, insist: bool) -> None:
    """Hold what the day needs now, and let go of what it does not need any more.

    Visits that began before this minute of the day are where they were, the others as in `after`. What another event holds:
    raises AlreadyBooked when `insist`, else it stays with the other.
    """
    speakers = _speakers(event)
    names = _needed(event, after, speakers, range(from_min, DAY_MIN * 2))
    begun = _needed(event, before, speakers, range(-DAY_MIN, from_min))
    held = {(row.resource, row.date, row.slot): row.pk for row in event.bookings.all()}
    wanted = names.keys() - held.keys()
    if not insist:
        wanted -= {
            (clash.resource, date_of(after), slot)
            for clash in clashes_with(event, names)
            for slot in slots(clash.start_min, clash.end_min)
        }
    insert(event, sorted(wanted), names)
    gone = [pk for claim, pk in held.items() if claim not in names and claim not in begun]
    event.bookings.filter(pk__in=gone).delete()


def taken_from(event: Event, programmes: Sequence[Programme], *, from_min: int) -> list[list[Clash]]:
    """Per programme what its visits from this minute on need and others hold: two statements, however many there are."""
    speakers = _speakers(event)
    needed = [_needed(event, each, speakers, range(from_min, DAY_MIN * 2)) for each in programmes]
    held = held_by_others(event, {claim: name for each in needed for claim, name in each.items()})
    return [clashes_with(event, each, held=held) for each in needed]


def _needed(
    event: Event, programme: Programme, speakers: Mapping[int, Speaker], starting: range
) -> dict[Claim, str]:
    """What visits that start in this range of minutes need, each with the name that people know it by."""
    if not programme["programme_complete"]:
        return {}
    stops = {stop["id"]: dict(_resources(event, stop, speakers)) for stop in programme["stops"]}
    return {
        (resource, date_of(programme), slot): name
        for stop, start, end in _visits(programme)
        if start in starting
        for resource, name in stops[stop].items()
        for slot in slots(start, end)
    }


def _visits(programme: Programme) -> Iterator[tuple[int, int, int]]:
    for group in programme["groups"]:
        for visit in group["visits"]:
            if span := span_of(programme, visit):
                yield visit["stop"], *span


def _resources(event: Event, stop: StopData, speakers: Mapping[int, Speaker]) -> Iterator[tuple[str, str]]:
    if stop["venue"]:
        yield venue_resource(stop["venue"]["id"]), stop["venue"]["name"]
    for talk in stop["talks"]:
        for one in talk["speakers"]:
            if one["id"] in speakers:
                speaker = speakers[one["id"]]
                yield resource_of(speaker, event.organisation_id), speaker.name


def _speakers(event: Event) -> dict[int, Speaker]:
    """Who did not say no."""
    return event.speakers.exclude(state=SpeakerState.DECLINED).in_bulk()
