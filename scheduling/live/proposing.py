"""What could be done when the day goes otherwise than was published. Reads only; nothing is written or told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from scheduling.live import options
from scheduling.live.access import is_today
from scheduling.live.changes import Change, changes
from scheduling.live.ending import Ending, ending_of, lasting
from scheduling.live.errors import NobodyStillComes, NoPlanB, NoSuchDay, NothingMoves, NotOnRoute, NotToday
from scheduling.live.models import Arrival, PlanB
from scheduling.live.opening import hours_of
from scheduling.live.options import CHOSEN, How, Option
from scheduling.live.plan_b import Means, by_other_means, gone_back
from scheduling.live.progress import Progress, progress_of
from scheduling.live.reading import Reading, read
from scheduling.live.ways import Ways, roads_of, ways_of
from tours.programme.day import minute_of, steps_of
from tours.programme.models import Event, Group, Leg, Stop, Venue
from tours.programme.snapshot import GroupData, LegData, Programme, VenueData, leg_data, venue_data


@dataclass(frozen=True)
class Late:
    """A group that is so much later at its next stop than was said before; `earlier_min` was accepted already."""

    group_id: int
    stop_id: int
    minutes: int
    earlier_min: int = 0


@dataclass(frozen=True)
class Proposal:
    """The day that would follow Revision `seen`; `before` is that Revision's programme."""

    how: str
    seen: int
    before: Programme
    programme: Programme
    since: datetime
    late: Late | None = None
    note: str = ""  # what everybody who is told reads first
    doubts: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    guessed: tuple[str, ...] = ()  # stops to which the way is a guess
    ending: Ending | None = None  # where all end somewhere, and that moves

    @cached_property
    def changes(self) -> list[Change]:
        return changes(self.before, self.programme, since=self.since)

    @property
    def chooses(self) -> bool:
        """Whether places and speakers must be free then."""
        return self.how in CHOSEN

    @property
    def label(self) -> str:
        return str(How(self.how).label)


def progress(programme: Programme, group: GroupData, reached: set[int], event: Event) -> Progress:
    """Where a group is now."""
    return progress_of(steps_of(programme, group), reached, now=timezone.now().astimezone(event.zone))


def propose_delay(group: Group, *, minutes: int) -> list[Proposal]:
    """At most three, when the group is so much later than was said before; none where the spare time takes it up.

    Raises NotToday, NotOnRoute for a group that was not published, NothingMoves when nothing is still to come.
    """
    event = group.event
    programme, seen = _published_today(event)
    published = next((each for each in programme["groups"] if each["id"] == group.pk), None)
    if published is None:
        raise NotOnRoute
    reached = set(group.arrivals.values_list("stop_id", flat=True))
    now = progress(programme, published, reached, event)
    if now.next_step is None:
        raise NothingMoves
    stop_id = now.next_step.data["id"]
    earlier = group.delays.filter(stop_id=stop_id).aggregate(sum=Sum("minutes"))["sum"] or 0
    reading = reading_of(event, programme)
    found = options.when_late(
        reading,
        group_id=group.pk,
        minutes=earlier + minutes,
        now_min=reading.minute(now.first_open),
    )
    late = Late(group.pk, stop_id, minutes, earlier)
    return [_proposal(option, seen, programme, reading.ways, late=late) for option in found]


def propose_without(event: Event, stop: Stop) -> Proposal:
    """Whoever still has to come skips this stop. Raises NotToday, NobodyStillComes."""
    return _about(event, lambda reading, now: options.without(reading, stop_id=stop.pk, now_min=now))


def propose_later(event: Event, stop: Stop, *, from_min: int) -> Proposal:
    """Whoever still has to come does so from this minute on. Raises NotToday, NoSuchDay."""
    return _about(
        event,
        lambda reading, now: options.not_before(reading, stop_id=stop.pk, from_min=from_min, now_min=now),
        otherwise=NoSuchDay,
    )


def propose_elsewhere(event: Event, stop: Stop, venue: Venue) -> Proposal:
    """The same stop at another place. Raises NotToday, NobodyStillComes."""
    place = venue_data(venue)
    return _about(
        event,
        lambda reading, now: options.elsewhere(
            reading,
            stop_id=stop.pk,
            venue=place,
            hours=hours_of(event, reading.programme, at={stop.pk: place}),
            now_min=now,
        ),
        also=place,
    )


def propose_instead(event: Event, stop: Stop, other: Stop) -> Proposal:
    """A stop that nobody had on the route, at the times of this one. Raises NotToday, NobodyStillComes."""
    return _about(
        event,
        lambda reading, now: options.instead(
            reading,
            stop_id=stop.pk,
            other_id=other.pk,
            hours=hours_of(event, reading.programme),
            now_min=now,
        ),
    )


