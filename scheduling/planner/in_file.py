"""Wishes in an event file, and in a copy of an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from scheduling.planner.models import DayWish, StopWish
from tours.lifecycle.actions.importing.rows import Import, pick, same
from tours.lifecycle.importing import Item, Part, Problems
from tours.lifecycle.importing.checks import check_known, check_unique
from tours.lifecycle.importing.records import ListOf, Record, columns, key
from tours.lifecycle.importing.values import Clock, Ref, VenueRef
from tours.lifecycle.importing.writer import venue_ref
from tours.programme.models import Event, Stop, Venue

STOP_WISH = Record(
    key("stop", Ref(required=True)),
    key("open_from", Clock(), "open_from_min"),
    key("open_until", Clock(), "open_until_min"),
    *columns(StopWish, "groups:capacity_groups people:capacity_people setup:setup_min moment"),
)
WISHES = Record(
    *columns(DayWish, "lunch:lunch_min"),
    key("lunch_from", Clock(default=690), "lunch_from_min"),
    key("lunch_until", Clock(default=810), "lunch_until_min"),
    key("lunch_at", Ref()),
    key("end_at", VenueRef()),
    *columns(DayWish, "step_free"),
    key("stops", ListOf(STOP_WISH)),
)
_OF_DAY = ("lunch_min", "lunch_from_min", "lunch_until_min", "step_free")
_OF_STOP = (
    "open_from_min",
    "open_until_min",
    "capacity_groups",
    "capacity_people",
    "setup_min",
    "moment",
)


def values(event: Event) -> dict[str, Any]:
    """What is wished, as the schema writes it; a row that wishes nothing is not there."""
    day = _day_wish(event)
    wishes = StopWish.objects.filter(stop__event=event).select_related("stop").order_by("stop__position")
    return _columns(day, _OF_DAY) | {
        "lunch_at": day.lunch_stop.ref if day.lunch_stop else "",
        "end_at": venue_ref(event, event.end_point),
        "stops": [
            _columns(wish, _OF_STOP) | {"stop": wish.stop.ref} for wish in wishes if _says_something(wish)
        ],
    }


def venues(event: Event) -> Iterable[Venue]:
    """Where the day ends."""
    return [event.end_point] if event.end_point else []


def check(file: Item, problems: Problems) -> None:
    """Stops that are in the file, each once; hours in order."""
    item = file["wishes"]
    if item is None:
        return
    stops = {stop["ref"] for stop in file["stops"] if stop["ref"]}
    if item["lunch_until_min"] < item["lunch_from_min"]:
        line = item.line_of("lunch_until_min")
        problems.add(line, item.path_of("lunch_until"), _("verwacht een tijd na ‘lunch_from’."))
    check_known(item, "lunch_at", "lunch_at", stops, problems)
    check_known(item, "end_at", "end_at", {venue["ref"] for venue in file["venues"]}, problems)
    for wish in item["stops"]:
        check_known(wish, "stop", "stop", stops, problems)
        opens, closes = wish["open_from_min"], wish["open_until_min"]
        if opens is not None and closes is not None and closes <= opens:
            line = wish.line_of("open_until_min")
            problems.add(line, wish.path_of("open_until"), _("verwacht een tijd na ‘open_from’."))
    check_unique(item["stops"], "stop", "stop", problems)


def read(run: Import) -> None:
    """Wishes as the file has them, and no others."""
    file = run.file["wishes"]
    if file is None:
        file = Item(run.file.line, "wishes")
        file.update(WISHES.defaults())
    of_day: dict[str, Any] = pick(file, *_OF_DAY)
    of_day |= {"lunch_stop": run.stops.get(file["lunch_at"])}
    run.put(run.event, end_point=run.venues.get(file["end_at"]))
    _put(run, _day_wish(run.event), of_day)
    items = {item["stop"]: item for item in file["stops"]}
    known = {
        wish.stop.ref: wish for wish in StopWish.objects.filter(stop__event=run.event).select_related("stop")
    }
    run.remove(wish for ref, wish in known.items() if ref not in items and _says_something(wish))
    for ref, item in items.items():
        _put(run, known.get(ref) or StopWish(stop=run.stops[ref]), pick(item, *_OF_STOP))


def copy(event: Event, copied: Event, stops: Mapping[int, Stop]) -> None:
    """The same wishes for the new stops; where the day ends is a field of the event."""
    for day in DayWish.objects.filter(event=event):
        lunch = stops[day.lunch_stop_id] if day.lunch_stop_id else None
        of_day = _columns(day, _OF_DAY)
        DayWish.objects.create(event=copied, lunch_stop=lunch, **of_day)
    for wish in StopWish.objects.filter(stop__event=event):
        StopWish.objects.create(stop=stops[wish.stop_id], **_columns(wish, _OF_STOP))


PART = Part(key("wishes", WISHES), values=values, check=check, read=read, copy=copy, venues=venues)


def _day_wish(event: Event) -> DayWish:
    return DayWish.objects.filter(event=event).first() or DayWish(event=event)


def _columns(row: DayWish | StopWish, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _says_something(wish: StopWish) -> bool:
    return _columns(wish, _OF_STOP) != _columns(StopWish(), _OF_STOP)


def _put(run: Import, row: DayWish | StopWish, fields: dict[str, Any]) -> None:
    """Nothing is made of what says no more than that there is no wish."""
    if any(not same(getattr(row, name), value) for name, value in fields.items()):
        run.put(row, **fields)
