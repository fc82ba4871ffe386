"""Single values of an event file: what is expected, how it is read and how it is written."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from core.forms import within_reach
from core.text import no_control_characters
from tours.lifecycle.importing.tree import Node, Problems, Scalar
from tours.organisations.models import PHONE
from tours.programme.hours import DayHours, Stretch, in_order
from tours.programme.models import DAY_MIN
from tours.programme.reminders import BadRule, parse_rule

_SHOWN = 40  # characters of a wrong value that a problem repeats
_LOOKS_LIKE_SOMETHING_ELSE = re.compile(r"[-+.]?\d.*|(?i:y|n|yes|no|on|off|true|false|null|~|)")


class Value:
    """One value. Subclasses say what they expect, and turn text into a value and back."""

    def __init__(self, *, default: Any = None, required: bool = False) -> None:
        self.default = default
        self.required = required

    def expected(self) -> str:
        raise NotImplementedError

    def parse(self, text: str) -> Any:
        """The value; ValueError when it is something else."""
        raise NotImplementedError

    def text_of(self, value: Any) -> str:
        return str(value)

    def read(self, node: Node, path: str, problems: Problems) -> Any:
        if not isinstance(node, Scalar):
            problems.add(node.line, path, _("verwacht %(expected)s.") % {"expected": self.expected()})
            return self.default
        if node.is_empty or (self.required and not node.text.strip()):
            if self.required:
                problems.add(node.line, path, _("verwacht %(expected)s.") % {"expected": self.expected()})
            return self.default
        try:
            return self.parse(node.text)
        except (ValueError, ValidationError):
            sentence = _("verwacht %(expected)s; er staat ‘%(text)s’.")
            shown = " ".join(node.text[:_SHOWN].split()) + ("…" if len(node.text) > _SHOWN else "")
            problems.add(node.line, path, sentence % {"expected": self.expected(), "text": shown})
            return self.default

    def write(self, value: Any) -> Node | None:
        if value is None or (value == self.default and not self.required):
            return None
        return Scalar(0, self.text_of(value))


class Text(Value):
    """Text on one line."""

    def __init__(
        self, length: int | None = None, *, checks: Sequence[Callable[[str], None]] = (), **options: Any
    ) -> None:
        super().__init__(**{"default": ""} | options)
        self.length = length
        self.checks = checks

    def expected(self) -> str:
        if self.length is None:
            return _("tekst op één regel")
        return _("tekst op één regel, hoogstens %(n)s tekens") % {"n": self.length}

    def parse(self, text: str) -> str:
        text = text.strip()
        no_control_characters(text)
        return self._check(text)

    def write(self, value: Any) -> Node | None:
        text = tidy(str(value))
        if text == self.default and not self.required:
            return None
        return Scalar(0, text, quoted=bool(_LOOKS_LIKE_SOMETHING_ELSE.fullmatch(text)))

    def _check(self, text: str) -> str:
        if self.length is not None and len(text) > self.length:
            raise ValueError(text)
        for check in self.checks:
            check(text)
        return text


def tidy(text: str) -> str:
    """As the file keeps it: line ends of one sort, nothing around it. Texts that differ in that only are the same."""
    return text.replace("\r\n", "\n").strip()


class Lines(Text):
    """Text of several lines."""

    def expected(self) -> str:
        if self.length is None:
            return _("tekst")
        return _("tekst van hoogstens %(n)s tekens") % {"n": self.length}

    def parse(self, text: str) -> str:
        text = tidy(text)
        for line in re.split(r"[\n\t]", text):
            no_control_characters(line)
        return self._check(text)


class Email(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(254, checks=[EmailValidator()], **options)

    def expected(self) -> str:
        return _("een e-mailadres, zoals naam@gemeente.example")

    def parse(self, text: str) -> str:
        return super().parse(text.lower())

    def write(self, value: Any) -> Node | None:
        return super().write(str(value).lower())


class Url(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(200, checks=[URLValidator(["http", "https"])], **options)

    def expected(self) -> str:
        return _("een webadres dat begint met https://")


class Phone(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(25, checks=[PHONE], **options)

    def expected(self) -> str:
        return _("een telefoonnummer, zoals 030 123 45 67")


class Ref(Value):
    """A short name that things in the file call each other by."""

    PATTERN = re.compile(r"[a-zA-Z0-9_-]+")

    def __init__(self, length: int = 60, **options: Any) -> None:
        super().__init__(**{"default": ""} | options)
        self.length = length

    def expected(self) -> str:
        sentence = _("een korte naam van letters, cijfers en streepjes, hoogstens %(n)s tekens")
        return sentence % {"n": self.length}

    def parse(self, text: str) -> str:
        if len(text) > self.length or not self.PATTERN.fullmatch(text):
            raise ValueError(text)
        return text

    def write(self, value: Any) -> Node | None:
        if value in {None, ""}:
            return None
        return Scalar(0, str(value), quoted=bool(_LOOKS_LIKE_SOMETHING_ELSE.fullmatch(str(value))))


class VenueRef(Ref):
    """A venue of the organisation, or of a co-host with its id in front: `dwarsverband/zaal`."""

    PATTERN = re.compile(r"([a-zA-Z0-9_-]+/)?[a-zA-Z0-9_-]+")

    def expected(self) -> str:
        return _("de id van een locatie (met ‘medeorganisator/’ ervoor als zij van hen is)")


class TalkRef(Ref):
    PATTERN = re.compile(r"[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+")

    def expected(self) -> str:
        return _("een onderdeel als ‘halte/onderdeel’, met de id’s van beide")


class Choice(Value):
    def __init__(self, values: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.values = [value for value in values if value]

    def expected(self) -> str:
        return _("één van: %(values)s") % {"values": ", ".join(self.values)}

    def parse(self, text: str) -> str:
        if text not in self.values:
            raise ValueError(text)
        return text


class ForWhom(Choice):
    """A role, or everyone: the pool without a role."""

    EVERYONE: ClassVar = "everyone"

    def __init__(self, roles: Sequence[str]) -> None:
        super().__init__([self.EVERYONE, *roles], default="", required=True)

    def parse(self, text: str) -> str:
        role = super().parse(text)
        return "" if role == self.EVERYONE else str(role)

    def text_of(self, value: Any) -> str:
        return str(value) or self.EVERYONE


class Flag(Value):
    WORDS: ClassVar = {"yes": True, "true": True, "no": False, "false": False}

    def expected(self) -> str:
        return _("yes of no")

    def parse(self, text: str) -> bool:
        if text.lower() not in self.WORDS:
            raise ValueError(text)
        return self.WORDS[text.lower()]

    def text_of(self, value: Any) -> str:
        return "yes" if value else "no"


class Whole(Value):
    def __init__(self, least: int = 0, most: int = 32767, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def expected(self) -> str:
        return _("een heel getal van %(least)s tot en met %(most)s") % {
            "least": self.least,
            "most": self.most,
        }

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not self.least <= int(text) <= self.most:
            raise ValueError(text)
        return int(text)


class Degrees(Value):
    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def expected(self) -> str:
        return _("graden met een punt, van -%(most)s tot %(most)s, zoals 52.0907") % {"most": self.most}

    def parse(self, text: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,17})?", text) or abs(float(text)) > self.most:
            raise ValueError(text)
        return float(text)


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


class Sha256(Value):
    def expected(self) -> str:
        return _("de SHA-256 van het bestand: 64 cijfers en letters a tot en met f")

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[0-9a-f]{64}", text):
            raise ValueError(text)
        return text
