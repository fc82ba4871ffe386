"""What is wished of the groups: who goes round together, and how many of a role or party come in each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tours.organisations.models import Role
from tours.programme.models import Event
from tours.signups.models import Registration


class Together(models.Model):
    """Two people who stay together; the one who came first on the list stands first."""

    first = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="together_once"),
            models.CheckConstraint(
                name="together_in_order", condition=models.Q(first__lt=models.F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}, {self.second}"


class GroupQuota(models.Model):
    """At least `minimum` and at most `maximum` (None: any number) people of a role or party in each group."""

    class Attribute(models.TextChoices):
        ROLE = "role", _("Rol")
        PARTY = "party", _("Fractie")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="group_quotas")
    attribute = models.CharField(max_length=5, choices=Attribute)
    value = models.CharField(max_length=80)
    minimum = models.PositiveSmallIntegerField(default=0)
    maximum = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["attribute", "value"]
        constraints: ClassVar = [
            models.UniqueConstraint("event", "attribute", "value", name="group_quota_once"),
            models.CheckConstraint(
                name="group_quota_least_before_most",
                condition=models.Q(maximum=None) | models.Q(maximum__gte=models.F("minimum")),
            ),
            models.CheckConstraint(
                name="group_quota_asks_something",
                condition=models.Q(minimum__gt=0) | models.Q(maximum__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Of whom, in words."""
        if self.attribute == self.Attribute.ROLE:
            return str(dict(Role.choices).get(self.value, self.value))
        return self.value
