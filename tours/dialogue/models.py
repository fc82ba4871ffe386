"""Statement, Commitment, Report and its reviews."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from core.text import no_control_characters
from tours.programme.models import Event, Speaker, Stop


class StatementKind(models.TextChoices):
    NEED = "need", _("Behoefte")
    OFFER = "offer", _("Aanbod")
    OBSTACLE = "obstacle", _("Belemmering")
    PROPOSAL = "proposal", _("Voorstel")
    CONCLUSION = "conclusion", _("Conclusie")


class Side(models.TextChoices):
    COUNCIL = "council", _("Raad")
    RESIDENTS = "residents", _("Bewoners")
    BOTH = "both", _("Samen")


class Statement(models.Model):
    """Something that was said: a need, an offer, an obstacle, a proposal or a conclusion."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="statements")
    stop = models.ForeignKey(
        Stop,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("Halte"),
    )
    ref = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("Soort"), max_length=10, choices=StatementKind)
    side = models.CharField(_("Van wie"), max_length=10, choices=Side)
    text = models.TextField(_("Wat is er gezegd"), max_length=1000)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint("event", "ref", name="statement_ref_unique")]

    def __str__(self) -> str:
        return self.text


class CommitmentState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Gedaan")
    DROPPED = "dropped", _("Vervallen")


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def open(self) -> Self:
        return self.filter(state=CommitmentState.OPEN)


class Commitment(StateMachine):
    """What somebody promised ("afspraak"). The owner's name is public only after that person agreed."""

    MOVES: ClassVar = {
        CommitmentState.OPEN: frozenset({CommitmentState.DONE, CommitmentState.DROPPED}),
        CommitmentState.DONE: frozenset({CommitmentState.OPEN}),
        CommitmentState.DROPPED: frozenset({CommitmentState.OPEN}),
    }

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="commitments")
    ref = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=CommitmentState, default=CommitmentState.OPEN)
    text = models.TextField(_("Wat is afgesproken"), max_length=600)
    owner_name = models.CharField(_("Wie doet het"), max_length=140, validators=[no_control_characters])
    owner_email = models.EmailField(_("E-mailadres"), blank=True)
    owner_agreed_at = models.DateTimeField(null=True, blank=True)
    owner_is_organisation = models.BooleanField(_("Dit is een organisatie, geen persoon"), default=False)
    due_date = models.DateField(_("Vóór"), null=True, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint("event", "ref", name="commitment_ref_unique")]

    def __str__(self) -> str:
        return self.text

    @property
    def name_is_public(self) -> bool:
        return self.owner_is_organisation or self.owner_agreed_at is not None


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Concept")
    REVIEW = "review", _("Bij de sprekers")
    PUBLISHED = "published", _("Gepubliceerd")


class Report(StateMachine):
    """The report of an event, in Markdown; speakers may review it before it is public."""

    MOVES: ClassVar = {
        ReportState.DRAFT: frozenset({ReportState.REVIEW, ReportState.PUBLISHED}),
        ReportState.REVIEW: frozenset({ReportState.DRAFT, ReportState.PUBLISHED}),
        ReportState.PUBLISHED: frozenset({ReportState.DRAFT}),
    }

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="report")
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    body = models.TextField(_("Verslag"), blank=True)
    version = models.PositiveIntegerField(default=1)
    review_by = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.event)


class ReviewState(models.TextChoices):
    ASKED = "asked", _("Gevraagd")
    APPROVED = "approved", _("Akkoord")
    REMARKS = "remarks", _("Met opmerkingen")


class ReportReview(models.Model):
    """What one speaker thinks of the draft report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="reviews")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="report_reviews")
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.ASKED)
    remarks = models.TextField(_("Opmerkingen"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("report", "speaker", name="report_review_once")]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.get_state_display()}"
