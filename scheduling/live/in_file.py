"""Plan B in an event file, and in a copy of an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from scheduling.live.actions import drop_plan_b, prepare_plan_b
from scheduling.live.errors import PlanBHolds
from scheduling.live.models import PlanB, PlanBPlace, PlanBWay
from tours.lifecycle.actions.importing.rows import Import
from tours.lifecycle.importing import Item, Part, Problems
from tours.lifecycle.importing.checks import check_known, check_unique
from tours.lifecycle.importing.records import ListOf, Record, column_type, columns, key
from tours.lifecycle.importing.values import Ref, VenueRef, Whole, tidy
from tours.lifecycle.importing.writer import venue_ref
from tours.programme.models import DAY_MIN, Event, Stop, Venue

WAY = Record(
    key("from", Ref(required=True), "from_stop"),
    key("to", Ref(required=True), "to_stop"),
    key("mode", column_type(PlanBWay, "mode")),
    key("minutes", Whole(0, DAY_MIN, required=True)),
)
PLACE = Record(key("stop", Ref(required=True)), key("venue", VenueRef(required=True)))
PLAN_B = Record(*columns(PlanB, "note"), key("ways", ListOf(WAY)), key("places", ListOf(PLACE)))


def values(event: Event) -> dict[str, Any] | None:
    """What was prepared, as the schema writes it, in the order of the stops."""
    plan = PlanB.objects.filter(event=event).first()
    if plan is None:
        return None
    ways = plan.ways.select_related("from_stop", "to_stop")
    places = plan.places.select_related("stop", "venue__organisation")
    return {
        "note": plan.note,
        "ways": [
            {
                "from_stop": way.from_stop.ref,
                "to_stop": way.to_stop.ref,
                "mode": way.mode,
                "minutes": way.minutes,
            }
            for way in ways.order_by("from_stop__position", "to_stop__position")
        ],
        "places": [
            {"stop": place.stop.ref, "venue": venue_ref(event, place.venue)}
            for place in places.order_by("stop__position")
        ],
    }


def venues(event: Event) -> Iterable[Venue]:
    """The places of plan B."""
    places = PlanBPlace.objects.filter(plan__event=event).select_related("venue__organisation")
    return [place.venue for place in places.order_by("stop__position")]


def check(file: Item, problems: Problems) -> None:
    """Stops and venues that are in the file, each way and stop once."""
    item = file["plan_b"]
    if item is None:
        return
    stops = {stop["ref"] for stop in file["stops"] if stop["ref"]}
    known_venues = {venue["ref"] for venue in file["venues"] if venue["ref"]}
    seen = set()
    for way in item["ways"]:
        check_known(way, "from", "from_stop", stops, problems)
        check_known(way, "to", "to_stop", stops, problems)
        ends = way["from_stop"], way["to_stop"]
        if ends in seen:
            problems.add(way.line, way.path, _("deze weg staat er al."))
        seen.add(ends)
    for place in item["places"]:
        check_known(place, "stop", "stop", stops, problems)
        check_known(place, "venue", "venue", known_venues, problems)
    check_unique(item["places"], "stop", "stop", problems)


def read(run: Import) -> None:
    """Plan B as the file has it; one that holds today stays as it is, and a file that wants it otherwise is refused."""
    item, now = run.file["plan_b"], values(run.event)
    if (None if item is None else _plain(item)) == (None if now is None else _plain(now)):
        return
    try:
        if item is None:
            drop_plan_b(run.event)
        else:
            prepare_plan_b(
                run.event,
                note=item["note"],
                ways={
                    (run.stops[way["from_stop"]].pk, run.stops[way["to_stop"]].pk): (
                        way["mode"],
                        way["minutes"],
                    )
                    for way in item["ways"]
                },
                places={run.stops[one["stop"]].pk: run.venues[one["venue"]] for one in item["places"]},
            )
    except PlanBHolds as no:
        run.problems.add(run.file.line_of("plan_b"), "plan_b", str(no))
    else:
        run.changes += 1


def copy(event: Event, copied: Event, stops: Mapping[int, Stop]) -> None:
    """The same means for the new stops; that it holds is of that one day."""
    plan = PlanB.objects.filter(event=event).first()
    if plan is None:
        return
    prepare_plan_b(
        copied,
        note=plan.note,
        ways={
            (stops[way.from_stop_id].pk, stops[way.to_stop_id].pk): (way.mode, way.minutes)
            for way in plan.ways.all()
        },
        places={stops[one.stop_id].pk: one.venue for one in plan.places.select_related("venue")},
    )


PART = Part(key("plan_b", PLAN_B), values=values, check=check, read=read, copy=copy, venues=venues)


def _plain(said: Mapping[str, Any]) -> tuple[str, list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What it says; the order of the lines is no difference."""
    ways = sorted((way["from_stop"], way["to_stop"], way["mode"], way["minutes"]) for way in said["ways"])
    return tidy(said["note"]), ways, sorted((one["stop"], one["venue"]) for one in said["places"])
