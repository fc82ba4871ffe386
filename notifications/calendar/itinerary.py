"""What one person is told of a programme: pure functions from what was published to that person's own day."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from tours.programme.day import end_after
from tours.programme.snapshot import GroupData, Programme, StopData, VenueData


class Step(TypedDict):
    """One stop on the way; without times where the group or its times are not known yet."""

    stop: int
    number: int | None
    title: str
    place: str
    start: str | None
    end: str | None
    group: str  # for a speaker or host: which group comes then; empty where there is only one
    by: NotRequired[
        str
    ]  # how one gets there, a TravelMode; empty where there is no way. Not in what was told before this


class Itinerary(TypedDict):
    """Moments are ISO 8601 in UTC. `group` is empty where there is only one, or none was given yet."""

    title: str
    all_day: bool
    complete: bool
    start: str
    end: str
    timezone: str
    place: str
    lat_deg: float | None
    lon_deg: float | None
    group: str
    steps: list[Step]
    text: str
    conference_url: str
    end_place: NotRequired[str]  # where the day ends, if that is not at the last step


class Change(enum.Enum):
    """What a difference asks for: SIGNIFICANT a mail and a higher SEQUENCE, TEXT at most a newer DTSTAMP."""

    NOTHING = "nothing"
    TEXT = "text"
    SIGNIFICANT = "significant"


_WHEN_AND_WHERE = ("all_day", "start", "end", "timezone", "place", "end_place", "group", "conference_url")


def participant_itinerary(programme: Programme, group_id: int | None) -> Itinerary:
    """The day of somebody in this group; of somebody without one where there is a single group: that group's."""
    groups = programme["groups"]
    own = groups[0] if len(groups) == 1 else _find(groups, group_id)
    stops = {stop["id"]: stop for stop in programme["stops"]}
    if own:
        modes = {leg["to_stop"]: leg["mode"] for leg in own["legs"] if leg["minutes"]}
        steps: list[Step] = [
            {
                **_step(stops[visit["stop"]], visit["start"], visit["end"]),
                "by": modes.get(visit["stop"], ""),
            }
            for visit in own["visits"]
            if visit["stop"] in stops
        ]
    else:
        steps = [_step(stop, None, None) for stop in programme["stops"]]
    start, end = _frame(programme, own)
    itinerary = Itinerary(
        title=programme["title"],
        all_day=programme["all_day"],
        complete=programme["programme_complete"],
        start=start,
        end=end,
        timezone=programme["timezone"],
        **_where(programme, [stops[step["stop"]]["venue"] for step in steps]),
        group=own["letter"] if own and len(groups) > 1 else "",
        steps=steps,
        text=programme["summary"],
        conference_url=programme["conference_url"],
    )
    ends = end_after(programme, stops[steps[-1]["stop"]]["venue"] if steps else None)
    return {**itinerary, "end_place": place_line(ends)} if ends else itinerary


def speaker_itinerary(programme: Programme, speaker_id: int) -> Itinerary | None:
    """A speaker's own visits, of all groups; None where the programme is complete and nobody comes to them."""
    stops = {stop["id"]: stop for stop in programme["stops"] if _speaks_at(stop, speaker_id)}
    return _own_visits(programme, stops, text="\n".join(_talks(stops, speaker_id)))


def host_itinerary(programme: Programme, own: Collection[int]) -> Itinerary | None:
    """Who comes when to the stops of one host, by the ids of stops; None where the programme is complete and nobody does."""
    stops = {stop["id"]: stop for stop in programme["stops"] if stop["id"] in own}
    return _own_visits(programme, stops, text="")


def _own_visits(programme: Programme, stops: dict[int, StopData], *, text: str) -> Itinerary | None:
    """The visits of all groups to these stops."""
    if programme["programme_complete"] and programme["stops"] and not stops:
        return None
    several = len(programme["groups"]) > 1
    steps = sorted(
        (
            _step(stops[visit["stop"]], visit["start"], visit["end"], group["letter"] if several else "")
            for group in programme["groups"]
            for visit in group["visits"]
            if visit["stop"] in stops
        ),
        key=lambda step: (step["start"] or "", step["group"]),
    )
    if not steps and any(group["visits"] for group in programme["groups"]):
        return None
    starts = [step["start"] for step in steps if step["start"]]
    ends = [step["end"] for step in steps if step["end"]]
    return Itinerary(
        title=programme["title"],
        all_day=programme["all_day"],
        complete=programme["programme_complete"],
        start=min(starts, default=programme["starts_at"]),
        end=max(ends, default=programme["ends_at"]),
        timezone=programme["timezone"],
        **_where(programme, [stop["venue"] for stop in stops.values()], own_first=True),
        group="",
        steps=steps,
        text=text,
        conference_url=programme["conference_url"],
    )


