"""Calendar objects as bytes: pure functions from an itinerary and a person (RFC 5545, RFC 5546).

Nothing here asks the clock or the database: the same arguments give the same bytes. Texts come in the language that is
active. `Calendar.new()` and `Event.new()` are not used: they add a random UID and the time of now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText
from icalendar.prop import vGeo

from core.text import one_line
from notifications.calendar.describe import describe
from notifications.calendar.itinerary import Itinerary
from notifications.calendar.lines import clean_name, clean_text, to_bytes
from notifications.calendar.zones import vtimezone, zoned

PRODID = "-//Dialoogtoer//Dialoogtoer//NL"
REFRESH = "PT1H"
COLOR = "teal"  # a name of CSS3: RFC 7986 5.9 takes no numbers
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Mailbox:
    """Who invites, or who is invited."""

    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """One entry in one calendar. `url` must be a page that can change nothing: calendars are shared with colleagues."""

    uid: str
    sequence: int
    dtstamp: datetime
    itinerary: Itinerary
    url: str


def request(entry: Entry, *, organizer: Mailbox, attendee: Mailbox, partstat: str = "NEEDS-ACTION") -> bytes:
    """An invitation, or an update of one: the same UID with a higher SEQUENCE or a newer DTSTAMP."""
    event = _component(entry)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    _add_people(event, organizer, attendee, asks=True, partstat=partstat)
    return _whole(event, method="REQUEST")


def cancellation(entry: Entry, *, organizer: Mailbox, attendee: Mailbox, called_off: bool) -> bytes:
    """The entry must go. `called_off`: for everybody, then STATUS says so; without, this one is no longer invited."""
    event = _component(entry)
    if called_off:
        event.add("status", "CANCELLED")
    _add_people(event, organizer, attendee, asks=False)
    return _whole(event, method="CANCEL")


def counter_declined(entry: Entry, *, organizer: Mailbox, attendee: Mailbox) -> bytes:
    """The no to another time that was proposed: the entry stands as it was (RFC 5546 3.2.8)."""
    event = _component(entry)
    _add_people(event, organizer, attendee, asks=False)
    return _whole(event, method="DECLINECOUNTER")


def public_component(entry: Entry, *, called_off: bool = False) -> bytes:
    """A VEVENT for a feed or a file: nobody's addresses in it (RFC 5545 3.8.4.3: no ORGANIZER without METHOD)."""
    event = _component(entry)
    event.add("status", "CANCELLED" if called_off else "CONFIRMED")
    event.add("transp", "OPAQUE")
    return to_bytes(event)


def in_a_file(component: bytes, *, tzid: str) -> bytes:
    """A whole calendar with one component, to download."""
    return _filled(_calendar(), [tzid], component)


def in_a_feed(components: list[bytes], *, name: str, source: str, tzids: list[str]) -> bytes:
    """A calendar to subscribe to (RFC 7986), with the names that clients read in its place."""
    head, tail = _around_a_feed(one_line(name), source, frozenset(tzids))
    return b"".join([head, *components, tail])


@lru_cache(maxsize=256)
def _around_a_feed(name: str, source: str, tzids: frozenset[str]) -> tuple[bytes, bytes]:
    """What stands before and after the components."""
    calendar = _calendar()
    calendar.add("name", vText(name))
    calendar.add("x-wr-calname", vText(name))
    calendar.add("color", COLOR)
    calendar.add("source", source, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", vText(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText(REFRESH))
    head = _filled(calendar, sorted(tzids), b"").removesuffix(_END)
    return head, _END


def tzid_of(component: bytes) -> str:
    """The zone that a component names, empty where it has dates or UTC only."""
    _, found, rest = component.partition(
        b"\r\nDTSTART;TZID="
    )  # at the start of a line: a name may hold anything
    return rest.partition(b":")[0].decode() if found else ""


def _component(entry: Entry) -> Event:
    itinerary = entry.itinerary
    event = Event()
    event.add("uid", vText(one_line(entry.uid)))
    event.add("dtstamp", entry.dtstamp.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", entry.dtstamp.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    _add_times(event, itinerary)
    event.add("summary", vText(one_line(itinerary["title"])))
    event.add("description", vText(clean_text(describe(itinerary, url=entry.url))))
    if itinerary["place"]:
        event.add("location", vText(one_line(itinerary["place"])))
    if itinerary["lat_deg"] is not None and itinerary["lon_deg"] is not None:
        event.add("geo", vGeo((round(itinerary["lat_deg"], 6), round(itinerary["lon_deg"], 6))))
    event.add("url", entry.url)
    return event


def _add_times(event: Event, itinerary: Itinerary) -> None:
    start, end = (datetime.fromisoformat(moment) for moment in (itinerary["start"], itinerary["end"]))
    if itinerary["all_day"]:
        first, last = (_local_date(moment, itinerary["timezone"]) for moment in (start, end))
        event.add("dtstart", first)
        event.add("dtend", last)  # the first day after it, as DTEND of a DATE wants
        return
    start, end = zoned(start, end, itinerary["timezone"])
    event.add("dtstart", start)
    event.add("dtend", end)


def _local_date(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()


def _add_people(
    event: Event, organizer: Mailbox, attendee: Mailbox, *, asks: bool, partstat: str = "NEEDS-ACTION"
) -> None:
    """`asks`: for an answer. Gnus puts its buttons to answer at whatever asks, a cancellation included."""
    host = vCalAddress(f"mailto:{one_line(organizer.email)}")
    if organizer.name:
        host.params["CN"] = clean_name(organizer.name)
    event.add("organizer", host)
    guest = vCalAddress(f"mailto:{one_line(attendee.email)}")
    guest.params["CUTYPE"] = "INDIVIDUAL"
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    guest.params["PARTSTAT"] = partstat
    if asks:
        guest.params["RSVP"] = "TRUE"
    guest.params["CN"] = clean_name(attendee.name) or one_line(attendee.email)
    event.add("attendee", guest)


def _whole(event: Event, *, method: str) -> bytes:
    component = to_bytes(event)
    return _opening(method, tzid_of(component)) + component + _END


@lru_cache
def _opening(method: str, tzid: str) -> bytes:
    """All that stands before the component; the same in thousands of mails."""
    calendar = _calendar()
    calendar.add("method", method)
    return _filled(calendar, [tzid], b"").removesuffix(_END)


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _filled(calendar: Calendar, tzids: list[str], components: bytes) -> bytes:
    zones = b"".join(vtimezone(tzid) for tzid in sorted(set(tzids)) if tzid)
    return to_bytes(calendar).removesuffix(_END) + zones + components + _END
