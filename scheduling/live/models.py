"""What is noted on the day."""

from __future__ import annotations

from django.db import models

from tours.programme.models import Group, Stop


class Arrival(models.Model):
    """A group was seen at a stop."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="arrivals")
    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="arrivals")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("group", "stop", name="arrival_once")]

    def __str__(self) -> str:
        return f"{self.group} → {self.stop}"


class Delay(models.Model):
    """So much later a group came, or comes, to a stop than it would have: accepted and told. More adds to it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="delays")
    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="delays")
    minutes = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.group} → {self.stop}: +{self.minutes}"
