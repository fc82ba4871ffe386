"""One group's day out of a Revision, as pages show it: stops in order, local times, and the way between them.

No names of participants and no phone numbers: those are not in a Revision.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tours.programme.models import StopKind, TravelMode
from tours.programme.snapshot import (
    GroupData,
    LegData,
    Programme,
    SpeakerData,
    StopData,
    TalkData,
    VenueData,
)

# The look of a stop that carries no number, in lists and on maps: its mark and its icon.
MARKS = {StopKind.GATHERING: "edge", StopKind.PLENARY: "edge", StopKind.MEAL: "lunch"}
ICONS = {StopKind.GATHERING: "flag", StopKind.PLENARY: "talk", StopKind.MEAL: "fork"}
MODE_ICONS = {TravelMode.WALK: "walk", TravelMode.BICYCLE: "bike", TravelMode.BUS: "bus"}


@dataclass(frozen=True)
class Way:
    """From one stop to the next, where they are not at one place."""

    data: LegData

    @property
    def icon(self) -> str:
        return MODE_ICONS.get(TravelMode(self.data["mode"]), "next")

    @property
    def mode(self) -> str:
        return str(TravelMode(self.data["mode"]).label)


@dataclass(frozen=True)
class Step:
    """A stop on the day. `start` and `end` are local, None while they are not known; `way` leads to the next."""

    data: StopData
    start: datetime | None = None
    end: datetime | None = None
    way: Way | None = None

    @property
    def mark(self) -> str:
        """Empty for a stop with a number."""
        return MARKS.get(StopKind(self.data["kind"]), "")

    @property
    def icon(self) -> str:
        return ICONS.get(StopKind(self.data["kind"]), "pin")

    @property
    def anchor(self) -> str:
        return f"halte-{self.data['id']}"

    @property
    def map_url(self) -> str:
        return map_url(self.data["venue"])

    @property
    def speakers(self) -> list[SpeakerData]:
        """Everybody who speaks here, once, in order of appearance."""
        return list({each["id"]: each for talk in self.data["talks"] for each in talk["speakers"]}.values())

    @property
    def slots(self) -> list[TalkData]:
        """The talks here that have a text or are more than the one talk the stop is about."""
        talks = self.data["talks"]
        return [talk for talk in talks if len(talks) > 1 or talk["text"]]


def steps_of(programme: Programme, group: GroupData) -> list[Step]:
    """The group's stops in the order in which it comes to them."""
    zone = ZoneInfo(programme["timezone"])
    stops = {stop["id"]: stop for stop in programme["stops"]}
    legs = {(leg["from_stop"], leg["to_stop"]): leg for leg in group["legs"]}
    visits = [visit for visit in group["visits"] if visit["stop"] in stops]
    following = [visit["stop"] for visit in visits[1:]]
    steps = []
    for visit, to in itertools.zip_longest(visits, following):
        leg = legs.get((visit["stop"], to))
        start, end = local(visit["start"], zone), local(visit["end"], zone)
        steps.append(Step(stops[visit["stop"]], start, end, Way(leg) if leg and leg["minutes"] else None))
    return steps


def end_after(programme: Programme, last: VenueData | None) -> VenueData | None:
    """Where all groups end, for who comes from that last place; None where nobody chose one, or they are there already."""
    point = programme.get("end_point")
    return point if point and (last is None or last["id"] != point["id"]) else None


def date_of(programme: Programme) -> date:
    """The day that was published, as where it is held."""
    return date.fromisoformat(programme["date"])


def minute_of(programme: Programme, moment: datetime) -> int:
    """Minutes since local midnight of the published day, as on the clock."""
    midnight = datetime.combine(date_of(programme), time.min)
    there = moment.astimezone(ZoneInfo(programme["timezone"])).replace(tzinfo=None)
    return int((there - midnight).total_seconds() // 60)


def local(moment: str | None, zone: ZoneInfo) -> datetime | None:
    """A moment of a Revision in the event's own time."""
    return datetime.fromisoformat(moment).astimezone(zone) if moment else None


def map_url(venue: VenueData | None) -> str:
    """Opens the place in the visitor's own map; empty where we do not know where it is."""
    if venue is None:
        return ""
    lat, lon = venue["lat_deg"], venue["lon_deg"]
    if lat is not None and lon is not None:
        return f"https://www.openstreetmap.org/?{urlencode({'mlat': lat, 'mlon': lon})}#map=17/{lat}/{lon}"
    if venue["address"]:
        return f"https://www.openstreetmap.org/search?{urlencode({'query': venue['address']})}"
    return ""
