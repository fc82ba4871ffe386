"""Change the day on the board, one step at a time, each of which can be undone.

Whoever changes it says what they saw: the mark of the day on their page. When the day is another by then, nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from scheduling.board.actions import Filled, estimate_legs, fill_in_times, shift_visit, together
from scheduling.board.day import Day, load
from scheduling.board.errors import NoStartTime
from scheduling.planner.errors import DayChanged, NothingToUndo
from scheduling.planner.marks import mark_of
from scheduling.planner.models import Undo
from tours.programme.actions import move_visit, reorder_visits
from tours.programme.models import Event, Visit

KEPT_STEPS = 50


@contextmanager
def step(event: Event, *, seen: str) -> Iterator[Event]:
    """One change of order and times, kept to be undone. Gives the event as it is stored. Raises DayChanged."""
    with transaction.atomic():
        stored = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        before = _rows(stored)
        if mark_of(before) != seen:
            raise DayChanged
        yield stored
        after = _rows(stored)
        if [_kept(visit) for visit in after] != [_kept(visit) for visit in before]:
            kept = [_kept(visit) for visit in before]
            Undo.objects.create(event=stored, visits=kept, left=mark_of(after))
            old = Undo.objects.filter(event=stored).values_list("pk", flat=True)[KEPT_STEPS:]
            Undo.objects.filter(pk__in=list(old)).delete()


def move(visit: Visit, *, to_min: int, seen: str) -> None:
    """Put a visit at this minute, past others of its group where it must; what comes after it makes room.

    Where all groups are at once, all of them move. Raises DayChanged, PastMidnight, TimeSkipped.
    """
    with step(visit.group.event, seen=seen) as event:
        day = load(event)
        movers = _movers(day, visit)
        wanted = {one.group_id: _order_at(day, one, to_min) for one in movers}
        changed = [
            group
            for group in day.groups
            if group.pk in wanted and wanted[group.pk] != [stop.pk for stop in day.route(group)]
        ]
        for group in changed:
            reorder_visits(group, wanted[group.pk])
        if changed:
            estimate_legs(event)
        shift_visit(visit, to_min=to_min)


def reorder(visit: Visit, *, by: int, seen: str) -> None:
    """One visit so many places further on in its group, or back; where the first of them began, the first now begins.

    Raises DayChanged, PastMidnight, TimeSkipped.
    """
    with step(visit.group.event, seen=seen) as event:
        begins = _starts(visit)
        move_visit(visit, by=by)
        estimate_legs(event)
        changed = [one for one, (_pk, start) in zip(_route(visit), begins, strict=True) if one.pk != _pk]
        starts = [start for one, (_pk, start) in zip(_route(visit), begins, strict=True) if one.pk != _pk]
        if changed and None not in starts:
            shift_visit(changed[0], to_min=starts[0] or 0)


def place(visit: Visit, *, seen: str) -> None:
    """Give a visit the first time that fits after everything its group does already. Raises DayChanged, NoStartTime.

    Also PastMidnight and TimeSkipped. Where all groups are at once, it is no sooner than the others.
    """
    with step(visit.group.event, seen=seen) as event:
        day = load(event)
        timed = [one for one in day.route(visit.group) if _start(day, visit, one.pk) is not None]
        if not timed and event.start_min is None:
            raise NoStartTime
        last = max(timed, key=lambda one: _start(day, visit, one.pk) or 0, default=None)
        if last is not None:
            rest = [stop.pk for stop in day.route(visit.group) if stop.pk != visit.stop_id]
            behind = rest.index(last.pk) + 1
            reorder_visits(visit.group, [*rest[:behind], visit.stop_id, *rest[behind:]])
            estimate_legs(event)
            day = load(event)
        others = [one.start_min or 0 for one in _movers(day, visit)]
        shift_visit(visit, to_min=max([_first_fit(day, visit), *others]))


def fill(event: Event, *, seen: str) -> Filled:
    """All times anew, from the beginning of the day. Raises DayChanged and as `fill_in_times`."""
    with step(event, seen=seen) as stored:
        return fill_in_times(stored)


@transaction.atomic
def undo(event: Event, *, seen: str) -> None:
    """Put order and times back as they were before the last step. Raises DayChanged, NothingToUndo."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    visits = _rows(event)
    if mark_of(visits) != seen:
        raise DayChanged
    last = Undo.objects.filter(event=event).first()
    if last is None or last.left != seen:
        raise NothingToUndo
    now = {visit.pk: visit for visit in visits}
    for pk, position, start_min, end_min in last.visits:
        vars(now[pk]).update(position=position, start_min=start_min, end_min=end_min)
    Visit.objects.bulk_update(now.values(), ["position", "start_min", "end_min"])
    last.delete()
    estimate_legs(event)


def _movers(day: Day, visit: Visit) -> list[Visit]:
    """The visit, and where all are at once those of the other groups that have a time."""
    if visit.stop_id not in together(day):
        return [visit]
    there = [one for (_group, stop), one in day.visits.items() if stop == visit.stop_id]
    return [one for one in there if one.start_min is not None or one.pk == visit.pk]


def _order_at(day: Day, visit: Visit, to_min: int) -> list[int]:
    """The group's stops with this visit where its time belongs: after what begins before it, before what does not."""
    now = [stop.pk for stop in day.route(visit.group)]
    rest = [pk for pk in now if pk != visit.stop_id]
    starts = [_start(day, visit, pk) for pk in rest]
    least = max((n + 1 for n, start in enumerate(starts) if start is not None and start < to_min), default=0)
    most = min((n for n, start in enumerate(starts) if n >= least and start is not None), default=len(rest))
    at = min(max(now.index(visit.stop_id), least), most)
    return [*rest[:at], visit.stop_id, *rest[at:]]


def _first_fit(day: Day, visit: Visit) -> int:
    """After the visit before it, the way and the room that is wanted; else when the day begins."""
    route = day.route(visit.group)
    at = next(n for n, stop in enumerate(route) if stop.pk == visit.stop_id)
    before = day.visits[visit.group_id, route[at - 1].pk] if at else None
    if before is None or before.end_min is None:
        return day.event.start_min or 0
    here, there = route[at - 1], route[at]
    return before.end_min + (day.minutes(visit.group, here, there) or 0) + day.buffer(here, there)


def _start(day: Day, visit: Visit, stop: int) -> int | None:
    return day.visits[visit.group_id, stop].start_min


def _route(visit: Visit) -> Sequence[Visit]:
    """The visits of the same group in their order, as stored."""
    return list(
        Visit.objects.select_related("group__event").filter(group=visit.group_id).order_by("position")
    )


def _starts(visit: Visit) -> list[tuple[int, int | None]]:
    return [(one.pk, one.start_min) for one in _route(visit)]


def _rows(event: Event) -> list[Visit]:
    return list(Visit.objects.filter(group__event=event).order_by("pk"))


def _kept(visit: Visit) -> list[int | None]:
    return [visit.pk, visit.position, visit.start_min, visit.end_min]
