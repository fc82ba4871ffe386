"""Who comes, as they said it themselves, and which of them a question is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from core.text import mail_address, no_control_characters
from tours.organisations.models import PHONE, Contact, Role
from tours.programme.models import Event, EventState, Group
from tours.signups.allotments.models import Allotment
from tours.signups.models.choices import (
    SEATED,
    AttendsAs,
    CancelledBy,
    Diet,
    RegistrationState,
    Said,
    Source,
    Transport,
)
from tours.signups.models.pools import Pool


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def of(self, event: Event) -> Self:
        return self.filter(event=event)

    def seated(self) -> Self:
        """Everybody who has a seat: held, confirmed or offered."""
        return self.filter(state__in=SEATED)

    def confirmed(self) -> Self:
        return self.filter(state=RegistrationState.CONFIRMED)

    def with_kept_seats(self) -> Self:
        """Those for whom seats may be set apart: invited by name, or signed up with a link."""
        return self.filter(models.Q(source=Source.INVITED) | models.Q(allotment__isnull=False))

    def in_line(self) -> Self:
        """The waiting list, first in line first."""
        return self.filter(state=RegistrationState.WAITING).order_by("queued_at", "id")

    def signed_up(self) -> Self:
        """Everybody but those who were only asked so far."""
        return self.exclude(state=RegistrationState.INVITED)

    def invited_unanswered(self) -> Self:
        """Invited by name, and nothing heard: neither yes, no nor perhaps."""
        return self.filter(state=RegistrationState.INVITED, said="")

    def known_as(self, *, name: str, email: str) -> Self:
        """Whoever has this name and address, in any case: the same comparison as the constraint's."""
        same_name = models.Q(lower_name=Lower(models.Value(name)))
        return self.annotate(lower_name=Lower("name")).filter(same_name, email=mail_address(email))

    def called(self, names: Iterable[str]) -> Self:
        """Whoever has one of these names, in any case."""
        wanted = set(names)
        lower = {name.lower() for name in wanted}  # SQLite lowers ASCII only
        alike = self.annotate(lower_name=Lower("name"))
        return alike.filter(models.Q(name__in=wanted) | models.Q(lower_name__in=lower))

    def lapsed(self, *, at: datetime) -> Self:
        """Held or offered seats whose time to say yes is over, of events that are on and have not begun.

        Who is there already keeps the seat, whatever their mailbox says.
        """
        return self.lapsing_by(at, at=at)

    def lapsing_by(self, until: datetime, *, at: datetime) -> Self:
        """The same of those whose time is over by then, as seen now (`at`)."""
        return self.filter(
            _begins_later(at),
            state__in=[RegistrationState.HELD, RegistrationState.OFFERED],
            answer_by__lte=until,
            event__state=EventState.PUBLISHED,
            checked_in_at=None,
        )

    def leaving(self, *, at: datetime) -> Self:
        """Seats whose owner said no a while ago and did not come back on it, of events that have not begun."""
        return self.filter(
            _begins_later(at),
            state__in=SEATED,
            gives_up_at__lte=at,
            event__state=EventState.PUBLISHED,
            checked_in_at=None,
        )

    def matching(self, words: str) -> Self:
        """Registrations in whose name, party, address or phone number all words stand."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(party__icontains=word)
                | models.Q(email__icontains=word)
                | models.Q(phone__icontains=word)
            )
        return found


def _begins_later(at: datetime) -> models.Q:
    """The registration's event has not begun; one without times begins when its day is over."""
    return models.Q(event__current__all_day=False, event__current__starts_at__gt=at) | models.Q(
        event__current__all_day=True, event__current__ends_at__gt=at
    )


