"""The event file: every field, its type and the column it fills. docs/event-file.md tells it to people."""

from __future__ import annotations

from django.conf import settings

from tours.dialogue.models import Commitment, Statement
from tours.lifecycle.importing.records import ListOf, Record, columns, inline, key
from tours.lifecycle.importing.values import (
    Choice,
    Clock,
    Day,
    Flag,
    ForWhom,
    Lines,
    Moment,
    Offset,
    OpeningDay,
    Ref,
    ReminderRule,
    Sha256,
    TalkRef,
    Text,
    VenueRef,
    Whole,
    Zone,
)
from tours.materials.models import Material
from tours.organisations.models import Organisation, Role
from tours.programme.models import AgendaSetter, Event, Group, Leg, Speaker, Stop, Talk, Venue
from tours.programme.reminders import standard_rules

FORMAT = 1
DEFAULT_REMINDERS = ("7d", "1d")
LANGUAGE = Choice([code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE)

ORGANISATION = Record(
    key("id", Ref(50, required=True), "slug"), *columns(Organisation, "name mail_from phone")
)
COHOST = Record(key("id", Ref(50, required=True), "slug"), *columns(Organisation, "name"))
VENUE = Record(
    key("id", VenueRef(required=True), "ref"),
    *columns(
        Venue,
        "name address lat:lat_deg lon:lon_deg location_estimated chairs step_free hearing_loop accessibility_note",
    ),
    key("opening_hours", ListOf(OpeningDay(required=True))),
)
SPEAKER = Record(
    key("id", Ref(required=True), "ref"),
    *columns(Speaker, "name affiliation email phone"),
    key("language", LANGUAGE),
    *columns(Speaker, "diet has_no_slides"),
)
TALK = Record(
    key("id", Ref(required=True), "ref"),
    *columns(Talk, "kind title duration:duration_min moderator"),
    key("speakers", ListOf(Ref(required=True))),
    *columns(Talk, "text"),
)
STOP = Record(
    key("id", Ref(required=True), "ref"),
    *columns(Stop, "kind title"),
    key("venue", VenueRef()),
    *columns(Stop, "opens_for_us duration:duration_min description"),
    inline(
        "contact",
        *columns(Stop, "name:contact_name phone:contact_phone email:contact_email"),
        key("language", LANGUAGE, "contact_language"),
        *columns(Stop, "mail:tell_contact"),
    ),
    key("talks", ListOf(TALK)),
)
VISIT = Record(
    key("stop", Ref(required=True)), key("start", Clock(), "start_min"), key("end", Clock(), "end_min")
)
LEG = Record(
    key("from", Ref(required=True), "from_stop"),
    key("to", Ref(required=True), "to_stop"),
    *columns(Leg, "mode minutes metres estimated step_free"),
)
GROUP = Record(
    key("letter", Text(2, required=True)),
    inline("guide", *columns(Group, "name:guide_name phone:guide_phone")),
    key("visits", ListOf(VISIT, default=None)),  # left out: every stop, in order
    key("legs", ListOf(LEG)),
)
SEATS = Record(
    key("for", ForWhom(Role.values), "role"),
    key("number", Whole(0, 1_000_000), "capacity"),
)
MATERIAL = Record(
    key("id", Ref(required=True), "ref"),
    *columns(Material, "title"),
    key("file", Text(300)),
    key("sha256", Sha256()),
    *columns(Material, "link"),
    key("stop", Ref()),
    key("talk", TalkRef(121)),
    key("speaker", Ref()),
    *columns(Material, "visibility shown"),
    key("visible_from", Moment()),
    key("speaker_agreed", Flag(default=False)),
)
STATEMENT = Record(
    key("id", Ref(required=True), "ref"),
    *columns(Statement, "kind side"),
    key("stop", Ref()),
    *columns(Statement, "text"),
)
COMMITMENT = Record(
    key("id", Ref(required=True), "ref"),
    *columns(Commitment, "text owner:owner_name owner_email owner_is_organisation"),
    key("due", Day(), "due_date"),
    *columns(Commitment, "state"),
)
REPORT = Record(key("published", Flag(default=False)), key("text", Lines(required=True), "body"))

EVENT = Record(
    key("format", Whole(FORMAT, FORMAT, default=FORMAT, required=True)),
    key("slug", Ref(80, required=True)),
    *columns(Event, "kind title"),
    key("organisation", ORGANISATION),
    key("cohosts", ListOf(COHOST)),
    key("date", Day()),
    key("timezone", Zone(default="Europe/Amsterdam")),
    key("start", Clock(), "start_min"),
    key("end", Clock(), "end_min"),
    *columns(Event, "programme_complete"),
    key("meeting_point", VenueRef()),
    *columns(Event, "conference_url audience hosts summary description"),
    key("follows", Ref(80)),
    inline(
        "meeting",
        *columns(Event, "working_form policy_field alderman moderator motivation"),
        key("agenda_setters", ListOf(Record(*columns(AgendaSetter, "name party")))),
    ),
    inline(
        "sign_up",
        key("opens", Moment(), "registration_opens_at"),
        key("closes", Moment(), "registration_closes_at"),
        *columns(Event, "confirm_address offers_expire companions:companions_allowed"),
        key("seats", ListOf(SEATS)),
    ),
    key("reminders", ListOf(Offset(required=True), default=DEFAULT_REMINDERS), "reminder_offsets"),
    key(
        "further_reminders",
        ListOf(ReminderRule(required=True), default=tuple(standard_rules())),
        "reminder_rules",
    ),
    *columns(Event, "slides_days_before:material_deadline_days buffer:buffer_min"),
    key("venues", ListOf(VENUE)),
    key("speakers", ListOf(SPEAKER)),
    key("stops", ListOf(STOP)),
    key("groups", ListOf(GROUP)),
    key("materials", ListOf(MATERIAL)),
    key("statements", ListOf(STATEMENT)),
    key("commitments", ListOf(COMMITMENT)),
    key("report", REPORT),
)
