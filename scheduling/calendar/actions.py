"""Keep days free, by typing them or from a file."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from scheduling.calendar.errors import EndsBeforeFirst, NothingToCome, TimesBelongTogether
from scheduling.calendar.models import ClosedDay, CouncilCalendar
from scheduling.calendar.reading import read_calendar
from tours.organisations.models import Organisation


def add_closed_day(
    organisation: Organisation,
    *,
    first: date,
    last: date | None = None,
    reason: str,
    start_min: int | None = None,
    end_min: int | None = None,
) -> ClosedDay:
    """Keep these days free; without a last day it is one. Raises EndsBeforeFirst, TimesBelongTogether."""
    if last is not None and last < first:
        raise EndsBeforeFirst
    if (start_min is None) != (end_min is None) or (start_min is not None and end_min <= start_min):  # type: ignore[operator]  # both are numbers there
        raise TimesBelongTogether
    return ClosedDay.objects.create(
        organisation=organisation,
        first=first,
        last=last or first,
        reason=reason,
        start_min=start_min,
        end_min=end_min,
    )


def delete_closed_day(day: ClosedDay) -> None:
    """It may be planned on again."""
    day.delete()


@transaction.atomic
def import_closed_days(
    organisation: Organisation, *, content: bytes, filename: str, today: date
) -> tuple[int, int]:
    """Keep free what stands in an .ics file, in place of what an earlier file of that name said of the days to come.

    What was typed stays. Returns how many days stand there now and how many stood there before.
    Raises NoCalendar, NothingToCome.
    """
    name, found = read_calendar(content, zone=ZoneInfo(settings.TIME_ZONE), today=today)
    if not found:
        raise NothingToCome
    source = name or filename[-140:]
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    before = organisation.closed_days.filter(source=source).coming(today)
    gone, _per_table = before.delete()
    ClosedDay.objects.bulk_create(
        ClosedDay(organisation=organisation, source=source, **vars(each)) for each in found
    )
    return len(found), gone


def forget_source(organisation: Organisation, *, source: str) -> int:
    """Let go of everything that came from this file. Returns how many."""
    gone, _per_table = organisation.closed_days.filter(source=source).exclude(source="").delete()
    return gone


def choose_school_region(organisation: Organisation, *, school_region: str) -> CouncilCalendar:
    """The holidays of this region are hints from now on; "" for none."""
    calendar, _made = CouncilCalendar.objects.update_or_create(
        organisation=organisation, defaults={"school_region": school_region}
    )
    return calendar
