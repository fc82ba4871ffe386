"""The programme as data: what it consists of."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class VenueData(TypedDict):
    id: int
    name: str
    address: str
    lat_deg: float | None
    lon_deg: float | None
    estimated: bool
    step_free: str
    hearing_loop: bool
    accessibility_note: str


class SpeakerData(TypedDict):
    id: int
    name: str
    affiliation: str


class TalkData(TypedDict):
    id: int
    kind: str
    title: str
    text: str
    duration_min: int
    moderator: str
    speakers: list[SpeakerData]


class StopData(TypedDict):
    id: int
    number: int | None  # only stops that are visited carry a number; the same everywhere
    kind: str
    title: str
    description: str
    duration_min: int
    venue: VenueData | None
    talks: list[TalkData]


class VisitData(TypedDict):
    stop: int
    start: str | None
    end: str | None


class LegData(TypedDict):
    from_stop: int
    to_stop: int
    mode: str
    minutes: int
    metres: int | None
    estimated: bool
    step_free: bool | None


class GroupData(TypedDict):
    id: int
    letter: str
    visits: list[VisitData]
    legs: list[LegData]


class MeetingData(TypedDict):
    working_form: str
    policy_field: str
    alderman: str
    motivation: str
    moderator: str
    agenda_setters: list[str]


class Programme(TypedDict):
    kind: str
    title: str
    audience: str
    summary: str
    description: str
    hosts: str
    organisation: str
    cohosts: list[str]
    date: str
    timezone: str
    starts_at: str
    ends_at: str
    all_day: bool
    programme_complete: bool
    meeting_point: VenueData | None
    end_point: NotRequired[VenueData]  # only where one was chosen, and with the whole programme
    conference_url: str
    meeting: MeetingData
    stops: list[StopData]
    groups: list[GroupData]
