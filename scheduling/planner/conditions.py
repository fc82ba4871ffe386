"""What the engine is asked to keep to on top of its own words, as people who are there or not; and its answers in ours.

A place or speaker that another event holds is a speaker of the engine for one stop, away while it is held. So each is a wish
of its own, which a clash can name. Likewise for steps, where that speaker never comes, and for the lunch at a stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduling.board.day import Around, Day, needed
from scheduling.engine import Busy, Issue, Speaker, TimeWindow, TravelMatrix
from scheduling.engine.problem import END, START
from scheduling.engine.windows import merged
from scheduling.planner.hours import NEVER
from scheduling.planner.models import DayWish
from tours.programme.models import DAY_MIN, Stop, Venue

BARRED_MIN = 4 * DAY_MIN  # nobody gets there, even where the day may last as long as it likes
MANY_STOPS = 12  # for more than that nobody tries all orders
TAKEN, STEPS, LUNCH_AT, CLOSING = "taken", "steps", "lunch_at", "closing"


def taken(day: Day, stops: Iterable[Stop], meets: Around) -> Iterator[Speaker]:
    """What these stops need while another event holds it: free the rest of the day."""
    found = needed(day)
    for stop in stops:
        for resource in found[stop.pk]:
            held = [busy for busy in meets.busy if busy.resource_id == resource]
            if held:
                yield Speaker(f"{TAKEN} {stop.pk} {resource}", (str(stop.pk),), _free(held))


def steps(stops: Iterable[Stop], meets: Around, wish: DayWish) -> Iterator[Speaker]:
    """Where somebody who comes cannot get in, while it is wished that they can everywhere."""
    for stop in stops if wish.step_free and meets.needs_step_free else ():
        if stop.venue is not None and stop.venue.step_free == Venue.StepFree.NO:
            yield Speaker(f"{STEPS} {stop.pk}", (str(stop.pk),), (NEVER,))


def lunch_place(stops: Iterable[Stop], wish: DayWish) -> Stop | None:
    """The stop where each group stays for lunch, if there is one; its visits take so much longer."""
    wanted = wish.lunch_stop_id if wish.lunch_min else None
    return next((stop for stop in stops if stop.pk == wanted), None)


def lunch_at(stop: Stop, wish: DayWish) -> Speaker:
    """Lunch comes after the visit and begins when it is wished to."""
    begins, ends = wish.lunch_from_min - stop.duration_min, wish.lunch_until_min + wish.lunch_min
    return Speaker(f"{LUNCH_AT} {stop.pk}", (str(stop.pk),), (TimeWindow(max(0, begins), ends),))


def named(issue: Issue, shuts: Stop | None) -> Issue:
    """As the engine says it, or in our words: `taken` (stop, resource), `steps` (stop), `lunch_at` (stop), `closing` (stop).

    `shuts`: what comes after the groups are back, if they have to be back by then because its place shuts.
    """
    if issue.code == "end_of_day" and shuts is not None:
        return Issue(CLOSING, {"stop": str(shuts.pk)})
    code, _space, rest = str(issue.values.get("speaker", "")).partition(" ")
    if code in {STEPS, LUNCH_AT} and rest:
        return Issue(code, {"stop": rest})
    if code != TAKEN or not rest:
        return issue
    stop, _space, resource = rest.partition(" ")
    return Issue(TAKEN, {"stop": stop, "resource": resource})


def _free(held: Iterable[Busy]) -> tuple[TimeWindow, ...]:
    """The day without these hours."""
    free, now = [], 0
    for window in merged(TimeWindow(busy.start_min, busy.end_min) for busy in held):
        if window.start_min > now:
            free.append(TimeWindow(now, window.start_min))
        now = window.end_min
    return (*free, TimeWindow(now, DAY_MIN)) if now < DAY_MIN else tuple(free) or (NEVER,)


def passable(travel: TravelMatrix, barred_min: int) -> bool:
    """Whether some order of all stops has no barred way in it. With very many stops: nobody knows, so yes."""
    stops = [name for name in travel.ids if name not in {START, END}]
    if len(stops) > MANY_STOPS:
        return True

    def free(here: str, there: str) -> bool:
        return travel.between(here, there) < barred_min

    reached = {(frozenset([stop]), stop) for stop in stops if free(START, stop)}
    for _further in stops[1:]:
        reached = {
            (been | {there}, there)
            for been, here in reached
            for there in stops
            if there not in been and free(here, there)
        }
    return any(free(stop, END) for _been, stop in reached)
