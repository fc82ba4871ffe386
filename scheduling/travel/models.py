"""Ways that a router measured, kept so that no page waits for it."""

from __future__ import annotations

from django.db import models

from tours.programme.models import TravelMode


class Road(models.Model):
    """The way from one place to another along real streets. A place is 'latitude,longitude' in five decimals (a metre)."""

    mode = models.CharField(max_length=10, choices=TravelMode)
    from_place = models.CharField(max_length=24)
    to_place = models.CharField(max_length=24)
    metres = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mode", "from_place", "to_place"], name="road_once"),
        ]

    def __str__(self) -> str:
        return f"{self.from_place} → {self.to_place}"
