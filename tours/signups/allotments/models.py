"""Allotment: seats that are set apart until they are used or released."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.text import no_control_characters
from tours.programme.models import Event

if TYPE_CHECKING:
    from tours.signups.models import Registration


class AllotmentQuerySet(models.QuerySet["Allotment"]):
    def open(self) -> Self:
        """Not released yet: what is unused waits for its people."""
        return self.filter(released_at=None)

    def due(self, *, at: datetime) -> Self:
        """Set apart until a moment that has passed."""
        return self.open().filter(until__lte=at)

    def for_person(self, registration: Registration) -> Self:
        """What this person may take seats from: that of their link first."""
        theirs = models.Q(pk=registration.allotment_id or 0)
        if registration.was_invited:
            theirs |= models.Q(for_invited=True)
        return self.open().filter(theirs, event=registration.event_id).order_by("for_invited", "pk")


class Allotment(models.Model):
    """So many seats for some people only. What is unused counts as taken in the pool for everybody."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="allotments")
    name = models.CharField(_("Voor wie"), max_length=80, validators=[no_control_characters])
    for_invited = models.BooleanField(default=False)  # else for who has its link
    seats = models.PositiveIntegerField(_("Plaatsen"))
    used = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(_("Vasthouden tot"), null=True, blank=True)  # empty: until released by hand
    released_at = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)

    objects = AllotmentQuerySet.as_manager()

    class Meta:
        ordering = ["-for_invited", "id"]
        constraints = [
            models.CheckConstraint(
                name="allotment_not_overused", condition=models.Q(used__lte=models.F("seats"))
            ),
            models.UniqueConstraint(
                "event",
                name="allotment_for_invited_once",
                condition=models.Q(for_invited=True, released_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.used}/{self.seats}"

    @property
    def left(self) -> int:
        """Seats that its people may still take; none once it is released."""
        return 0 if self.released_at else self.seats - self.used
