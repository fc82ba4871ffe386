"""ClosedDay: what an organisation keeps free. CouncilCalendar: what is set once for all of its days."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tours.organisations.models import Organisation
from tours.programme.models.fields import MINUTE, ONE_LINE


class SchoolRegion(models.TextChoices):
    NORTH = "Noord", _("Noord")
    MIDDLE = "Midden", _("Midden")
    SOUTH = "Zuid", _("Zuid")


class CouncilCalendar(models.Model):
    """The school holidays of this region are hints when a date is chosen."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="council_calendar"
    )
    school_region = models.CharField(_("Schoolregio"), max_length=10, choices=SchoolRegion, blank=True)

    def __str__(self) -> str:
        return str(self.organisation)


class ClosedDayQuerySet(models.QuerySet["ClosedDay"]):
    def touching(self, first: date, last: date) -> Self:
        """Those of which at least one day lies within."""
        return self.filter(first__lte=last, last__gte=first)

    def coming(self, today: date) -> Self:
        return self.filter(last__gte=today)


class ClosedDay(models.Model):
    """A day, a part of one or several days that stay free. `source` names the file it came from; "" was typed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closed_days")
    first = models.DateField(_("Eerste dag"))
    last = models.DateField(_("Laatste dag"))
    start_min = models.PositiveSmallIntegerField(_("Van"), null=True, blank=True, validators=MINUTE)
    end_min = models.PositiveSmallIntegerField(_("Tot"), null=True, blank=True, validators=MINUTE)
    reason = models.CharField(_("Waarom"), max_length=140, validators=ONE_LINE)
    source = models.CharField(max_length=140, blank=True)

    objects = ClosedDayQuerySet.as_manager()

    class Meta:
        ordering = ["first", models.F("start_min").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="closed_day_ends_after_first", condition=models.Q(last__gte=models.F("first"))
            ),
            models.CheckConstraint(
                name="closed_day_has_both_times_or_none",
                condition=models.Q(start_min=None, end_min=None)
                | models.Q(start_min__isnull=False, end_min__isnull=False, end_min__gt=models.F("start_min")),
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    def meets(self, day: date, start_min: int | None, end_min: int | None) -> bool:
        """Whether it touches this time of this day; without times it is the whole day."""
        if not self.first <= day <= self.last:
            return False
        if self.start_min is None or self.end_min is None or start_min is None:
            return True
        return start_min < self.end_min and self.start_min < (end_min or start_min + 1)
