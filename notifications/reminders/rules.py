"""When a reminder is due: pure functions over an offset and a start.

"7d" and "1d" mean 10:00 local time so many days before, "2h" means exactly two hours before the start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken

AT = time(10)
MOST_DAYS, MOST_HOURS = 60, 72
_FORM = re.compile(r"([1-9][0-9]?)([dh])", re.ASCII)


class BadOffset(RuleBroken):
    sentence = _(
        "“%(text)s” kan niet als herinnering. Vul dagen in (1d tot en met 60d) of uren (1h tot en met 72h)."
    )
    field = "reminder_offsets"


@dataclass(frozen=True)
class Offset:
    """So many days or hours before the start."""

    amount: int
    unit: str  # "d" or "h"

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    def due_at(self, start: datetime, *, timezone: str, all_day: bool = False) -> datetime | None:
        """The moment of the reminder, in local time. None for hours before a day of which no time is known."""
        zone = ZoneInfo(timezone)
        local = start.astimezone(zone)
        if self.unit == "d":
            return datetime.combine(local.date() - timedelta(days=self.amount), AT, tzinfo=zone)
        return None if all_day else start - timedelta(hours=self.amount)


def parse_offset(text: str) -> Offset:
    """`7d` or `2h`. Raises BadOffset."""
    match = _FORM.fullmatch(text.strip().lower()) if isinstance(text, str) else None
    if match is None:
        raise BadOffset(text=text)
    amount, unit = int(match[1]), match[2]
    if amount > (MOST_DAYS if unit == "d" else MOST_HOURS):
        raise BadOffset(text=text)
    return Offset(amount, unit)


def last_due(
    offsets: Iterable[str], start: datetime, *, timezone: str, all_day: bool, at: datetime
) -> tuple[Offset, datetime] | None:
    """The rule that fell due last before that moment, and when; the earlier ones have had their turn.

    What is not an offset is passed over: one bad entry must not silence the others.
    """
    found: list[tuple[datetime, Offset]] = []
    for text in offsets:
        try:
            offset = parse_offset(text)
        except BadOffset:
            continue
        due = offset.due_at(start, timezone=timezone, all_day=all_day)
        if due is not None and due <= at:
            found.append((due, offset))
    if not found:
        return None
    due, offset = max(found, key=lambda each: each[0])
    return offset, due
