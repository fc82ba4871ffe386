"""Opening hours as people type them: a line for each weekday, and lines for dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from core.forms import within_reach
from core.templatetags.dialoogtoer import clock
from tours.programme.forms.fields import MinuteField
from tours.programme.hours import DayHours, Stretch, in_order
from tours.programme.models import DAY_MIN

_CLOSED = {"dicht", "gesloten", "closed"}
_FROM_UNTIL = re.compile(r"(?:van )?(\S+?) ?(?:[-–]|tot|to|until) ?(\S+)", re.IGNORECASE)
_BETWEEN_STRETCHES = re.compile(r",? (?:en|and|&) |[,;] ", re.IGNORECASE)
_ON_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[:,]? +(.+)")


class HoursField(forms.Field):
    """When a place is open that day: `9.00-12.00 en 13-17`. () for closed, None when empty."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs |= {"autocomplete": "off"}

    def to_python(self, value: Any) -> tuple[Stretch, ...] | None:
        """Raises ValidationError for what is no time, ends before it begins or overlaps."""
        return stretches_in(str(value or ""))

    def prepare_value(self, value: Any) -> Any:
        """As the page writes it; what was typed stays as it was typed."""
        return stretches_as_text(value) if isinstance(value, tuple) else value


def stretches_in(text: str) -> tuple[Stretch, ...] | None:
    """Raises ValidationError, as HoursField does."""
    text = " ".join(text.split())
    if not text:
        return None
    if text.casefold() in _CLOSED:
        return ()
    found = []
    for stretch in _BETWEEN_STRETCHES.split(text):
        ends = _FROM_UNTIL.fullmatch(stretch)
        if ends is None:
            raise ValidationError(
                _("Vul tijden in zoals 9.00–12.00 en 13.00–17.00, of het woord dicht."), code="invalid"
            )
        start, until = (MinuteField().to_python(end) for end in ends.groups())
        found.append((start or 0, until or DAY_MIN))
    try:
        return in_order(found)
    except ValueError:
        raise ValidationError(
            _("Elke tijd moet later zijn dan de tijd ervoor, bijvoorbeeld 9.00–12.00 en 13.00–17.00."),
            code="order",
        ) from None


def stretches_as_text(stretches: tuple[Stretch, ...]) -> str:
    """`9.00–12.00 en 13.00–17.00`, or the word for closed."""
    if not stretches:
        return str(_("dicht"))
    each = [f"{clock(start)}–{clock(until)}" for start, until in stretches]
    return str(_(" en ")).join(each)


class HoursOnDatesField(forms.CharField):
    """Lines of a date and what HoursField takes. A list of DayHours, one a date."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> Any:
        """Raises ValidationError that says which line it cannot read."""
        days: dict[date, DayHours] = {}
        for line in filter(str.strip, super().clean(value).splitlines()):
            day = _on_date(line)
            if day.date in days:
                raise ValidationError(_("Deze datum staat er twee keer: %(line)s"), params={"line": line})
            days[day.date] = day
        return list(days.values())


def _on_date(line: str) -> Any:
    found = _ON_DATE.fullmatch(line.strip())
    no_date = ValidationError(
        _("Begin de regel met een datum, zoals 24-12-2026 dicht. Er staat: %(line)s"), params={"line": line}
    )
    if found is None:
        raise no_date
    try:
        day = date(int(found[3]), int(found[2]), int(found[1]))
        within_reach(day)
    except (ValueError, ValidationError):
        raise no_date from None
    try:
        return DayHours(None, day, stretches_in(found[4]) or ())
    except ValidationError as no:
        raise ValidationError([no, ValidationError(_("Er staat: %(line)s"), params={"line": line})]) from None


def dates_as_text(hours: Iterable[DayHours]) -> str:
    """A line for each date."""
    return "\n".join(
        f"{date_format(day.date, 'd-m-Y')} {stretches_as_text(day.stretches)}" for day in hours if day.date
    )