def reading_of(event: Event, programme: Programme, *, also: VenueData | None = None) -> Reading:
    """The published day with what else is known of it: four statements, and one where there is a router."""
    return read(programme, drafted_ways(event, programme, also=also), hours_of(event, programme))


def drafted_ways(event: Event, programme: Programme, *, also: VenueData | None = None) -> Ways:
    """The ways of a published day, what was drafted, and what a router measured between its places (and this one)."""
    places = [*(stop["venue"] for stop in programme["stops"]), programme.get("end_point"), also]
    roads = roads_of(places)
    return ways_of(programme, _drafted(Leg.objects.filter(group__event=event)), roads)


def guesses(before: Programme, after: Programme, ways: Ways) -> tuple[str, ...]:
    """Where groups go by a new way that nobody measured: titles of stops."""
    known = {
        (group["id"], leg["from_stop"], leg["to_stop"]) for group in before["groups"] for leg in group["legs"]
    }
    moved = {stop["id"] for stop in after["stops"] if stop["venue"] != ways_of(before).places.get(stop["id"])}
    titles = {stop["id"]: stop["title"] for stop in after["stops"]}
    places = replace(ways, places={stop["id"]: stop["venue"] for stop in after["stops"]})
    found = [
        titles[leg["to_stop"]]
        for group in after["groups"]
        for leg in group["legs"]
        if leg["estimated"]
        and (
            (group["id"], leg["from_stop"], leg["to_stop"]) not in known
            or moved & {leg["from_stop"], leg["to_stop"]}
        )
        and not places.is_measured(leg["from_stop"], leg["to_stop"], leg["mode"])
    ]
    return tuple(dict.fromkeys(found))


def _drafted(legs: Iterable[Leg]) -> Iterable[tuple[int, LegData]]:
    for leg in legs:
        yield leg.group_id, leg_data(leg)


def _about(
    event: Event,
    find: Callable[[Reading, int], Option | None],
    *,
    otherwise: type[NobodyStillComes | NoSuchDay] = NobodyStillComes,
    also: VenueData | None = None,
) -> Proposal:
    programme, seen = _published_today(event)
    reading = reading_of(event, programme, also=also)
    option = find(reading, first_open_min(event, programme))
    if option is None:
        raise otherwise
    return _proposal(option, seen, programme, reading.ways)


def first_open_min(event: Event, programme: Programme) -> int:
    """From when on visits are still to come: a group that is due somewhere and was not seen there is not there yet."""
    reached: dict[int, set[int]] = {}
    for group, stop in Arrival.objects.filter(group__event=event).values_list("group", "stop"):
        reached.setdefault(group, set()).add(stop)
    first = min(
        progress(programme, group, reached.get(group["id"], set()), event).first_open
        for group in programme["groups"]
    )
    return minute_of(programme, first)


def _published_today(event: Event) -> tuple[Programme, int]:
    if event.current is None or not is_today(event):
        raise NotToday
    return event.current.data, event.current.number


def _proposal(
    option: Option, seen: int, before: Programme, ways: Ways, *, late: Late | None = None
) -> Proposal:
    ending = ending_of(before, option.programme, ways)
    return Proposal(
        option.how,
        seen,
        before,
        lasting(option.programme, ending),
        timezone.now(),
        late=late,
        doubts=option.doubts,
        guessed=guesses(before, option.programme, ways),
        ending=ending,
    )


def propose_plan_b(event: Event, plan: PlanB) -> Proposal:
    """Plan B where the usual plan holds, else the way back to that. Raises NoPlanB for what was not published."""
    if event.current is None or event.is_over(at=timezone.now()):
        raise NoPlanB
    programme = event.current.data
    ways, now_min = drafted_ways(event, programme), minute_of(programme, timezone.now())
    if plan.is_on:
        hours = hours_of(event, programme, at=dict(plan.way_back["venues"]))
        option = gone_back(programme, ways, plan.way_back, hours=hours, now_min=now_min)
    else:
        means = means_of(plan)
        hours = hours_of(event, programme, at=means.places)
        option = by_other_means(programme, ways, means, hours=hours, now_min=now_min)
    note = str(_("Het gewone plan geldt weer.")) if plan.is_on else plan.note
    proposal = _proposal(option, event.current.number, programme, ways)
    return replace(proposal, note=note)


def means_of(plan: PlanB) -> Means:
    return Means(
        ways={(way.from_stop_id, way.to_stop_id): (way.mode, way.minutes) for way in plan.ways.all()},
        places={one.stop_id: venue_data(one.venue) for one in plan.places.select_related("venue")},
    )