def compare(old: Itinerary, new: Itinerary, *, at: datetime | None = None) -> Change:
    """How much the day changed for this person; of what is over at that moment only the words may have."""
    if old == new:
        return Change.NOTHING
    had_steps = bool(old["steps"])
    old, new = (_still_open(one, at) if at else one for one in (old, new))
    if at and had_steps and not (old["steps"] or new["steps"]):
        return Change.TEXT  # for this person the day is over, however late it ends for others
    if any(old.get(name) != new.get(name) for name in _WHEN_AND_WHERE):
        return Change.SIGNIFICANT
    same = _times(old) == _times(new) and _same_ways(old, new)
    return Change.TEXT if same else Change.SIGNIFICANT


def what_was(old: Itinerary, new: Itinerary) -> dict[str, Any]:
    """The parts of the old itinerary that a mail shows beside the new ones: only those that differ."""
    was: dict[str, Any] = {
        name: old.get(name, "")
        for name in (*_WHEN_AND_WHERE, "title", "complete")
        if old.get(name) != new.get(name)
    }
    if was.keys() & {"start", "end", "all_day"}:
        was |= {"start": old["start"], "end": old["end"], "all_day": old["all_day"]}
    if _times(old) != _times(new) or not _same_ways(old, new):
        was["steps"] = old["steps"]
    return was


def digest(itinerary: Itinerary) -> str:
    """A short name for exactly this itinerary."""
    return hashlib.sha256(json.dumps(itinerary, sort_keys=True).encode()).hexdigest()[:32]


def place_line(venue: VenueData | None) -> str:
    """Name and address of a place on one line."""
    if venue is None:
        return ""
    return ", ".join(part for part in (venue["name"], venue["address"]) if part)


def _find(groups: list[GroupData], group_id: int | None) -> GroupData | None:
    return next((group for group in groups if group["id"] == group_id), None)


def _step(stop: StopData, start: str | None, end: str | None, group: str = "") -> Step:
    return Step(
        stop=stop["id"],
        number=stop["number"],
        title=stop["title"],
        place=place_line(stop["venue"]),
        start=start,
        end=end,
        group=group,
    )


def _frame(programme: Programme, own: GroupData | None) -> tuple[str, str]:
    """From when until when this group is on its way.

    The event's own start and end hold for everybody where they lie outside all visits (people gather first);
    else a group begins with its own first visit and ends with its last.
    """
    visits = [visit for group in programme["groups"] for visit in group["visits"]]
    starts = [visit["start"] for visit in visits if visit["start"]]
    ends = [visit["end"] for visit in visits if visit["end"]]
    start, end = programme["starts_at"], programme["ends_at"]
    if own is None:
        return start, end
    if starts and start >= min(starts):
        start = min((visit["start"] for visit in own["visits"] if visit["start"]), default=start)
    if ends and end <= max(ends):
        end = max((visit["end"] for visit in own["visits"] if visit["end"]), default=end)
    return start, end


class _Where(TypedDict):
    place: str
    lat_deg: float | None
    lon_deg: float | None
    end_place: NotRequired[str]


def _where(programme: Programme, venues: list[VenueData | None], *, own_first: bool = False) -> _Where:
    """The meeting point, else the first place on the way; for a speaker the other way round."""
    own = next((venue for venue in venues if venue), None)
    meeting_point = programme["meeting_point"]
    venue = (own or meeting_point) if own_first else (meeting_point or own)
    return _Where(
        place=place_line(venue),
        lat_deg=venue["lat_deg"] if venue else None,
        lon_deg=venue["lon_deg"] if venue else None,
    )


def _speaks_at(stop: StopData, speaker_id: int) -> bool:
    return any(speaker["id"] == speaker_id for talk in stop["talks"] for speaker in talk["speakers"])


def _talks(stops: dict[int, StopData], speaker_id: int) -> list[str]:
    return [
        talk["title"]
        for stop in stops.values()
        for talk in stop["talks"]
        if any(speaker["id"] == speaker_id for speaker in talk["speakers"])
    ]


def _still_open(itinerary: Itinerary, at: datetime) -> Itinerary:
    """What of the day still matters: who is there already, or was, need not hear where it began."""
    if _moment(itinerary["start"]) > at:
        return itinerary
    coming: list[Step] = [
        {**step, "place": step["place"] if _moment(step["start"]) > at else ""}
        if step["start"] and step["end"]
        else step
        for step in itinerary["steps"]
        if not step["end"] or _moment(step["end"]) > at
    ]
    return {**itinerary, "steps": coming, "start": "", "place": ""}


def _moment(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def _same_ways(old: Itinerary, new: Itinerary) -> bool:
    """Whether one comes by bicycle where one came by bicycle; where that was never told, nothing changed."""
    was, now = ({step["stop"]: step.get("by") for step in one["steps"]} for one in (old, new))
    return all(was.get(stop, by) in {None, by} for stop, by in now.items())


def _times(itinerary: Itinerary) -> list[tuple[str | None, str | None, str]]:
    """When one must be where: what a change of the steps is measured by."""
    return [(step["start"], step["end"], step["place"]) for step in itinerary["steps"] if step["start"]]
