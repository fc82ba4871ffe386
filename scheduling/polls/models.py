"""Poll: when can people come? Its options, whom it asks, what they answer, and how many are needed."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self, TypeAlias

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from tours.organisations.models import Role
from tours.programme.models import Event
from tours.programme.models.fields import MINUTE, ONE_LINE

Day: TypeAlias = date  # a model below has a field of that name


class PollState(models.TextChoices):
    DRAFT = "draft", _("In voorbereiding")
    OPEN = "open", _("Loopt")
    CHOSEN = "chosen", _("Datum gekozen")
    WITHDRAWN = "withdrawn", _("Gestopt")


class PollQuerySet(models.QuerySet["Poll"]):
    def live(self) -> Self:
        """Being prepared, or asking."""
        return self.filter(state__in=[PollState.DRAFT, PollState.OPEN])


class Poll(StateMachine):
    """One question to many: on which of these days can you come? The event has no date while it is open."""

    MOVES: ClassVar = {
        PollState.DRAFT: frozenset({PollState.OPEN, PollState.WITHDRAWN}),
        PollState.OPEN: frozenset({PollState.CHOSEN, PollState.WITHDRAWN}),
    }

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="polls")
    state = models.CharField(max_length=10, choices=PollState, default=PollState.DRAFT)
    note = models.TextField(_("Bericht aan de genodigden"), max_length=600, blank=True)
    answer_by = models.DateField(_("Antwoord graag vóór"), null=True, blank=True)
    chosen = models.ForeignKey(
        "scheduling.Option", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "event", name="poll_one_at_a_time", condition=models.Q(state__in=["draft", "open"])
            ),
            models.CheckConstraint(
                name="poll_chosen_has_option",
                condition=models.Q(state="chosen", chosen__isnull=False)
                | (~models.Q(state="chosen") & models.Q(chosen=None)),
            ),
            models.CheckConstraint(
                name="poll_open_has_answer_by",
                condition=~models.Q(state="open")
                | models.Q(answer_by__isnull=False, opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.get_state_display()})"

    @property
    def is_live(self) -> bool:
        return self.state in {PollState.DRAFT, PollState.OPEN}

    @property
    def is_open(self) -> bool:
        return self.state == PollState.OPEN


class Option(models.Model):
    """A day that is proposed, with or without times (minutes since local midnight)."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    date = models.DateField(_("Dag"))
    start_min = models.PositiveSmallIntegerField(_("Van"), null=True, blank=True, validators=MINUTE)
    end_min = models.PositiveSmallIntegerField(_("Tot"), null=True, blank=True, validators=MINUTE)

    class Meta:
        ordering = ["date", "start_min", "pk"]
        constraints = [
            models.UniqueConstraint("poll", "date", "start_min", name="option_time_once"),
            models.UniqueConstraint(
                "poll", "date", name="option_day_once", condition=models.Q(start_min=None)
            ),
            models.CheckConstraint(
                name="option_ends_after_start",
                condition=models.Q(end_min=None)
                | models.Q(start_min__isnull=False, end_min__gt=models.F("start_min")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.date)

    def has_passed(self, today: Day) -> bool:
        return self.date < today


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def unanswered(self) -> Self:
        return self.filter(answered_at=None)

    def to_chase(self, *, at: datetime) -> Self:
        """Asked before that moment by a poll that is open, with an address, and silent."""
        asked = self.unanswered().filter(poll__state=PollState.OPEN, invited_at__lte=at)
        return asked.exclude(email="")


class Invitee(models.Model):
    """Somebody who is asked; without an account, and perhaps without an address (then somebody fills it in)."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="invitees")
    name = models.CharField(_("Naam"), max_length=120, validators=ONE_LINE)
    email = models.EmailField(_("E-mailadres"), blank=True)
    party = models.CharField(_("Fractie"), max_length=80, blank=True, validators=ONE_LINE)
    role = models.CharField(_("Rol"), max_length=20, choices=Role, default=Role.COUNCILLOR)
    language = models.CharField(max_length=5, default="nl")
    remark = models.CharField(_("Opmerking"), max_length=300, blank=True)
    link_version = models.PositiveIntegerField(default=1)
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "poll",
                Lower("email"),
                Lower("name"),
                name="invitee_once",
                condition=~models.Q(email=""),
            ),
            models.UniqueConstraint(
                "poll", Lower("name"), name="invitee_name_once", condition=models.Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Value(models.TextChoices):
    YES = "yes", _("Ja")
    MAYBE = "maybe", _("Als het moet")
    NO = "no", _("Nee")


class Answer(models.Model):
    """What one person said of one option."""

    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="answers")
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="answers")
    value = models.CharField(max_length=5, choices=Value)

    class Meta:
        constraints = [models.UniqueConstraint("invitee", "option", name="answer_once")]

    def __str__(self) -> str:
        return self.get_value_display()


class Quorum(models.Model):
    """At least so many people must be able to come: of a role, of a party, or of everybody (attribute "")."""

    class Attribute(models.TextChoices):
        EVERYBODY = "", _("Iedereen")
        ROLE = "role", _("Rol")
        PARTY = "party", _("Fractie")

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="quorums")
    attribute = models.CharField(max_length=5, choices=Attribute, blank=True)
    value = models.CharField(max_length=80, blank=True)
    minimum = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["attribute", "value"]
        constraints = [models.UniqueConstraint("poll", "attribute", "value", name="quorum_once")]

    def __str__(self) -> str:
        return f"{self.attribute} {self.value} {self.minimum}"
