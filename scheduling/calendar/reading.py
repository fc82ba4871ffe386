"""An .ics file as closed days: what is still to come, repeats written out. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from icalendar import Calendar

from core.text import one_line
from scheduling.calendar.errors import NoCalendar

YEARS_AHEAD = 3
MOST = 2000
_REASON_CHARS = 140


@dataclass(frozen=True)
class Found:
    """One closed day or period, in local time; without minutes it is whole days."""

    first: date
    last: date
    reason: str
    start_min: int | None = None
    end_min: int | None = None


def read_calendar(content: bytes, *, zone: ZoneInfo, today: date) -> tuple[str, list[Found]]:
    """The calendar's own name (perhaps empty) and its days from today on, without what was called off.

    Repeats (RFC 5545, 3.8.5) are written out for three years. Raises NoCalendar.
    """
    try:
        calendar = Calendar.from_ical(content)
        events: list[Any] = [
            event for event in calendar.walk("VEVENT") if str(event.get("STATUS", "")) != "CANCELLED"
        ]
        moved = {
            (str(event.get("UID")), _key(event["RECURRENCE-ID"].dt))
            for event in events
            if "RECURRENCE-ID" in event
        }
        found = {
            each for event in events for each in _days_of(event, moved, zone, today) if each.last >= today
        }
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, OverflowError) as error:
        raise NoCalendar from error
    name = one_line(str(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or ""))
    days = sorted(found, key=lambda each: (each.first, each.start_min or 0, each.reason))
    return name[:_REASON_CHARS], days[:MOST]


def _days_of(event: Any, moved: set[tuple[str, str]], zone: ZoneInfo, today: date) -> Iterator[Found]:
    begin = event["DTSTART"].dt
    length = _length(event, begin)
    reason = one_line(str(event.get("SUMMARY", "")))[:_REASON_CHARS] or _("Bezet")
    for start in _starts(event, begin, length, moved, today):
        if isinstance(start, datetime):
            yield _timed(_local(start, zone), _local(start + length, zone), reason)
        else:
            yield Found(start, start + max(length, timedelta(days=1)) - timedelta(days=1), reason)


def _length(event: Any, begin: date) -> timedelta:
    if "DURATION" in event:
        length: timedelta = event["DURATION"].dt
        return length
    if "DTEND" in event:
        return timedelta(seconds=(event["DTEND"].dt - begin).total_seconds())
    return timedelta(0)


def _starts(
    event: Any, begin: date, length: timedelta, moved: set[tuple[str, str]], today: date
) -> Iterable[date]:
    """When it begins: once, or every time of its rule but those that were left out or moved."""
    if "RRULE" not in event or "RECURRENCE-ID" in event:
        return [begin]
    rules = event["RRULE"] if isinstance(event["RRULE"], list) else [event["RRULE"]]
    uid, left_out = str(event.get("UID")), _left_out(event)
    is_day = not isinstance(begin, datetime)
    first = datetime.combine(begin, time.min) if not isinstance(begin, datetime) else begin
    until = first.replace(year=max(first.year, today.year)) + timedelta(days=366 * YEARS_AHEAD)
    since = first + max(
        timedelta(0), timedelta(days=(today - first.date()).days) - length - timedelta(days=1)
    )
    starts = []
    for rule in rules:
        text = rule.to_ical().decode()
        ignored = first.replace(tzinfo=None) if "UNTIL" in text and is_day else first
        for start in rrulestr(text, dtstart=ignored).xafter(since, count=MOST, inc=True):
            if start > until:
                break
            each = start.date() if is_day else start
            if _key(each) not in left_out and (uid, _key(each)) not in moved:
                starts.append(each)
    return starts


def _left_out(event: Any) -> set[str]:
    dates = event.get("EXDATE", [])
    lists = dates if isinstance(dates, list) else [dates]
    return {_key(each.dt) for found in lists for each in found.dts}


def _key(moment: date) -> str:
    """The same for the same moment in any zone."""
    if isinstance(moment, datetime):
        return f"{moment.timestamp():.0f}" if moment.tzinfo else moment.isoformat()
    return moment.isoformat()


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone) if moment.tzinfo else moment


def _timed(start: datetime, end: datetime, reason: str) -> Found:
    """A part of a day; what goes on after midnight takes whole days."""
    first, last = start.date(), max(start, end).date()
    start_min, end_min = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    if last == first + timedelta(days=1) and end_min == 0:
        return Found(first, first, reason, start_min, 24 * 60)
    if last > first or end_min <= start_min:
        return Found(first, last, reason)
    return Found(first, last, reason, start_min, end_min)
