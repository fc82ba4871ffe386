"""Told: what each person's calendar was last told. EventObject: the kept bytes of a public event."""

from __future__ import annotations

from typing import Self

from django.db import models

from notifications.calendar.itinerary import Itinerary
from tours.models import Event, Registration, Speaker


class ToldQuerySet(models.QuerySet["Told"]):
    def live(self) -> Self:
        """Entries that still stand in somebody's calendar, as far as we know."""
        return self.filter(ended_at=None)


class Told(models.Model):
    """Per person and event: the itinerary they were last told, with its UID, SEQUENCE and DTSTAMP (RFC 5545 3.8).

    A new address means a new row: the old entry is cancelled under the old UID. Coming back to the same address
    reopens the row, with a SEQUENCE above the cancellation's.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="told")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="told"
    )
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, null=True, blank=True, related_name="told")
    email = models.EmailField()
    uid = models.CharField(max_length=160, unique=True)
    itinerary: models.JSONField[Itinerary, Itinerary] = models.JSONField(default=dict)
    digest = models.CharField(max_length=32, blank=True)  # of the itinerary: those told the same share it
    revision_number = models.PositiveIntegerField(default=0)  # the last one this was compared with
    sequence = models.PositiveIntegerField(default=0)
    dtstamp = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ToldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="told_one_person",
                condition=models.Q(registration__isnull=False, speaker=None)
                | models.Q(registration=None, speaker__isnull=False),
            ),
            models.UniqueConstraint(
                "registration", name="told_live_registration", condition=models.Q(ended_at=None)
            ),
            models.UniqueConstraint("speaker", name="told_live_speaker", condition=models.Q(ended_at=None)),
        ]
        indexes = [models.Index(fields=["event", "digest"])]

    def __str__(self) -> str:
        return self.uid


class EventObject(models.Model):
    """The public calendar object of an event, as bytes: feeds join them, nothing is built on request."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="calendar_object")
    sequence = models.PositiveIntegerField(default=0)
    component = models.BinaryField()  # BEGIN:VEVENT … END:VEVENT
    body = models.BinaryField()  # the whole VCALENDAR
    tzid = models.CharField(max_length=40, blank=True)  # the VTIMEZONE that the component needs
    etag = models.CharField(max_length=64)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.event)
