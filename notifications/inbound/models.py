"""Received: one mail or one report of a provider, as it came in. Answer: what a calendar last answered to an entry."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from notifications.calendar.models import Told
from tours.models import Event, Organisation, Registration, Speaker, User
from tours.organisations.access import May
from tours.signups.models import Said


class Form(models.TextChoices):
    """What `raw` is."""

    MAIL = "mail", _("Mail")  # RFC 5322
    HEADER = "header", _("Kop van een mail die te groot is")
    REPORT = "report", _("Melding van de mailprovider")  # JSON, see webhooks.py


class ReceivedState(models.TextChoices):
    NEW = "new", _("Nieuw")
    DONE = "done", _("Verwerkt")
    REVIEW = "review", _("Te bekijken")
    SETTLED = "settled", _("Bekeken")


class Outcome(models.TextChoices):
    """What became of it, in words for the organiser."""

    APPLIED = "applied", _("Het antwoord uit de agenda is overgenomen.")
    TWICE = "twice", _("Dit antwoord was al binnen.")
    OLDER = "older", _("Er was al een nieuwer antwoord.")
    OUTDATED = "outdated", _("Dit antwoord ging over een eerdere versie van de uitnodiging.")
    LATE = "late", _("Het antwoord kwam te laat: de bijeenkomst is begonnen, voorbij of afgelast.")
    ASKED = (
        "asked",
        _("Wij konden niet zien wie dit stuurde. De genodigde kreeg een link om zich af te melden."),
    )
    COUNTER = "counter", _("Iemand stelde een andere tijd voor. Wij schreven dat de tijd vaststaat.")
    REFRESH = "refresh", _("De uitnodiging is nog eens gestuurd.")
    REPLY = "reply", _("Iemand schreef terug.")
    AUTOMATIC = "automatic", _("Een automatisch antwoord, zoals bij afwezigheid.")
    BOUNCED = "bounced", _("Een mail van ons kwam niet aan.")
    COMPLAINT = "complaint", _("Iemand wil geen mail van ons.")
    TRIAL = "trial", _("Dit hoort bij uw proef met de mail.")
    IGNORED = "ignored", _("Dit vraagt niets van ons.")
    MALFORMED = "malformed", _("Er zat een antwoord uit een agenda bij dat wij niet konden lezen.")
    SEALED = (
        "sealed",
        _(
            "Outlook verpakte dit bericht zo dat alleen Outlook het kan lezen (winmail.dat). Vraag de afzender wat het antwoord is."
        ),
    )
    TOO_LARGE = (
        "too_large",
        _(
            "Deze mail is te groot om hier binnen te komen. Lees haar in de mailbox zelf: daar staat zij als gelezen."
        ),
    )
    UNKNOWN_ENTRY = "unknown_entry", _("Dit antwoord hoort niet bij een uitnodiging van ons.")
    OTHER_PERSON = "other_person", _("Iemand anders dan de genodigde antwoordde.")
    NOT_ALLOWED = "not_allowed", _("Het antwoord kon niet worden overgenomen.")
    STRANGER = "stranger", _("Wij weten niet over wie of wat dit gaat.")
    FAILED = "failed", _("Wij konden deze mail niet verwerken. De fout staat in het logboek van de server.")


class ReceivedQuerySet(models.QuerySet["Received"]):
    def due(self, *, at: datetime) -> Self:
        """To be worked; first come, first served."""
        return self.filter(state=ReceivedState.NEW, next_attempt_at__lte=at).order_by("pk")

    def to_review(self) -> Self:
        return self.filter(state=ReceivedState.REVIEW)

    def written_by(self, *, event: Event, speaker: int | None = None, host: str = "") -> Self:
        """What this speaker, or the contact of a stop with this address, wrote by hand; the newest first."""
        wrote = self.filter(outcome=Outcome.REPLY, event=event)
        return wrote.filter(speaker=speaker) if speaker else wrote.filter(host=host.lower()).exclude(host="")

    def of_member(self, user: User, may: May = May.SEE) -> Self:
        """What came in for the organisations in which this user may do this; nobody's own is for who runs the service."""
        roles = [role.value for role in may.value]
        mine = Organisation.objects.filter(memberships__user=user, memberships__role__in=roles)
        found = models.Q(organisation__in=mine)
        return self.filter(found | models.Q(organisation=None) if user.is_superuser else found)


class Received(StateMachine):
    """One thing that came in. `key` makes storing it twice nothing."""

    _S = ReceivedState
    MOVES: ClassVar = {
        _S.NEW: frozenset({_S.DONE, _S.REVIEW}),
        _S.REVIEW: frozenset({_S.SETTLED}),
    }

    key = models.CharField(max_length=200, unique=True)
    source = models.CharField(max_length=20)  # raw, mailbox, or the provider
    form = models.CharField(max_length=6, choices=Form)
    raw = models.BinaryField()
    state = models.CharField(max_length=8, choices=ReceivedState, default=ReceivedState.NEW)
    came_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()

    outcome = models.CharField(max_length=13, choices=Outcome, blank=True)
    why = models.CharField(max_length=300, blank=True)  # what a rule said
    message_id = models.CharField(max_length=250, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=140, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    said = models.CharField(max_length=5, choices=Said, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="received"
    )
    event = models.ForeignKey(
        Event, on_delete=models.SET_NULL, null=True, blank=True, related_name="received"
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="received"
    )
    speaker = models.ForeignKey(
        Speaker, on_delete=models.SET_NULL, null=True, blank=True, related_name="received"
    )

    host = models.EmailField(blank=True)  # of who is neither: the contact of a stop

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"]),
            models.Index(fields=["organisation", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.sender or self.source}: {self.subject or self.get_form_display()}"


class Answer(models.Model):
    """The last answer that was applied to an entry: what a later one is compared with (RFC 5546 2.1.5)."""

    told = models.OneToOneField(Told, on_delete=models.CASCADE, related_name="answer")
    said = models.CharField(max_length=5, choices=Said)
    sequence = models.PositiveIntegerField()
    dtstamp = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.told}: {self.said}"
