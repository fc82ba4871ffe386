"""Who sits where: the truth about seats."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from tours.signups.allotments.models import Allotment
from tours.signups.models.pools import Pool
from tours.signups.models.registrations import Registration


class Place(models.Model):
    """The seats of one registration in one pool."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="places")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="places")
    seats = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    allotment = models.ForeignKey(
        Allotment, on_delete=models.RESTRICT, null=True, blank=True, related_name="places"
    )
    kept = models.PositiveSmallIntegerField(default=0)  # how many of the seats were set apart there

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="kept_seats_come_from_an_allotment",
                condition=models.Q(allotment=None, kept=0)
                | models.Q(allotment__isnull=False, kept__gte=1, kept__lte=models.F("seats")),
            ),
            models.UniqueConstraint("registration", "pool", name="place_once"),
            models.CheckConstraint(name="place_has_seats", condition=models.Q(seats__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.seats}"
