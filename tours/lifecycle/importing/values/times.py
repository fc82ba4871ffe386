"""Days, times of day and moments, opening hours, and what comes so long before or after something."""

from __future__ import annotations

import re
import zoneinfo
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from core.forms import within_reach
from tours.lifecycle.importing.values.value import Value
from tours.programme.hours import DayHours, Stretch, in_order
from tours.programme.models import DAY_MIN
from tours.programme.reminders import BadRule, parse_rule


class Day(Value):
    def expected(self) -> str:
        return _("een datum als 2018-06-29")

    def parse(self, text: str) -> date:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        day = date.fromisoformat(text)
        within_reach(day)
        return day


class Clock(Value):
    """A local time, kept as minutes since midnight."""

    def expected(self) -> str:
        return _("een tijd als 09:15")

    def parse(self, text: str) -> int:
        match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", text)
        minutes = int(match[1]) * 60 + int(match[2]) if match else -1
        if not match or not 0 <= minutes <= DAY_MIN or int(match[2]) > 59:  # noqa: PLR2004  (minutes in an hour)
            raise ValueError(text)
        return minutes

    def text_of(self, value: Any) -> str:
        return f"{value // 60:02d}:{value % 60:02d}"


class OpeningDay(Value):
    """A weekday or a date, and when a place is open then."""

    WEEKDAYS: ClassVar = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    CLOSED: ClassVar = "closed"

    def expected(self) -> str:
        return _("een dag met tijden, zoals ‘tuesday 09:00-12:00 13:00-17:00’ of ‘2026-12-24 closed’")

    def parse(self, text: str) -> DayHours:
        name, *times = text.split()
        weekday = self.WEEKDAYS.index(name) if name in self.WEEKDAYS else None
        day = Day().parse(name) if weekday is None else None
        if not times:
            raise ValueError(text)
        stretches = [] if times == [self.CLOSED] else [self._stretch(one) for one in times]
        return DayHours(weekday, day, in_order(stretches))

    def text_of(self, value: Any) -> str:
        name = value.date.isoformat() if value.date else self.WEEKDAYS[value.weekday]
        times = ["-".join(map(Clock().text_of, stretch)) for stretch in value.stretches] or [self.CLOSED]
        return " ".join([name, *times])

    @staticmethod
    def _stretch(text: str) -> Stretch:
        start, until = text.split("-")
        return Clock().parse(start), Clock().parse(until)


class Moment(Value):
    """Date and local time; with an offset behind it only where the hour comes twice."""

    def expected(self) -> str:
        return _("datum en tijd als 2018-06-01 09:00")

    def parse(self, text: str) -> datetime:
        if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}", text):
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
        within_reach(moment)
        return moment

    def text_of(self, value: Any) -> str:
        spec = "auto" if value.second or value.microsecond else "minutes"
        shown = value if value.fold else value.replace(tzinfo=None)
        return str(shown.isoformat(sep=" ", timespec=spec))


class Zone(Value):
    def expected(self) -> str:
        return _("een tijdzone als Europe/Amsterdam")

    def parse(self, text: str) -> str:
        if text not in zoneinfo.available_timezones():
            raise ValueError(text)
        return text


class Offset(Value):
    def expected(self) -> str:
        return _("dagen of uren van tevoren, zoals 7d of 2h")

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"([1-9]|[1-5][0-9]|60)d|([1-9]|[1-6][0-9]|7[0-2])h", text):
            raise ValueError(text)
        return text


class ReminderRule(Value):
    def expected(self) -> str:
        return _("een herinnering, zoals ‘1d before start for speakers’ of ‘2d after slides_due’")

    def parse(self, text: str) -> str:
        try:
            return str(parse_rule(text))
        except BadRule as no:
            raise ValueError(text) from no
