"""The event page as plain values: what the template shows, from the last Revision and the live seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tours.programme.day import Step, Way, end_after, steps_of
from tours.programme.models import StopKind, TravelMode
from tours.programme.snapshot import Programme, StopData, VenueData


@dataclass(frozen=True)
class GroupView:
    """One group's day."""

    letter: str
    steps: list[Step]
    end: VenueData | None = None  # where it ends, if that is not at the last step

    @property
    def ways(self) -> list[Way]:
        return [step.way for step in self.steps if step.way]

    @property
    def cycled_km(self) -> int:
        metres = sum(way.data["metres"] or 0 for way in self.ways if way.data["mode"] == TravelMode.BICYCLE)
        return round(metres / 1000)

    @property
    def has_estimates(self) -> bool:
        return any(way.data["estimated"] for way in self.ways)


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
    def has_more(self) -> bool:
        """Whether there is more to read about it than its introduction."""
        return bool(self.data["description"] or any(self.data["meeting"].values()))

    @property
    def steps(self) -> list[Step]:
        return self.group.steps if self.group else []

    @property
    def meals(self) -> list[Step]:
        """Meals at which nobody speaks: they get a band of their own."""
        return [step for step in self.steps if _is_meal(step)]

    @property
    def meetings(self) -> list[Step]:
        """Where somebody is met: all but those meals."""
        return [step for step in self.steps if not _is_meal(step)]

    @property
    def end_point(self) -> VenueData | None:
        """Where all end after the last stop, if that is another place."""
        return self.group.end if self.group else self.data.get("end_point")

    @property
    def steps_to_end(self) -> list[Step]:
        """The steps, and where all end as one more."""
        end = self.end_point
        return [*self.steps, _end_step(end)] if end else self.steps

    @property
    def last_venue(self) -> VenueData | None:
        """Where the day ends, when that is elsewhere than where it starts."""
        last = self.steps[-1].data["venue"] if self.steps else None
        venue = self.data.get("end_point") or last
        point = self.data["meeting_point"]
        return venue if venue and (point is None or venue["id"] != point["id"]) else None

    @property
    def by_bicycle(self) -> bool:
        return any(way.data["mode"] == TravelMode.BICYCLE for group in self.groups for way in group.ways)


def _end_step(venue: VenueData) -> Step:
    """As where people gather, without anything to do there."""
    stop = StopData(
        id=0,
        number=None,
        kind=StopKind.GATHERING,
        title=venue["name"],
        description="",
        duration_min=0,
        venue=venue,
        talks=[],
    )
    return Step(stop)


def _is_meal(step: Step) -> bool:
    return step.data["kind"] == StopKind.MEAL and not step.data["talks"]


def event_view(data: Programme, *, letter: str = "") -> EventView:
    """Turn a Revision's data into what the page shows; an unknown letter gives the first group."""
    zone = ZoneInfo(data["timezone"])
    groups = []
    for group in data["groups"]:
        steps = steps_of(data, group)
        end = end_after(data, steps[-1].data["venue"] if steps else None)
        groups.append(GroupView(group["letter"], steps, end))
    return EventView(
        data=data,
        starts=datetime.fromisoformat(data["starts_at"]).astimezone(zone),
        ends=datetime.fromisoformat(data["ends_at"]).astimezone(zone),
        groups=groups,
        group=next((group for group in groups if group.letter == letter), groups[0] if groups else None),
    )


def map_data(view: EventView) -> dict[str, Any]:
    """Stops and ways of the shown group for static/js/map.js; stops without coordinates are left out."""
    points = {step.data["id"]: point for step in view.steps if (point := _point(step.data["venue"]))}
    ways = [(step, following, step.way) for step, following in pairwise(view.steps) if step.way]
    lines = [
        {
            "points": [points[here.data["id"]], points[there.data["id"]]],
            "label": gettext("%(n)s min") % {"n": way.data["minutes"]},
        }
        for here, there, way in ways
        if here.data["id"] in points
        and there.data["id"] in points
        and points[here.data["id"]] != points[there.data["id"]]
    ]
    pins = [_pin(step, points) for step in view.steps if step.data["id"] in points]
    if (end := view.end_point) and (point := _point(end)):
        last = points.get(view.steps[-1].data["id"]) if view.steps else None
        lines += [{"points": [last, point], "label": ""}] if last and last != point else []
        pins.append(_end_pin(end, point))
    return {"stops": pins, "lines": lines}


def _end_pin(venue: VenueData, point: list[float]) -> dict[str, Any]:
    """Where all end after the last stop."""
    return {
        "lat": point[0],
        "lon": point[1],
        "label": "",
        "icon": "flag",
        "name": gettext("Einde: %(place)s") % {"place": venue["name"]},
        "place": venue["name"],
        "text": ", ".join(filter(None, [venue["name"], venue["address"]])),
        "url": "",
        "kind": "edge",
        "tint": 1,
    }


def _pin(step: Step, points: dict[int, list[float]]) -> dict[str, Any]:
    number, venue = step.data["number"], step.data["venue"]
    lat, lon = points[step.data["id"]]
    return {
        "lat": lat,
        "lon": lon,
        "label": str(number or ""),
        "icon": "" if number else step.icon,
        "name": step.data["title"],
        "place": venue["name"] if venue else "",
        "text": ", ".join(filter(None, [venue["name"], venue["address"]])) if venue else "",
        "url": f"#{step.anchor}",
        "kind": step.mark or "stop",
        "tint": 1,
    }


def _point(venue: VenueData | None) -> list[float] | None:
    if venue is None or venue["lat_deg"] is None or venue["lon_deg"] is None:
        return None
    return [venue["lat_deg"], venue["lon_deg"]]


def json_ld(view: EventView, *, url: str, cancelled: bool) -> SafeString:
    """The event for search engines as a script block (schema.org Event, JSON-LD)."""
    block = json_script(_schema_org(view, url=url, cancelled=cancelled))
    return mark_safe(
        block.replace("application/json", "application/ld+json", 1)
    )  # json_script has escaped it


def _schema_org(view: EventView, *, url: str, cancelled: bool) -> dict[str, Any]:
    data = view.data
    point = data["meeting_point"]
    place = point or (view.steps[0].data["venue"] if view.steps else None)
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
