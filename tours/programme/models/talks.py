"""Speaker and Talk: who speaks, about what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from tours.organisations.models import PHONE
from tours.programme.models.event import Event
from tours.programme.models.fields import MINUTE, ONE_LINE
from tours.programme.models.places import Stop


class SpeakerState(models.TextChoices):
    LISTED = "listed", _("Nog niet gevraagd")
    INVITED = "invited", _("Gevraagd")
    CONFIRMED = "confirmed", _("Komt")
    DECLINED = "declined", _("Komt niet")


class Speaker(StateMachine):
    """A person who speaks at an event, with or without an account."""

    MOVES: ClassVar = {
        SpeakerState.LISTED: frozenset({SpeakerState.INVITED, SpeakerState.CONFIRMED, SpeakerState.DECLINED}),
        SpeakerState.INVITED: frozenset({SpeakerState.CONFIRMED, SpeakerState.DECLINED}),
        SpeakerState.CONFIRMED: frozenset({SpeakerState.DECLINED, SpeakerState.INVITED}),
        SpeakerState.DECLINED: frozenset({SpeakerState.CONFIRMED, SpeakerState.INVITED}),
    }

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    ref = models.SlugField(max_length=60)
    state = models.CharField(max_length=10, choices=SpeakerState, default=SpeakerState.LISTED)
    name = models.CharField(_("Naam"), max_length=120, validators=ONE_LINE)
    affiliation = models.CharField(_("Van"), max_length=140, blank=True, validators=ONE_LINE)
    email = models.EmailField(_("E-mailadres"), blank=True)
    phone = models.CharField(_("Telefoon"), max_length=25, blank=True, validators=[PHONE])
    language = models.CharField(_("Taal"), max_length=5, default="nl")
    needs = models.TextField(_("Wat hebt u nodig"), max_length=1000, blank=True)
    proposal = models.TextField(_("Ander voorstel"), max_length=1000, blank=True)
    diet = models.CharField(_("Dieetwens"), max_length=80, blank=True, validators=ONE_LINE)
    available_from_min = models.PositiveSmallIntegerField(
        _("Kan vanaf"), null=True, blank=True, validators=MINUTE
    )
    available_until_min = models.PositiveSmallIntegerField(
        _("Kan tot"), null=True, blank=True, validators=MINUTE
    )
    has_no_slides = models.BooleanField(_("Zonder presentatie"), default=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)  # how to reach them is not known any more
    link_version = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("event", "ref", name="speaker_ref_unique"),
            models.CheckConstraint(
                name="speaker_available_in_order",
                condition=models.Q(available_from_min=None)
                | models.Q(available_until_min=None)
                | models.Q(available_until_min__gt=models.F("available_from_min")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TalkKind(models.TextChoices):
    INTRODUCTION = "introduction", _("Inleiding")
    PRESENTATION = "presentation", _("Presentatie")
    DIALOGUE = "dialogue", _("Gesprek")
    WALK = "walk", _("Rondleiding")
    MEAL = "meal", _("Maaltijd")
    RESIDENT = "resident", _("Meeprater")


class Talk(models.Model):
    """A slot within a stop. A resident who speaks is a talk with minutes, order, subject (title) and text."""

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="talks")
    ref = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("Soort"), max_length=12, choices=TalkKind, default=TalkKind.PRESENTATION)
    title = models.CharField(_("Onderwerp"), max_length=140, validators=ONE_LINE)
    text = models.TextField(_("Tekst"), blank=True)
    duration_min = models.PositiveSmallIntegerField(_("Duur (minuten)"), default=10, validators=MINUTE)
    moderator = models.CharField(_("Gespreksleider"), max_length=140, blank=True, validators=ONE_LINE)
    speakers = models.ManyToManyField(Speaker, blank=True, related_name="talks")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("stop", "ref", name="talk_ref_unique")]

    def __str__(self) -> str:
        return self.title
