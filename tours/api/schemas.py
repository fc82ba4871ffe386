"""What the API answers. Moments are ISO 8601 with the offset of the event's own time zone; addresses are whole."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict

from tours.dialogue.models import Side, StatementKind
from tours.organisations.models import Role
from tours.programme.models import EventKind, StopKind, TalkKind, TravelMode
from tours.signups.models import RegistrationState


class Seats(Schema):
    """Seats of one sort, as they are now."""

    role: Role | None = Field(description="for whom; null: for everybody")
    capacity: int | None = Field(description="null: no limit")
    left: int | None = Field(description="that somebody may take now; null: no limit")
    waiting_list: bool = Field(description="whether who signs up now has to wait")


class VenueOut(Schema):
    model_config = ConfigDict(title="Venue")

    name: str
    address: str
    lat_deg: float | None = Field(description="WGS 84")
    lon_deg: float | None
    estimated: bool = Field(description="the place on the map is a guess")
    step_free: Literal["yes", "no", "unknown"]
    hearing_loop: bool
    accessibility_note: str


class Person(Schema):
    name: str
    affiliation: str


class TalkOut(Schema):
    """A slot within a stop."""

    model_config = ConfigDict(title="Talk")

    kind: TalkKind
    title: str
    text: str
    duration_min: int
    moderator: str
    speakers: list[Person]


class StopOut(Schema):
    """A place in the event, and what happens there."""

    model_config = ConfigDict(title="Stop")

    id: int = Field(description="what visits, legs, material and statements refer to; within this event")
    number: int | None = Field(description="as on the page; null where it carries none")
    kind: StopKind
    title: str
    description: str
    duration_min: int
    venue: VenueOut | None
    talks: list[TalkOut]


class VisitOut(Schema):
    """When one group is at one stop."""

    model_config = ConfigDict(title="Visit")

    stop: int
    starts_at: datetime | None = Field(description="null while it is not known")
    ends_at: datetime | None


class LegOut(Schema):
    """The way between two stops that follow each other."""

    model_config = ConfigDict(title="Leg")

    from_stop: int
    to_stop: int
    mode: TravelMode
    minutes: int
    metres: int | None
    estimated: bool
    step_free: bool | None = Field(description="null: not known")


class GroupOut(Schema):
    """People who go round together, and where they are when."""

    model_config = ConfigDict(title="Group")

    letter: str
    visits: list[VisitOut] = Field(description="in the order of this group")
    legs: list[LegOut]


class MeetingOut(Schema):
    """What only a council information meeting has."""

    model_config = ConfigDict(title="Meeting")

    working_form: str
    policy_field: str
    alderman: str
    moderator: str
    motivation: str
    agenda_setters: list[str]


class MaterialOut(Schema):
    """A presentation or other file that everybody may see."""

    model_config = ConfigDict(title="Material")

    title: str
    url: str
    elsewhere: bool = Field(description="a link to another site")
    extension: str
    size_bytes: int
    stop: int | None = Field(description="null: of the event as a whole")


class StatementOut(Schema):
    """What was said; public together with the report."""

    model_config = ConfigDict(title="Statement")

    kind: StatementKind
    side: Side
    stop: int | None
    text: str


class Link(Schema):
    """Another event."""

    slug: str
    title: str
    url: str


class EventOut(Schema):
    """An event as the agenda lists it."""

    model_config = ConfigDict(title="EventSummary")

    slug: str
    kind: EventKind
    state: Literal["published", "cancelled", "closed"]
    title: str
    summary: str
    organisation: str
    cohosts: list[str]
    date: date
    starts_at: datetime
    ends_at: datetime
    all_day: bool = Field(description="no time is known yet: only the date counts")
    timezone: str
    programme_complete: bool = Field(description="false: the programme follows")
    meeting_point: VenueOut | None
    sign_up_open: bool
    sign_up_closes_at: datetime | None
    seats: list[Seats]
    published_at: datetime = Field(description="of the revision that this is")
    url: str = Field(description="the page for people")
    ics_url: str = Field(description="the event as a file for a calendar")
    api_url: str


class EventWithProgramme(EventOut):
    """One event with everything that its page shows."""

    model_config = ConfigDict(title="Event")

    description: str
    audience: str
    hosts: str = Field(description="who receives, as they want to be named")
    cancel_reason: str
    meeting: MeetingOut | None = Field(description="null: this is no council information meeting")
    stops: list[StopOut]
    groups: list[GroupOut]
    end_point: VenueOut | None = Field(
        None, description="where all groups end; null: each at the last stop that it has"
    )
    materials: list[MaterialOut]
    report_url: str | None = Field(description="null: no report was published")
    statements: list[StatementOut]
    follows: Link | None = Field(description="the event that led to this one")
    followed_by: list[Link]


class Page(Schema):
    """One page of a list."""

    count: int = Field(description="of all pages together")
    next: str | None
    previous: str | None


class EventPage(Page):
    items: list[EventOut]


class RegistrationOut(Schema):
    """Somebody on the list of an event."""

    model_config = ConfigDict(title="Registration")

    id: int
    state: RegistrationState
    name: str
    role: str
    party: str
    email: str
    phone: str
    group: str | None = Field(description="its letter")
    attends_as: str
    companions: int
    companion_names: str
    diet: str
    access_needs: str
    transport: str
    note: str
    language: str
    source: str
    created_at: datetime
    address_confirmed_at: datetime | None
    checked_in_at: datetime | None


class RegistrationPage(Page):
    items: list[RegistrationOut]
