"""Booking and Revision: what a published event claims, and what was published."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from tours.organisations.models import User
from tours.programme.models.event import Event

if TYPE_CHECKING:
    from tours.programme.snapshot import Programme


class Booking(models.Model):
    """A published event's claim on a speaker or venue: one row per five minutes, unique in the database.

    `resource` is `venue:<id>` or `speaker:<e-mail>`; `slot` counts five-minute steps since local midnight.
    """

    SLOT_MIN: ClassVar[int] = 5

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="bookings")
    resource = models.CharField(max_length=280)
    date = models.DateField()
    slot = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("resource", "date", "slot", name="booking_once")]

    def __str__(self) -> str:
        return f"{self.resource} {self.date} {self.slot}"


class Revision(models.Model):
    """What was published: number n of an event, as data. Public pages and calendars read the last one."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=140)
    starts_at = models.DateTimeField()  # local midnight where the times are not known yet
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    search = models.TextField(blank=True)  # lower-case words of title, stops, speakers and places
    data: models.JSONField[Programme, Programme] = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("event", "number", name="revision_once")]

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"

    @property
    def starts_at_or_day_end(self) -> datetime:
        """Until when somebody may still sign up: the start, or the day's end where no time is known."""
        return self.ends_at if self.all_day else self.starts_at
