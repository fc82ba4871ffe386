"""What speaks against a day: the organisation's own calendar forbids, holidays only hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import get_language

from scheduling.calendar.models import ClosedDay, CouncilCalendar
from scheduling.engine import blocked_dates
from tours.organisations.models import Organisation


def closed_days_of(organisations: Iterable[int], days: Sequence[date]) -> list[ClosedDay]:
    """Closed days of these organisations (ids) that touch one of these days: one statement."""
    if not days:
        return []
    found = ClosedDay.objects.filter(organisation__in=list(organisations))
    return list(found.touching(min(days), max(days)))


def holidays_on(organisation: Organisation, days: Iterable[date]) -> dict[date, str]:
    """Public and school holidays (of the organisation's region) among these days, as Hints."""
    calendar = CouncilCalendar.objects.filter(organisation=organisation).first()
    region, wanted = calendar.school_region if calendar else "", set(days)
    hints: dict[date, str] = {}
    for year in {day.year for day in wanted}:
        hints |= blocked_dates(year, school_region=region, language=get_language() or "nl")
    return {day: hint for day, hint in hints.items() if day in wanted}
