"""MailTrial: one test invitation, and what came back of it."""

from __future__ import annotations

from django.db import models

from notifications.outbox.models import Message
from tours.models import Organisation


class MailTrial(models.Model):
    """`token` stands in the UID of the invitation. `results` is what the receiving server said, see parsing/results.py."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="mail_trials")
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, related_name="trial")
    token = models.CharField(max_length=32, unique=True)
    started_at = models.DateTimeField()
    came_back_at = models.DateTimeField(null=True, blank=True)
    results = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.started_at:%Y-%m-%d %H:%M}"
