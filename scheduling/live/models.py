"""What is noted on the day."""

from __future__ import annotations

from typing import Any

from django.db import models

from tours.programme.models import MINUTE, ONE_LINE, Event, Group, Stop, TravelMode, Venue


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


class PlanB(models.Model):
    """The same day by other means, for rain: prepared beforehand, published by one button, and back again."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="plan_b")
    note = models.CharField(max_length=200, validators=ONE_LINE)  # begins the message that everybody gets
    # How to go back; empty while the usual plan holds: see scheduling.live.plan_b.
    way_back: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.note

    @property
    def is_on(self) -> bool:
        return bool(self.way_back)


class PlanBWay(models.Model):
    """How groups get from one stop to another in plan B."""

    plan = models.ForeignKey(PlanB, on_delete=models.CASCADE, related_name="ways")
    from_stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="+")
    to_stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=10, choices=TravelMode)
    minutes = models.PositiveSmallIntegerField(validators=MINUTE)

    class Meta:
        constraints = [models.UniqueConstraint("plan", "from_stop", "to_stop", name="plan_b_way_once")]

    def __str__(self) -> str:
        return f"{self.from_stop} → {self.to_stop}: {self.get_mode_display()}"


class PlanBPlace(models.Model):
    """Where a stop is in plan B."""

    plan = models.ForeignKey(PlanB, on_delete=models.CASCADE, related_name="places")
    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="+")
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("plan", "stop", name="plan_b_place_once")]

    def __str__(self) -> str:
        return f"{self.stop}: {self.venue}"


class Sent(models.Model):
    """Something that was noted on a phone without network and came in later: once, however often it is sent."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="sent")
    key = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("group", "key", name="sent_once")]

    def __str__(self) -> str:
        return str(self.key)
