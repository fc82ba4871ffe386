"""What an organiser wishes of a day, the search for a plan, what it found, and how the day was before."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from tours.programme.models import MINUTE, Event, Stop


class Moment(models.TextChoices):
    """When in the day a stop comes, and whether all groups come at once. First and last are for everybody together."""

    ANY = "any", _("Maakt niet uit")
    FIRST = "first", _("Als eerste, met iedereen")
    LAST = "last", _("Als laatste, met iedereen")
    JOINT = "joint", _("Ergens op de dag, met iedereen tegelijk")


class StopWish(models.Model):
    """What one stop asks of the plan. Without a row: always open, one group at a time."""

    stop = models.OneToOneField(Stop, on_delete=models.CASCADE, related_name="wish")
    open_from_min = models.PositiveSmallIntegerField(
        _("Open vanaf"), null=True, blank=True, validators=MINUTE
    )
    open_until_min = models.PositiveSmallIntegerField(_("Open tot"), null=True, blank=True, validators=MINUTE)
    capacity_groups = models.PositiveSmallIntegerField(
        _("Groepen tegelijk"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    capacity_people = models.PositiveSmallIntegerField(
        _("Mensen tegelijk"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
        help_text=_("Leeg: geen grens."),
    )
    setup_min = models.PositiveSmallIntegerField(
        _("Minuten om klaar te zetten"), default=0, validators=[MaxValueValidator(240)]
    )
    moment = models.CharField(_("Wanneer op de dag"), max_length=5, choices=Moment, default=Moment.ANY)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stop_wish_closes_after_opening",
                condition=models.Q(open_from_min=None)
                | models.Q(open_until_min=None)
                | models.Q(open_until_min__gt=models.F("open_from_min")),
            ),
            models.CheckConstraint(
                name="stop_wish_holds_a_group", condition=models.Q(capacity_groups__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return str(self.stop)


class DayWish(models.Model):
    """What the day as a whole asks. Without minutes: no break of its own."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="day_wish")
    lunch_min = models.PositiveSmallIntegerField(
        _("Minuten pauze per groep"),
        default=0,
        validators=[MaxValueValidator(180)],
        help_text=_("0: geen pauze, bijvoorbeeld omdat de maaltijd een eigen halte is."),
    )
    lunch_from_min = models.PositiveSmallIntegerField(
        _("Pauze begint niet voor"), default=690, validators=MINUTE
    )
    lunch_until_min = models.PositiveSmallIntegerField(
        _("Pauze begint niet na"), default=810, validators=MINUTE
    )

    lunch_stop = models.ForeignKey(
        Stop,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Pauze bij"),
        help_text=_("Elke groep blijft daar na het bezoek zitten. Leeg: waar het uitkomt."),
    )
    step_free = models.BooleanField(_("Wie niet over drempels kan, kan overal mee"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="day_wish_lunch_in_order",
                condition=models.Q(lunch_until_min__gte=models.F("lunch_from_min")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)


class RunState(models.TextChoices):
    QUEUED = "queued", _("In de rij")
    RUNNING = "running", _("Aan het zoeken")
    DONE = "done", _("Klaar")
    STOPPED = "stopped", _("Gestopt")
    FAILED = "failed", _("Mislukt")


class PlanRun(StateMachine):
    """One search for plans. `problem` is what was asked; choosing compares it with what the drafts ask by then."""

    ACTIVE: ClassVar = frozenset({RunState.QUEUED, RunState.RUNNING})
    MOVES: ClassVar = {
        RunState.QUEUED: frozenset({RunState.RUNNING, RunState.STOPPED}),
        RunState.RUNNING: frozenset({RunState.DONE, RunState.STOPPED, RunState.FAILED, RunState.QUEUED}),
    }

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="plan_runs")
    state = models.CharField(max_length=7, choices=RunState, default=RunState.QUEUED)
    problem: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    progress: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    conflict: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    failure = models.CharField(max_length=10, blank=True)  # why there is no answer: see sentences
    lease_owner = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "event", name="plan_run_one_at_a_time", condition=models.Q(state__in=["queued", "running"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} #{self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE


class ProposalKind(models.TextChoices):
    SHORTEST = "shortest", _("Kortste dag")
    TRAVEL = "travel", _("Minste reistijd")
    CAROUSEL = "carousel", _("Carrousel")


class Proposal(models.Model):
    """One plan that a run found, as the engine gave it."""

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=8, choices=ProposalKind)
    plan: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("run", "kind", name="proposal_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Undo(models.Model):
    """The day as it was before one step on the board: [visit, position, from, until] each. `left`: the mark of the day after."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="board_steps")
    visits: models.JSONField[list[list[Any]], list[list[Any]]] = models.JSONField()
    left = models.CharField(max_length=16)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.event)
