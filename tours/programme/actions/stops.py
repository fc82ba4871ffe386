"""Stops and their order. Every group visits every new stop; the visits stay in line with the stops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from tours.programme.actions.rows import free_ref, lock, moved, number, put_in_order, save_version
from tours.programme.actions.talks import add_talk, carry_over
from tours.programme.actions.venues import venue_named
from tours.programme.errors import PastMidnight
from tours.programme.models import DAY_MIN, Event, Group, Stop, Visit

_FIRST_TALK_MIN = 10


@transaction.atomic
def add_stop(
    event: Event,
    *,
    after: Stop | None = None,
    new_venue: str = "",
    new_address: str = "",
    new_speakers: Sequence[str] = (),
    **fields: Any,
) -> Stop:
    """A new stop at the end, or after another; every group visits it, without a time yet.

    `new_venue` is a name that was typed: the organisation's place of that name, or a new one. `new_speakers` are names
    too: they get a talk of their own.
    """
    lock(event)
    if new_venue.strip():
        fields["venue"] = venue_named(event.organisation, new_venue, address=new_address)
    stops = list(event.stops.all())
    place = 1 + next((index for index, stop in enumerate(stops) if after and stop.pk == after.pk), len(stops))
    ref = free_ref(str(fields["title"]), (stop.ref for stop in stops), otherwise="halte")
    stop = Stop.objects.create(event=event, ref=ref, position=0, **fields)
    stops.insert(place, stop)
    Stop.objects.bulk_update(number(stops), ["position"])
    for group in event.groups.prefetch_related("visits"):
        _visit(group, stop, after=after)
    if new_speakers:
        minutes = min(stop.duration_min, _FIRST_TALK_MIN)
        add_talk(stop, title=stop.title, duration_min=minutes, new_speakers=new_speakers)
    return stop


@transaction.atomic
def add_stops(event: Event, rows: Sequence[dict[str, Any]]) -> list[Stop]:
    """Several stops at the end, in this order: all or none."""
    return [add_stop(event, **row) for row in rows]


@transaction.atomic
def change_stop(stop: Stop, *, version: int, new_venue: str = "", **fields: Any) -> Stop:
    """Change a stop; the visits there end later or earlier when it takes longer or shorter.

    `new_venue` as in add_stop. Raises ChangedMeanwhile, PastMidnight.
    """
    if new_venue.strip():
        fields["venue"] = venue_named(stop.event.organisation, new_venue)
    save_version(stop, version=version, **fields)
    timed = stop.visits.filter(start_min__isnull=False)
    latest = timed.aggregate(at=Max("start_min"))["at"] or 0
    if latest + stop.duration_min > DAY_MIN:
        raise PastMidnight
    timed.update(end_min=F("start_min") + stop.duration_min)
    return stop


@transaction.atomic
def delete_stop(stop: Stop, *, talks_to: Stop | None = None) -> None:
    """Take a stop out. Its talks go along, or to another stop; material stays with the event."""
    event = stop.event
    lock(event)
    for talk in stop.talks.all():
        if talks_to is not None and talks_to.pk != stop.pk:
            carry_over(talk, talks_to)
        else:
            talk.materials.update(talk=None, stop=None)
    stop.materials.update(stop=talks_to if talks_to and talks_to.pk != stop.pk else None)
    stop.delete()
    Stop.objects.bulk_update(number(event.stops.all()), ["position"])
    for group in event.groups.prefetch_related("visits"):
        Visit.objects.bulk_update(number(_in_order(group)), ["position"])


@transaction.atomic
def reorder_stops(event: Event, order: Sequence[int]) -> None:
    """Put the stops in the order of these ids. Groups that went in the event's order go along; others keep their own."""
    lock(event)
    before = list(event.stops.all())
    after = put_in_order(before, order)
    followers = [
        group
        for group in event.groups.prefetch_related("visits")
        if _follows(group, [stop.pk for stop in before])
    ]
    Stop.objects.bulk_update(number(after), ["position"])
    for group in followers:
        _arrange(group, [stop.pk for stop in after])


@transaction.atomic
def move_stop(stop: Stop, *, by: int) -> None:
    """One stop so many places further on in the event, or back when negative."""
    reorder_stops(stop.event, moved(list(stop.event.stops.all()), stop.pk, by=by))


@transaction.atomic
def reorder_visits(group: Group, order: Sequence[int]) -> None:
    """Put one group's visits in the order of these ids of stops."""
    lock(group.event)
    _arrange(group, order)


@transaction.atomic
def move_visit(visit: Visit, *, by: int) -> None:
    """One visit so many places further on in its group's own order, or back when negative."""
    lock(visit.group.event)
    visits = _in_order(visit.group)
    rank = moved(visits, visit.pk, by=by)
    Visit.objects.bulk_update(number(put_in_order(visits, rank)), ["position"])


def _in_order(group: Group) -> list[Visit]:
    return sorted(group.visits.all(), key=lambda visit: visit.position)


def _visit(group: Group, stop: Stop, *, after: Stop | None) -> None:
    """The group's visit to a new stop: after that to another stop, or last."""
    visits = _in_order(group)
    behind = next((i for i, visit in enumerate(visits) if after and visit.stop_id == after.pk), len(visits))
    visits.insert(behind + 1, Visit.objects.create(group=group, stop=stop, position=0))
    Visit.objects.bulk_update(number(visits), ["position"])


def _follows(group: Group, order: list[int]) -> bool:
    own = [visit.stop_id for visit in _in_order(group)]
    return own == [pk for pk in order if pk in set(own)]


def _arrange(group: Group, order: Sequence[int]) -> None:
    rank = {pk: index for index, pk in enumerate(order)}
    visits = sorted(_in_order(group), key=lambda visit: rank.get(visit.stop_id, len(rank)))
    Visit.objects.bulk_update(number(visits), ["position"])
