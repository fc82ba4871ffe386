"""DigestRound: until when the organisers were told what happened."""

from __future__ import annotations

from django.db import models


class DigestRound(models.Model):
    """One daily digest: everything from the round before up to `until`. Unique, so that it is written once."""

    until = models.DateTimeField(unique=True)

    def __str__(self) -> str:
        return self.until.isoformat()
