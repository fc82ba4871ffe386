"""What an organiser did outside the application and tells it, so that it stops asking."""

from __future__ import annotations

from django.db import models

from tours.models import Event, User


class LunchPassedOn(models.Model):
    """The lunch count that the organiser gave to whoever makes the lunch: persons per diet ("" no wish)."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="lunch_passed_on")
    persons: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField()
    passed_on_at = models.DateTimeField()
    passed_on_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.event}: {sum(self.persons.values())}"
