"""What the outbox knows of the mail server and of the parts that run on their own."""

from __future__ import annotations

from django.db import models


class Breaker(models.Model):
    """Open while the mail backend refuses us altogether: nothing is tried and no attempts are spent."""

    backend = models.CharField(max_length=120, unique=True)
    open_until = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return self.backend


class Heartbeat(models.Model):
    """When a part that runs on its own was last seen alive."""

    name = models.CharField(max_length=60, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
