"""Told: what each person's calendar was last told. Saying: what that was. EventObject: the kept bytes of a public event."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Lower

from notifications.calendar.itinerary import Itinerary, digest
from tours.models import Event, Registration, Speaker


class SayingManager(models.Manager["Saying"]):
    def keep(self, event_id: int, *itineraries: Itinerary) -> list[Saying]:
        """The rows of exactly these itineraries, which differ; somebody else may keep one in the same instant."""
        new = [Saying(event_id=event_id, digest=digest(each), itinerary=each) for each in itineraries]
        return self.bulk_create(
            new, update_conflicts=True, unique_fields=["event", "digest"], update_fields=["digest"]
        )


class Saying(models.Model):
    """An itinerary that some people were told: kept once, however many they are. Never changed."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sayings")
    digest = models.CharField(max_length=32)
    itinerary: models.JSONField[Itinerary, Itinerary] = models.JSONField()

    objects = SayingManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "digest"], name="saying_once")]

    def __str__(self) -> str:
        return self.digest


class ToldQuerySet(models.QuerySet["Told"]):
    def live(self) -> Self:
        """Entries that still stand in somebody's calendar, as far as we know."""
        return self.filter(ended_at=None)

    def of_hosts(self) -> Self:
        """Of contacts of stops, who are known by their address."""
        return self.filter(registration=None, speaker=None).exclude(email="")


class Told(models.Model):
    """Per person and event: the itinerary they were last told, with its UID, SEQUENCE and DTSTAMP (RFC 5545 3.8).

    Who has neither registration nor speaker is a host: the contact of one or more stops, known by the address.

    A new address means a new row: the old entry is cancelled under the old UID. Coming back to the same address
    reopens the row, with a SEQUENCE above the cancellation's.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="told")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="told"
    )
    speaker = models.ForeignKey(
        Speaker, on_delete=models.CASCADE, null=True, blank=True, related_name="told", db_index=False
    )
    host_name = models.CharField(max_length=120, blank=True)  # of who is neither: the contact of a stop
    host_language = models.CharField(max_length=5, default="nl")
    email = models.EmailField()
    uid = models.CharField(max_length=160)
    # Without an index: nobody looks an entry up by it, and it is what every change writes.
    saying = models.ForeignKey(Saying, on_delete=models.RESTRICT, related_name="told", db_index=False)
    revision_number = models.PositiveIntegerField(default=0)  # the last one this was compared with
    sequence = models.PositiveIntegerField(default=0)
    dtstamp = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ToldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="told_one_person",
                condition=models.Q(registration=None) | models.Q(speaker=None),
            ),
            models.UniqueConstraint(fields=["uid"], name="told_uid"),
            models.UniqueConstraint(
                "event",
                Lower("email"),
                name="told_live_host",
                condition=models.Q(ended_at=None, registration=None, speaker=None) & ~models.Q(email=""),
            ),
            models.UniqueConstraint(
                "registration",
                name="told_live_registration",
                condition=models.Q(ended_at=None, registration__isnull=False),
            ),
            models.UniqueConstraint(
                "speaker", name="told_live_speaker", condition=models.Q(ended_at=None, speaker__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["speaker"], name="told_speaker", condition=models.Q(speaker__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.uid

    @property
    def itinerary(self) -> Itinerary:
        """What was told."""
        return self.saying.itinerary

    @property
    def is_of_host(self) -> bool:
        return self.registration_id is None and self.speaker_id is None

    @property
    def is_at_own_address(self) -> bool:
        """Whether it is in the mailbox where the person is now; links of theirs are for no other."""
        person = self.registration or self.speaker
        return person is not None and person.email.lower() == self.email.lower()


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
