"""Group, Visit and Leg: who goes round, when they are where, and the way between."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tours.organisations.models import PHONE
from tours.programme.models.event import Event
from tours.programme.models.fields import MINUTE, ONE_LINE
from tours.programme.models.places import Stop


class Group(models.Model):
    """People who go round together. Every event has at least one."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField(default=1)
    letter = models.CharField(_("Letter"), max_length=2)
    guide_name = models.CharField(_("Gids"), max_length=120, blank=True, validators=ONE_LINE)
    guide_phone = models.CharField(_("Telefoon van de gids"), max_length=25, blank=True, validators=[PHONE])
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("event", "letter", name="group_letter_unique")]

    def __str__(self) -> str:
        return self.letter


class Visit(models.Model):
    """When one group is at one stop, in its own order; minutes since local midnight, empty until filled in."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="visits")
    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="visits")
    position = models.PositiveSmallIntegerField()
    start_min = models.PositiveSmallIntegerField(null=True, blank=True, validators=MINUTE)
    end_min = models.PositiveSmallIntegerField(null=True, blank=True, validators=MINUTE)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("group", "stop", name="visit_once"),
            models.CheckConstraint(
                name="visit_both_times",
                condition=models.Q(start_min=None, end_min=None)
                | models.Q(
                    start_min__isnull=False, end_min__isnull=False, end_min__gte=models.F("start_min")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} → {self.stop}"


class TravelMode(models.TextChoices):
    WALK = "walk", _("lopen")
    BICYCLE = "bicycle", _("fietsen")
    BUS = "bus", _("bus")
    OTHER = "other", _("anders")


class Leg(models.Model):
    """The way between two consecutive stops of a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="legs")
    from_stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="+")
    to_stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(_("Hoe"), max_length=10, choices=TravelMode, default=TravelMode.WALK)
    minutes = models.PositiveSmallIntegerField(_("Minuten"), validators=MINUTE)
    metres = models.PositiveIntegerField(_("Meters"), null=True, blank=True)
    estimated = models.BooleanField(default=True)
    step_free = models.BooleanField(_("Drempelvrij"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("group", "from_stop", "to_stop", name="leg_once"),
            models.CheckConstraint(
                name="leg_between_two", condition=~models.Q(from_stop=models.F("to_stop"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_stop} → {self.to_stop}"
