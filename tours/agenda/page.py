"""The event page as plain values: what the template shows, from the last Revision and the live seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tours.programme.models import StopKind, TravelMode
from tours.programme.snapshot import GroupData, LegData, Programme, StopData, VenueData

MARKS = {
    StopKind.GATHERING: "edge",
    StopKind.PLENARY: "edge",
    StopKind.MEAL: "lunch",
    StopKind.VISIT: "stop",
    StopKind.SLOT: "stop",
}
ICONS = {StopKind.GATHERING: "flag", StopKind.PLENARY: "talk", StopKind.MEAL: "fork"}
MODE_ICONS = {
    TravelMode.WALK: "walk",
    TravelMode.BICYCLE: "bike",
    TravelMode.BUS: "bus",
    TravelMode.OTHER: "next",
}


@dataclass(frozen=True)
class StopView:
    """A stop as one group meets it. `start` and `end` are local; None while the times are not known."""

    data: StopData
    start: datetime | None
    end: datetime | None

    @property
    def mark(self) -> str:
        return MARKS[StopKind(self.data["kind"])]

    @property
    def icon(self) -> str:
        return ICONS.get(StopKind(self.data["kind"]), "pin")

    @property
    def anchor(self) -> str:
        return f"halte-{self.data['id']}"

    @property
    def speakers(self) -> list[dict[str, Any]]:
        """Everybody who speaks here, once, in order of appearance."""
        seen = {speaker["id"]: speaker for talk in self.data["talks"] for speaker in talk["speakers"]}
        return [dict(speaker) for speaker in seen.values()]

    @property
    def slots(self) -> list[dict[str, Any]]:
        """The talks here that have a text or are more than the one talk the stop is about."""
        talks = self.data["talks"]
        return [dict(talk) for talk in talks if len(talks) > 1 or talk["text"]]


@dataclass(frozen=True)
class LegView:
    data: LegData
    to_title: str

    @property
    def icon(self) -> str:
        return MODE_ICONS[TravelMode(self.data["mode"])]

    @property
    def mode(self) -> str:
        return str(TravelMode(self.data["mode"]).label)


@dataclass(frozen=True)
class GroupView:
    """One group's day: stops and legs in the order in which they come."""

    letter: str
    items: list[StopView | LegView]
    stops: list[StopView]
    legs: list[LegView]

    @property
    def cycled_km(self) -> int:
        metres = sum(leg.data["metres"] or 0 for leg in self.legs if leg.data["mode"] == TravelMode.BICYCLE)
        return round(metres / 1000)

    @property
    def has_estimates(self) -> bool:
        return any(leg.data["estimated"] for leg in self.legs)


@dataclass(frozen=True)
class EventView:
    """Everything of a Revision that the page shows, for one of its groups."""

    data: Programme
    starts: datetime
    ends: datetime
    groups: list[GroupView]
    group: GroupView | None

    @property
    def day(self) -> date:
        return self.starts.date()

    @property
    def stops(self) -> list[StopView]:
        return self.group.stops if self.group else []

    @property
    def last_venue(self) -> VenueData | None:
        """Where the day ends, when that is elsewhere than where it starts."""
        venue = self.stops[-1].data["venue"] if self.stops else None
        point = self.data["meeting_point"]
        return venue if venue and (point is None or venue["id"] != point["id"]) else None

    @property
    def by_bicycle(self) -> bool:
        return any(leg.data["mode"] == TravelMode.BICYCLE for group in self.groups for leg in group.legs)


def event_view(data: Programme, *, letter: str = "") -> EventView:
    """Turn a Revision's data into what the page shows; an unknown letter gives the first group."""
    zone = ZoneInfo(data["timezone"])
    stops = {stop["id"]: stop for stop in data["stops"]}
    groups = [_group(group, stops, zone) for group in data["groups"]]
    return EventView(
        data=data,
        starts=_local(data["starts_at"], zone),
        ends=_local(data["ends_at"], zone),
        groups=groups,
        group=next((group for group in groups if group.letter == letter), groups[0] if groups else None),
    )