class Registration(StateMachine):
    """One person at one event. `state` is about the seat, `address_confirmed_at` about the mailbox."""

    _S = RegistrationState
    MOVES: ClassVar = {
        _S.INVITED: frozenset({_S.CONFIRMED, _S.WAITING, _S.CANCELLED}),
        _S.HELD: frozenset({_S.CONFIRMED, _S.CANCELLED}),
        _S.CONFIRMED: frozenset({_S.CANCELLED}),
        _S.WAITING: frozenset({_S.HELD, _S.CONFIRMED, _S.OFFERED, _S.CANCELLED}),
        _S.OFFERED: frozenset({_S.CONFIRMED, _S.CANCELLED}),
        _S.CANCELLED: frozenset({_S.INVITED, _S.HELD, _S.CONFIRMED, _S.WAITING}),
    }

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    state = models.CharField(max_length=10, choices=RegistrationState)
    source = models.CharField(max_length=10, choices=Source, default=Source.WEB)
    name = models.CharField(_("Naam"), max_length=120, validators=[no_control_characters])
    email = models.EmailField(_("E-mailadres"), blank=True)  # empty: phoned in, or walked in
    phone = models.CharField(_("Telefoon"), max_length=25, blank=True, validators=[PHONE])
    role = models.CharField(_("U komt als"), max_length=20, choices=Role)
    party = models.CharField(_("Fractie"), max_length=80, blank=True, validators=[no_control_characters])
    attends_as = models.CharField(
        _("Hoe doet u mee"), max_length=20, choices=AttendsAs, default=AttendsAs.PARTICIPANT
    )
    companions = models.PositiveSmallIntegerField(
        _("Hoeveel mensen neemt u mee"), default=0, validators=[MaxValueValidator(5)]
    )
    companion_names = models.CharField(
        _("Namen van wie u meeneemt"), max_length=300, blank=True, validators=[no_control_characters]
    )
    diet = models.CharField(_("Dieetwens"), max_length=12, choices=Diet, blank=True)
    access_needs = models.CharField(
        _("Wat hebt u nodig om mee te kunnen doen"),
        max_length=300,
        blank=True,
        validators=[no_control_characters],
    )
    transport = models.CharField(
        _("Hoe komt u langs de haltes"), max_length=15, choices=Transport, blank=True
    )
    note = models.TextField(_("Opmerking"), max_length=1000, blank=True)
    group = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    placed_by_hand = models.BooleanField(default=False)  # a proposal for groups leaves them where they are
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )  # where somebody was invited from a list
    invited_at = models.DateTimeField(null=True, blank=True)
    allotment = models.ForeignKey(
        Allotment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # whose link they signed up with
    called_at = models.DateTimeField(null=True, blank=True)  # rung last, without an answer
    language = models.CharField(max_length=5, default="nl")
    consented_at = models.DateTimeField(null=True, blank=True)
    keep_informed = models.BooleanField(default=False)
    address_confirmed_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)  # a held or offered seat lapses then
    queued_at = models.DateTimeField(null=True, blank=True)
    waits_for = models.ForeignKey(Pool, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    gives_up_at = models.DateTimeField(null=True, blank=True)  # they said no: the seat is free from then
    said = models.CharField(max_length=5, choices=Said, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    said_by = models.EmailField(blank=True)  # who answered for them
    cancelled_by = models.CharField(max_length=10, choices=CancelledBy, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["event", "state"]),
            models.Index(fields=["state", "answer_by"]),
            models.Index(fields=["event", "queued_at"]),
            models.Index(
                fields=["gives_up_at"],
                name="registration_leaving",
                condition=models.Q(gives_up_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "event",
                Lower("email"),
                Lower("name"),
                name="registration_once",
                condition=~models.Q(email=""),
            ),
            models.UniqueConstraint(
                "event", "contact", name="contact_once_an_event", condition=models.Q(contact__isnull=False)
            ),
            models.CheckConstraint(
                name="waiting_waits_for_a_pool",
                condition=models.Q(state="waiting", waits_for__isnull=False, queued_at__isnull=False)
                | (~models.Q(state="waiting") & models.Q(waits_for=None)),
            ),
            models.CheckConstraint(
                name="held_has_a_limit",
                condition=~models.Q(state__in=["held", "offered"]) | models.Q(answer_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seats(self) -> int:
        """How many seats this registration needs: the person and companions."""
        return 1 + self.companions

    @property
    def has_seat(self) -> bool:
        return self.state in SEATED

    @property
    def was_invited(self) -> bool:
        """Asked by name, whatever the answer was."""
        return self.source == Source.INVITED

    @property
    def may_get_calendar_mail(self) -> bool:
        """An address that was confirmed, or an event that does not ask for it. No address, no mail."""
        return bool(self.email) and (self.address_confirmed_at is not None or not self.event.confirm_address)
