"""Who wants to go round together."""

from __future__ import annotations

from django.db import models

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
