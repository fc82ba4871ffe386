"""An .ics file as closed days: what is still to come, repeats written out. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from icalendar import Calendar

from core.text import one_line
from scheduling.calendar.errors import NoCalendar, TooMuchCalendar

YEARS_AHEAD = 3
MOST = 2000  # days and periods
MOST_EVENTS = 3000  # in the file
MOST_S = 8
_REASON_CHARS = 140
_EARLIEST = 1970
_NIGHT_UNTIL_MIN = 6 * 60  # nothing is planned before that
# Beyond these dateutil may look for a day that never comes until the year 9999: the parts of a rule by its frequency.
_PARTS = {
    "DAILY": frozenset({"BYDAY"}),
    "WEEKLY": frozenset({"BYDAY"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH"}),
    "YEARLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH"}),
}
_ALWAYS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})


@dataclass(frozen=True)
class Found:
    """One closed day or period, in local time; without minutes it is whole days."""

    first: date
    last: date
    reason: str
    start_min: int | None = None
    end_min: int | None = None


@dataclass(frozen=True)
class Problem:
    """An entry (the `number`th of the file) that could not be read, and what to do about it, in a sentence."""

    number: int
    reason: str
    sentence: str


@dataclass(frozen=True)
class CalendarFile:
    """The calendar's own name (perhaps empty), its days from today on without what was called off, and what is wrong."""

    name: str
    days: tuple[Found, ...]
    problems: tuple[Problem, ...]


class _Unreadable(Exception):
    """Of one entry: says what is wrong."""


def read_calendar(content: bytes, *, zone: ZoneInfo, today: date) -> CalendarFile:
    """Repeats (RFC 5545, 3.8.5) are written out for three years. Raises NoCalendar, TooMuchCalendar."""
    if content.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise TooMuchCalendar
    try:
        calendar = Calendar.from_ical(content)
        events: list[Any] = calendar.walk("VEVENT")
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, OverflowError) as error:
        raise NoCalendar from error
    found, problems = _read(events, zone, today)
    if len(found) > MOST:
        raise TooMuchCalendar
    name = one_line(str(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or ""))
    days = sorted(found, key=lambda each: (each.first, each.start_min or 0, each.reason))
    return CalendarFile(name[:_REASON_CHARS], tuple(days), tuple(problems))


def _read(events: list[Any], zone: ZoneInfo, today: date) -> tuple[set[Found], list[Problem]]:
    """Entry by entry, so that one that is wrong does not spoil the rest."""
    found: set[Found] = set()
    problems = []
    moved = _moved(events)
    began = monotonic()
    for number, event in enumerate(events, start=1):
        if monotonic() - began > MOST_S or len(found) > MOST:
            raise TooMuchCalendar
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        try:
            found |= {each for each in _days_of(event, moved, zone, today) if each.last >= today}
        except _Unreadable as error:
            problems.append(Problem(number, _reason(event), str(error)))
        except (ValueError, KeyError, AttributeError, TypeError, IndexError, OverflowError):
            problems.append(Problem(number, _reason(event), _("Een datum of tijd ontbreekt of klopt niet.")))
    return found, problems


def _moved(events: Iterable[Any]) -> set[tuple[str, str]]:
    """Which times of a repeat have an entry of their own: at another time, or called off."""
    moments = ((event, getattr(event.get("RECURRENCE-ID"), "dt", None)) for event in events)
    return {(str(event.get("UID")), _key(moment)) for event, moment in moments if moment is not None}


def _reason(event: Any) -> str:
    return one_line(str(event.get("SUMMARY", "")))[:_REASON_CHARS] or _("Bezet")


def _days_of(event: Any, moved: set[tuple[str, str]], zone: ZoneInfo, today: date) -> Iterator[Found]:
    begin = event["DTSTART"].dt
    length = _length(event, begin)
    if length < timedelta(0):
        raise _Unreadable(_("Het einde ligt vóór het begin."))
    for start in _starts(event, begin, length, moved, today):
        if isinstance(start, datetime):
            yield _timed(_local(start, zone), _end(start, length, zone), _reason(event))
        else:
            days = max(length, timedelta(days=1)) - timedelta(days=1)
            yield Found(start, start + days, _reason(event))


def _length(event: Any, begin: date) -> timedelta:
    if "DURATION" in event:
        length: timedelta = event["DURATION"].dt
        return length
    if "DTEND" not in event:
        return timedelta(0)
    end = event["DTEND"].dt
    if isinstance(begin, datetime) and isinstance(end, datetime) and begin.tzinfo and end.tzinfo:
        return end.astimezone(UTC) - begin.astimezone(UTC)
    return timedelta(seconds=(end - begin).total_seconds())


