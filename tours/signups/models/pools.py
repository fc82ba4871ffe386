"""What there is room for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tours.organisations.models import Role
from tours.programme.models import Event


class Pool(models.Model):
    """Seats of one sort. Every event has one for everybody (`role` empty); more per role where wanted."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="pools")
    role = models.CharField(_("Voor"), max_length=20, choices=Role, blank=True)
    capacity = models.PositiveIntegerField(_("Plaatsen"), null=True, blank=True)  # empty: no limit
    taken = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)  # registrations that wait for this pool
    closed = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("event", "role", name="pool_role_once"),
            models.CheckConstraint(
                name="pool_not_overbooked",
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken}/{self.capacity if self.capacity is not None else '∞'}"

    @property
    def left(self) -> int | None:
        """Free seats that somebody may take now; None where there is no limit."""
        if self.closed:
            return 0
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def is_full(self) -> bool:
        """Whether somebody new has to wait."""
        return self.left == 0 or self.waiting > 0
