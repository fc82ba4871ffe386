"""Times of the visits, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC

from django.db import transaction

from core.templatetags.dialoogtoer import clock
from tours.programme.errors import PastMidnight, TimeSkipped
from tours.programme.models import DAY_MIN, Event, Leg, Visit

Times = tuple[int, int]  # from, until: minutes since local midnight


@transaction.atomic
def write_visits(event: Event, times: Mapping[int, Times | None]) -> None:
    """Write the times of visits, by id; None takes them away. Visits of other events are left alone.

    Raises PastMidnight, TimeSkipped; then nothing is written.
    """
    visits = list(Visit.objects.filter(group__event=event, pk__in=times))
    for visit in visits:
        visit.start_min, visit.end_min = times[visit.pk] or (None, None)
        if visit.start_min is not None and visit.end_min is not None:
            check_minutes(event, (visit.start_min, visit.end_min))
    Visit.objects.bulk_update(visits, ["start_min", "end_min"])


def check_minutes(event: Event, minutes: Iterable[int]) -> None:
    """Raise PastMidnight for a time that is not on the day, TimeSkipped for one the clock jumps over on that date."""
    for minute in minutes:
        if not 0 <= minute <= DAY_MIN:
            raise PastMidnight
        if event.date is None:
            continue
        moment = event.moment(minute)
        there_and_back = moment.astimezone(UTC).astimezone(event.zone)
        if there_and_back.replace(tzinfo=None) != moment.replace(tzinfo=None):
            raise TimeSkipped(time=clock(minute))


@transaction.atomic
def write_legs(legs: Iterable[Leg]) -> None:
    """Write ways between stops, new or in place of the one that was there (same group, from and to)."""
    Leg.objects.bulk_create(
        legs,
        update_conflicts=True,
        unique_fields=["group", "from_stop", "to_stop"],
        update_fields=["mode", "minutes", "metres", "estimated", "step_free"],
    )
