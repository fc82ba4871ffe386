"""Drafts follow what was published past them, as on the day itself: else the next publication would take it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tours.programme.actions.rows import lock
from tours.programme.day import minute_of
from tours.programme.models import Event, Leg, Stop, Visit
from tours.programme.snapshot import GroupData, LegData, Programme, VisitData

Span = tuple[int, int] | None  # from, until: minutes since local midnight


@transaction.atomic
def follow(event: Event, before: Programme, after: Programme) -> None:
    """What stands in the drafts as in `before` becomes as in `after`: times, order, ways, places. The rest stays.

    Both were made of one Revision of this event.
    """
    lock(event)
    later = {group["id"]: group for group in after["groups"]}
    for group in before["groups"]:
        if group != later[group["id"]]:
            spans = _spans(before, group), _spans(after, later[group["id"]])
            _follow_visits(group["id"], *spans)
            _follow_legs(group, later[group["id"]])
    _follow_places(event, before, after)


def _follow_visits(group: int, was: dict[int, Span], now: dict[int, Span]) -> None:
    drafts = {visit.stop_id: visit for visit in Visit.objects.filter(group=group)}
    kept_order = [stop for stop in drafts if stop in was] == list(was)
    same = [
        visit
        for stop, visit in drafts.items()
        if (visit.start_min, visit.end_min) == (was.get(stop) or (None, None))
    ]
    Visit.objects.filter(
        pk__in=[visit.pk for visit in same if visit.stop_id in was.keys() - now.keys()]
    ).delete()
    changed = [visit for visit in same if visit.stop_id in now]
    for visit in changed:
        visit.start_min, visit.end_min = now[visit.stop_id] or (None, None)
    Visit.objects.bulk_update(changed, ["start_min", "end_min"])
    Visit.objects.bulk_create(
        Visit(
            group_id=group,
            stop_id=stop,
            position=0,
            start_min=span and span[0],
            end_min=span and span[1],
        )
        for stop, span in now.items()
        if stop not in drafts
    )
    if kept_order:
        _put_in_order(group, list(now))


def _put_in_order(group_id: int, order: list[int]) -> None:
    """What is not in the order comes after it."""
    visits = list(Visit.objects.filter(group=group_id))
    rank = {stop: index for index, stop in enumerate(order)}
    visits.sort(key=lambda visit: (rank.get(visit.stop_id, len(order)), visit.position))
    for position, visit in enumerate(visits, start=1):
        visit.position = position
    Visit.objects.bulk_update(visits, ["position"])


def _follow_legs(before: GroupData, after: GroupData) -> None:
    was = {_ends(leg): leg for leg in before["legs"]}
    drafts = {(leg.from_stop_id, leg.to_stop_id): leg for leg in Leg.objects.filter(group=before["id"])}
    for leg in after["legs"]:
        draft, old = drafts.get(_ends(leg)), was.get(_ends(leg))
        if draft is None or (
            old and old != leg and (draft.mode, draft.minutes) == (old["mode"], old["minutes"])
        ):
            _write_leg(before["id"], leg)


def _write_leg(group_id: int, leg: LegData) -> None:
    Leg.objects.update_or_create(
        group_id=group_id,
        from_stop_id=leg["from_stop"],
        to_stop_id=leg["to_stop"],
        defaults={
            "mode": leg["mode"],
            "minutes": leg["minutes"],
            "metres": leg["metres"],
            "estimated": leg["estimated"],
            "step_free": leg["step_free"],
        },
    )


def _follow_places(event: Event, before: Programme, after: Programme) -> None:
    was = {stop["id"]: stop["venue"] for stop in before["stops"]}
    for stop in after["stops"]:
        old, new = was.get(stop["id"]), stop["venue"]
        if new and new != old:
            drafts = Stop.objects.filter(event=event, pk=stop["id"], venue=old["id"] if old else None)
            drafts.update(venue=new["id"])


def _spans(programme: Programme, group: GroupData) -> dict[int, Span]:
    return {visit["stop"]: span_of(programme, visit) for visit in group["visits"]}


def span_of(programme: Programme, visit: VisitData) -> Span:
    """When a visit is on the published day, whatever day the drafts are for by now; None where its times are not known."""
    start, end = (
        minute_of(programme, datetime.fromisoformat(moment)) if moment else None
        for moment in (visit["start"], visit["end"])
    )
    return None if start is None or end is None else (start, end)


def _ends(leg: LegData) -> tuple[int, int]:
    return leg["from_stop"], leg["to_stop"]
