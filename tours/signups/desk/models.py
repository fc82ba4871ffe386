"""Notice: what came in about a registration and waits for somebody to look."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tours.signups.models import Registration


class NoticeKind(models.TextChoices):
    REPLY = "reply", _("Schreef terug")
    COUNTER = "counter", _("Stelt een andere tijd voor")
    BOUNCED = "bounced", _("Onze mail kwam niet aan")
    OPTED_OUT = "opted_out", _("Wil alleen mail die nodig is")
    COMPLAINT = "complaint", _("Wil geen mail van ons")
    NOT_TOLD = "not_told", _("Niet verteld wat er veranderde")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> Self:
        """Nobody looked at them yet."""
        return self.filter(settled_at=None)

    def came_in(self) -> Self:
        """Without what organisers brought about themselves."""
        return self.exclude(kind=NoticeKind.NOT_TOLD)


class Notice(models.Model):
    """Something about one registration; `text` is what a person wrote, or what a mail server said."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind)
    text = models.TextField(blank=True)
    sender = models.EmailField(blank=True)
    came_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-came_at"]

    def __str__(self) -> str:
        return f"{self.registration}: {self.get_kind_display()}"
