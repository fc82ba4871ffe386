"""Keep days free, by typing them or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from scheduling.calendar.difference import Difference, difference
from scheduling.calendar.errors import EndsBeforeFirst, TimesBelongTogether
from scheduling.calendar.models import ClosedDay, CouncilCalendar
from scheduling.calendar.reading import Found
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
def take_over_file(
    organisation: Organisation, *, source: str, found: Sequence[Found], today: date
) -> Difference:
    """Keep free what a file says, in place of what an earlier file of that name said of the days to come.

    What was typed stays, and what stands there already. Returns what changed; the same file again changes nothing.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    changes = compared(organisation, source=source, found=found, today=today)
    ClosedDay.objects.filter(pk__in=[day.pk for day in changes.gone]).delete()
    for day, each in changes.changed:
        ClosedDay.objects.filter(pk=day.pk).update(**vars(each))
    ClosedDay.objects.bulk_create(
        ClosedDay(organisation=organisation, source=source, **vars(each)) for each in changes.new
    )
    return changes


def compared(organisation: Organisation, *, source: str, found: Sequence[Found], today: date) -> Difference:
    """What taking this file over would change. Writes nothing."""
    stored = organisation.closed_days.filter(source=source).coming(today)
    return difference(stored, [each for each in found if each.last >= today])


def sources_of(organisation: Organisation, *, today: date) -> list[str]:
    """The names of the files of which days to come stand there."""
    days = organisation.closed_days.coming(today).exclude(source="")
    return sorted(set(days.values_list("source", flat=True)))


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