def _group(group: GroupData, stops: dict[int, StopData], zone: ZoneInfo) -> GroupView:
    legs = {leg["from_stop"]: leg for leg in group["legs"]}
    items: list[StopView | LegView] = []
    for visit in group["visits"]:
        stop = stops[visit["stop"]]
        start = _local(visit["start"], zone) if visit["start"] else None
        end = _local(visit["end"], zone) if visit["end"] else None
        items.append(StopView(stop, start, end))
        leg = legs.get(stop["id"])
        if leg:
            items.append(LegView(leg, stops[leg["to_stop"]]["title"]))
    return GroupView(
        letter=group["letter"],
        items=items,
        stops=[item for item in items if isinstance(item, StopView)],
        legs=[item for item in items if isinstance(item, LegView)],
    )


def _local(moment: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone)


def map_data(view: EventView) -> dict[str, Any]:
    """Stops and ways of the shown group for static/js/map.js; stops without coordinates are left out."""
    placed = [stop for stop in view.stops if stop.data["venue"] and stop.data["venue"]["lat_deg"] is not None]
    points = {stop.data["id"]: _point(stop.data["venue"]) for stop in placed}
    lines = [
        {
            "points": [points[leg.data["from_stop"]], points[leg.data["to_stop"]]],
            "label": gettext("%(n)s min") % {"n": leg.data["minutes"]},
        }
        for leg in (view.group.legs if view.group else [])
        if leg.data["from_stop"] in points
        and leg.data["to_stop"] in points
        and points[leg.data["from_stop"]] != points[leg.data["to_stop"]]
    ]
    return {"stops": [_pin(stop) for stop in placed], "lines": lines}


def _pin(stop: StopView) -> dict[str, Any]:
    venue = stop.data["venue"]
    lat, lon = _point(venue)
    return {
        "lat": lat,
        "lon": lon,
        "label": str(stop.data["number"] or "•"),
        "name": stop.data["title"],
        "text": venue["address"] if venue else "",
        "url": f"#{stop.anchor}",
        "kind": stop.mark,
        "tint": 1,
    }


def _point(venue: VenueData | None) -> list[float]:
    if venue is None or venue["lat_deg"] is None or venue["lon_deg"] is None:
        raise ValueError("a venue without coordinates is not on the map")
    return [venue["lat_deg"], venue["lon_deg"]]


def map_link(venue: VenueData) -> str:
    """A link that opens the place in the map app of the visitor's device."""
    if venue["lat_deg"] is not None:
        return f"https://www.openstreetmap.org/?mlat={venue['lat_deg']}&mlon={venue['lon_deg']}#map=17/{venue['lat_deg']}/{venue['lon_deg']}"
    return f"https://www.openstreetmap.org/search?query={quote_plus(venue['address'] or venue['name'])}"


def json_ld(view: EventView, *, url: str, cancelled: bool) -> SafeString:
    """The event for search engines as a script block (schema.org Event, JSON-LD)."""
    block = json_script(_schema_org(view, url=url, cancelled=cancelled))
    return mark_safe(
        block.replace("application/json", "application/ld+json", 1)
    )  # json_script has escaped it


def _schema_org(view: EventView, *, url: str, cancelled: bool) -> dict[str, Any]:
    data = view.data
    point = data["meeting_point"]
    place = point or (view.stops[0].data["venue"] if view.stops else None)
    result: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": data["title"],
        "description": data["summary"],
        "url": url,
        "startDate": data["date"] if data["all_day"] else view.starts.isoformat(),
        "endDate": data["date"] if data["all_day"] else view.ends.isoformat(),
        "eventStatus": f"https://schema.org/{'EventCancelled' if cancelled else 'EventScheduled'}",
        "eventAttendanceMode": "https://schema.org/"
        + ("MixedEventAttendanceMode" if data["conference_url"] else "OfflineEventAttendanceMode"),
        "isAccessibleForFree": True,
        "inLanguage": "nl",
        "organizer": {"@type": "Organization", "name": data["organisation"]},
    }
    if place:
        result["location"] = {"@type": "Place", "name": place["name"], "address": place["address"]}
        if place["lat_deg"] is not None:
            result["location"]["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": place["lat_deg"],
                "longitude": place["lon_deg"],
            }
    return result


def day_part(view: EventView) -> str:
    """The heading of the timeline: which part of the day this is about."""
    noon, evening = 12, 17
    if view.data["all_day"]:
        return gettext("De dag")
    if view.starts.hour >= evening:
        return gettext("De avond")
    if view.starts.hour >= noon:
        return gettext("De middag")
    return gettext("De ochtend") if view.ends.hour < noon + 2 else gettext("De dag")
