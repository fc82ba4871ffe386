"""Time zones as calendars understand them.

Outlook reads of a VTIMEZONE only TZID, DTSTART, RRULE and the two offsets, so that it must be a rule and not a list of
dates. Where the rule is not known here, moments are written in UTC, which every calendar shows in its own zone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# Directive 2000/84/EC: summer time from the last Sunday of March to that of October, at 01:00 UTC, since 1996.
_CENTRAL_EUROPE = frozenset(
    f"Europe/{city}"
    for city in (
        "Amsterdam", "Andorra", "Belgrade", "Berlin", "Bratislava", "Brussels", "Budapest", "Copenhagen", "Ljubljana",
        "Luxembourg", "Madrid", "Malta", "Monaco", "Oslo", "Paris", "Prague", "Rome", "San_Marino", "Sarajevo",
        "Skopje", "Stockholm", "Tirane", "Vaduz", "Vatican", "Vienna", "Warsaw", "Zagreb", "Zurich",
    )
)  # fmt: skip
_SINCE = 1997
_RULES = b"""\
BEGIN:VTIMEZONE\r
TZID:%s\r
BEGIN:DAYLIGHT\r
DTSTART:19960331T020000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
TZNAME:CEST\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
DTSTART:19961027T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
TZNAME:CET\r
END:STANDARD\r
END:VTIMEZONE\r
"""


def has_rules(timezone: str) -> bool:
    """Whether we know this zone's rule, so that times may be written in it."""
    return timezone in _CENTRAL_EUROPE


def vtimezone(timezone: str) -> bytes:
    """The VTIMEZONE of a zone whose rule we know, CRLF at its end."""
    return _RULES % timezone.encode()


def zoned(start: datetime, end: datetime, timezone: str) -> tuple[datetime, datetime]:
    """Both moments as they are to be written: in the event's zone, or in UTC.

    UTC where the rule is not known, and where one of them is the second of two equal local times: RFC 5545 3.3.5
    says that a local time which occurs twice means the first.
    """
    zone = ZoneInfo(timezone)
    local = start.astimezone(zone), end.astimezone(zone)
    if has_rules(timezone) and start.year >= _SINCE and not any(moment.fold for moment in local):
        return local
    return start.astimezone(UTC), end.astimezone(UTC)