def _starts(
    event: Any, begin: date, length: timedelta, moved: set[tuple[str, str]], today: date
) -> Iterable[date]:
    """When it begins: once, or every time of its rule and its own list but those that were left out or moved."""
    own = [begin] if "RRULE" not in event else []
    if "RECURRENCE-ID" in event:
        return [begin]
    for rule in _listed(event, "RRULE"):
        own += _repeated(rule, begin, length, today)
    own += [each.dt for dates in _listed(event, "RDATE") for each in dates.dts]
    uid = str(event.get("UID"))
    left_out = {_key(each.dt) for dates in _listed(event, "EXDATE") for each in dates.dts}
    return [
        start
        for start in own
        if not left_out & {_key(start), _day(start)} and not moved & {(uid, _key(start)), (uid, _day(start))}
    ]


def _repeated(rule: Mapping[str, Any], begin: date, length: timedelta, today: date) -> list[date]:
    """Every time of the rule, by the clock of its own zone, from those that are not over by today."""
    zone = begin.tzinfo if isinstance(begin, datetime) else None
    first = begin.replace(tzinfo=None) if isinstance(begin, datetime) else datetime.combine(begin, time.min)
    _check(rule, first)
    plain = {name: value for name, value in rule.items() if name.upper() != "UNTIL"}
    text = type(rule)(plain).to_ical().decode()  # type: ignore[call-arg,attr-defined]
    horizon = datetime.combine(max(first.date(), today), time.max) + timedelta(days=366 * YEARS_AHEAD)
    until = min([horizon, *(_clock(each, zone) for each in rule.get("UNTIL", []))])
    since = max(first, datetime.combine(today, time.min) - length - timedelta(days=1))
    starts: list[date] = []
    for start in rrulestr(text, dtstart=first).xafter(since, count=MOST + 1, inc=True):
        if start > until:
            break
        starts.append(start.replace(tzinfo=zone) if isinstance(begin, datetime) else start.date())
    return starts


def _check(rule: Mapping[str, Any], first: datetime) -> None:
    """Raise _Unreadable for what no council plans by: every hour, or days that may never come."""
    frequency = str(rule.get("FREQ", [""])[0]).upper()
    parts = {name.upper() for name in rule} - _ALWAYS
    steps = int(rule.get("INTERVAL", [1])[0])
    skips = frequency == "DAILY" and "BYDAY" in parts and steps > 1
    if parts - _PARTS.get(frequency, frozenset()) or frequency not in _PARTS or skips or steps < 1:
        raise _Unreadable(_("Deze afspraak herhaalt zich op een manier die wij niet kunnen lezen."))
    if first.year < _EARLIEST:
        raise _Unreadable(_("De herhaling begint te lang geleden."))


def _clock(until: date, zone: Any) -> datetime:
    """The last moment of a repeat, by the clock of its zone; a day is all of it."""
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    local = until.astimezone(zone) if until.tzinfo and zone else until
    return local.replace(tzinfo=None)


def _listed(event: Any, name: str) -> list[Any]:
    value = event.get(name, [])
    return value if isinstance(value, list) else [value]


def _key(moment: date) -> str:
    """The same for the same moment in any zone."""
    if isinstance(moment, datetime):
        return f"{moment.timestamp():.0f}" if moment.tzinfo else moment.isoformat()
    return moment.isoformat()


def _day(moment: date) -> str:
    """As some calendars leave out a whole day of a repeat that has times."""
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone) if moment.tzinfo else moment


def _end(start: datetime, length: timedelta, zone: ZoneInfo) -> datetime:
    """So much later in real time, also in the night that the clock changes."""
    aware = start if start.tzinfo else start.replace(tzinfo=zone)
    return (aware.astimezone(UTC) + length).astimezone(zone)


def _timed(start: datetime, end: datetime, reason: str) -> Found:
    """A part of a day. An evening that runs into the night is of its own day; what goes on after that takes whole days."""
    first, last = start.date(), max(start.date(), end.date())
    start_min, end_min = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    if last == first + timedelta(days=1) and end_min <= min(_NIGHT_UNTIL_MIN, start_min):
        return Found(first, first, reason, start_min, 24 * 60)
    if last > first or end_min <= start_min:
        return Found(first, last, reason)
    return Found(first, last, reason, start_min, end_min)
