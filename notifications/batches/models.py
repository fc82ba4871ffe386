"""Batch: the mails of one publication together. LeftOut: somebody who does not hear what changed, and who said so."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from notifications.calendar.models import Told
from tours.models import Event, Registration, Revision, Speaker, User
from tours.programme.models import EventState
from tours.signups.models import RegistrationState

LINE_CHARS = 300
FOR_ALL = ""  # the kind under which a line stands that goes into every mail


class BatchState(models.TextChoices):
    DRAFT = "draft", _("In voorbereiding")
    RUNNING = "running", _("Wordt verstuurd")
    HELD = "held", _("Vastgehouden")
    WITHDRAWN = "withdrawn", _("Ingetrokken")


class BatchQuerySet(models.QuerySet["Batch"]):
    def begun(self) -> Self:
        """Published: their mails are written."""
        return self.exclude(state=BatchState.DRAFT)


class Batch(StateMachine):
    """What an organiser wants with the mails of a publication. A draft waits for the next one; of those there is one.

    While it is held, none of its messages is claimed: see `lease.claim`.
    """

    _S = BatchState
    MOVES: ClassVar = {
        _S.DRAFT: frozenset({_S.RUNNING}),
        _S.RUNNING: frozenset({_S.HELD, _S.WITHDRAWN}),
        _S.HELD: frozenset({_S.RUNNING, _S.WITHDRAWN}),
    }

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="batches")
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.DRAFT)
    revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, blank=True, related_name="batches"
    )
    lines: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)  # by kind
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)  # held, let go or withdrawn; by whom:
    moved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event"], name="batch_one_draft", condition=Q(state=BatchState.DRAFT)
            ),
            models.CheckConstraint(
                name="batch_begun_or_draft",
                condition=Q(state=BatchState.DRAFT, begun_at=None)
                | (~Q(state=BatchState.DRAFT) & Q(begun_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.get_state_display()}"

    def line_for(self, kind: str) -> str:
        """The organiser's own line in mails of this kind; the one for all where the kind has none of its own."""
        return self.lines.get(kind) or self.lines.get(FOR_ALL, "")


class LeftOutQuerySet(models.QuerySet["LeftOut"]):
    def open(self, *, at: datetime) -> Self:
        """Who still has to hear something: not told since, still coming, of events that are on."""
        told = Told.objects.filter(
            Q(registration=OuterRef("registration"))
            | Q(speaker=OuterRef("speaker"))
            | Q(registration=None, speaker=None, event=OuterRef("batch__event"), email=OuterRef("host")),
            dtstamp__gte=OuterRef("since"),
        )
        return self.filter(
            ~Exists(told),
            Q(registration=None)
            | Q(registration__state__in=[RegistrationState.CONFIRMED, RegistrationState.WAITING]),
            since__isnull=False,
            settled_at=None,
            batch__event__state=EventState.PUBLISHED,
            batch__event__current__ends_at__gt=at,
        )


class LeftOut(models.Model):
    """Somebody whom an organiser did not want to mail. Without `since` a wish, for the publication that is prepared.

    With it a fact: from that moment on their calendar says something else than what is published.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="left_out")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    host = models.EmailField(blank=True)  # the contact of a stop
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = LeftOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="left_out_one_person",
                condition=Q(registration__isnull=False, speaker=None, host="")
                | Q(registration=None, speaker__isnull=False, host="")
                | (Q(registration=None, speaker=None) & ~Q(host="")),
            ),
            models.UniqueConstraint(fields=["batch", "registration"], name="left_out_registration_once"),
            models.UniqueConstraint(fields=["batch", "speaker"], name="left_out_speaker_once"),
            models.UniqueConstraint(
                fields=["batch", "host"], name="left_out_host_once", condition=~Q(host="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.registration or self.speaker or self.host)
