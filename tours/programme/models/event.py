"""Event and who put it on the agenda."""

from __future__ import annotations

from datetime import date as day_type
from datetime import datetime, time, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from tours.organisations.models import Organisation, User
from tours.programme.models.fields import MINUTE, ONE_LINE
from tours.programme.reminders import standard_rules


class EventKind(models.TextChoices):
    TOUR = "tour", _("Kennismakingstoer")
    MEETING = "meeting", _("Raadsinformatiebijeenkomst")


class EventState(models.TextChoices):
    DRAFT = "draft", _("Concept")
    PUBLISHED = "published", _("Gepubliceerd")
    CANCELLED = "cancelled", _("Afgelast")
    CLOSED = "closed", _("Afgesloten")


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> Self:
        """Everything that was ever published, cancelled ones included."""
        return self.exclude(state=EventState.DRAFT).filter(current__isnull=False)

    def of_member(self, user: User) -> Self:
        """Events of the organisations in which this user has a membership, as owner or co-host."""
        mine = Organisation.objects.filter(memberships__user=user)
        return self.filter(models.Q(organisation__in=mine) | models.Q(cohosts__in=mine)).distinct()

    def saying(self, words: str) -> Self:
        """In whose Revision all words stand: in a title, a stop, a place or a name."""
        found = self
        for word in words.lower().split():
            found = found.filter(current__search__contains=word)
        return found

    def over(self, *, at: datetime) -> Self:
        """Whose published end has passed."""
        return self.filter(current__ends_at__lte=at)

    def not_over(self, *, at: datetime) -> Self:
        """The others of those that were published."""
        return self.exclude(current__ends_at__lte=at)

    def dated(self) -> Self:
        """With `on_day` to filter and sort by: the day that was published, else that of the draft."""
        return self.alias(on_day=Coalesce(TruncDate("current__starts_at"), "date"))

    def coming(self, *, at: datetime) -> Self:
        """Not over yet at that moment, by the day; without one also counts. `dated`."""
        today = timezone.localdate(at)
        return self.dated().filter(models.Q(on_day=None) | models.Q(on_day__gte=today))


class Event(StateMachine):
    """A tour or an information meeting."""

    MOVES: ClassVar = {
        EventState.DRAFT: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
        EventState.PUBLISHED: frozenset({EventState.CANCELLED, EventState.CLOSED}),
        EventState.CLOSED: frozenset({EventState.PUBLISHED}),
        EventState.CANCELLED: frozenset({EventState.PUBLISHED}),
    }

    # Of who this was fetched for, as programme.access found it: for what a page shows, not for what somebody may.
    reader_plans = False
    reader_is_guest = False  # of an organisation that hosts along

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    cohosts = models.ManyToManyField(Organisation, blank=True, related_name="cohosted_events")
    asked_cohosts = models.ManyToManyField(  # until they say yes they see nothing, and nobody sees them
        Organisation, blank=True, related_name="events_asked_for"
    )
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=EventKind, default=EventKind.TOUR)
    state = models.CharField(max_length=10, choices=EventState, default=EventState.DRAFT)
    version = models.PositiveIntegerField(default=1)  # of the draft's own fields: two tabs, one wins
    cancel_reason = models.CharField(_("Reden"), max_length=300, blank=True)

    title = models.CharField(_("Titel"), max_length=140, validators=ONE_LINE)
    audience = models.CharField(_("Voor wie"), max_length=140, blank=True, validators=ONE_LINE)
    summary = models.TextField(_("Inleiding"), max_length=600, blank=True)
    description = models.TextField(_("Meer over deze bijeenkomst"), blank=True)
    hosts = models.CharField(_("Te gast bij"), max_length=300, blank=True, validators=ONE_LINE)
    date = models.DateField(_("Datum"), null=True, blank=True)
    timezone = models.CharField(max_length=40, default="Europe/Amsterdam")
    start_min = models.PositiveSmallIntegerField(_("Begint om"), null=True, blank=True, validators=MINUTE)
    end_min = models.PositiveSmallIntegerField(_("Eindigt om"), null=True, blank=True, validators=MINUTE)
    buffer_min = models.PositiveSmallIntegerField(_("Ruimte tussen twee haltes (minuten)"), default=10)
    programme_complete = models.BooleanField(_("Het programma is klaar"), default=False)
    meeting_point = models.ForeignKey(
        "tours.Venue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Verzamelpunt"),
    )
    end_point = models.ForeignKey(
        "tours.Venue",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Alle groepen eindigen bij"),
    )
    conference_url = models.URLField(_("Online meedoen"), blank=True)
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("Vervolg op"),
    )

    registration_opens_at = models.DateTimeField(_("Aanmelden vanaf"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("Aanmelden tot"), null=True, blank=True)
    confirm_address = models.BooleanField(_("E-mailadres laten bevestigen"), default=True)
    offers_expire = models.BooleanField(
        _("Vrije plaats eerst aanbieden"),
        default=False,
        help_text=_(
            "Uit: wie bovenaan de wachtlijst staat, krijgt de plaats meteen. Aan: die krijgt twee dagen om ja te zeggen."
        ),
    )
    companions_allowed = models.PositiveSmallIntegerField(
        _("Hoeveel mensen mag iemand meenemen"), default=0, validators=[MaxValueValidator(5)]
    )
    reminder_offsets = models.JSONField(
        default=list, blank=True
    )  # before the start, for everybody who comes: ["7d", "1d", "2h"]
    reminder_rules = models.JSONField(
        default=standard_rules, blank=True
    )  # what else; see programme/reminders.py
    groups_thawed_at = models.DateTimeField(null=True, blank=True)  # people may change groups to the last
    material_deadline_days = models.PositiveSmallIntegerField(
        _("Presentaties binnen, dagen vooraf"), default=5
    )

    working_form = models.CharField(_("Werkvorm"), max_length=140, blank=True, validators=ONE_LINE)
    policy_field = models.CharField(_("Beleidsveld"), max_length=140, blank=True, validators=ONE_LINE)
    alderman = models.CharField(_("Wethouder"), max_length=140, blank=True, validators=ONE_LINE)
    motivation = models.TextField(_("Waarom op de agenda"), blank=True)
    moderator = models.CharField(_("Gespreksleider"), max_length=140, blank=True, validators=ONE_LINE)

    current = models.OneToOneField(
        "tours.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["date", "title"]
        constraints = [
            models.CheckConstraint(
                name="event_public_has_revision",
                condition=models.Q(state__in=["draft", "cancelled"]) | models.Q(current__isnull=False),
            ),
            models.CheckConstraint(
                name="event_public_has_date",
                condition=~models.Q(state="published") | models.Q(date__isnull=False),
            ),
            models.CheckConstraint(
                name="event_ends_after_start",
                condition=models.Q(start_min=None)
                | models.Q(end_min=None)
                | models.Q(end_min__gt=models.F("start_min")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_tour(self) -> bool:
        return self.kind == EventKind.TOUR

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def moment(self, minute: int) -> datetime:
        """A draft's minute since local midnight as an aware local datetime on the event's date."""
        if self.date is None:
            raise ValueError("an event without a date has no moments")
        midnight = datetime.combine(self.date, time.min)
        return (midnight + timedelta(minutes=minute)).replace(tzinfo=self.zone)

    @property
    def day(self) -> day_type | None:
        """The day that was published, else that of the draft. On which days are counted."""
        return day_type.fromisoformat(self.current.data["date"]) if self.current else self.date

    def is_over(self, *, at: datetime) -> bool:
        """Whether the published (or else drafted) end has passed."""
        if self.current:
            return self.current.ends_at <= at
        return self.date is not None and self.date < at.astimezone(self.zone).date()

    def takes_registrations(self, *, at: datetime) -> bool:
        """Published, within the sign-up window, and not begun."""
        return (
            self.state == EventState.PUBLISHED
            and self.current is not None
            and at < self.current.starts_at_or_day_end
            and (self.registration_opens_at is None or at >= self.registration_opens_at)
            and (self.registration_closes_at is None or at < self.registration_closes_at)
        )


class AgendaSetter(models.Model):
    """A councillor who put an information meeting on the agenda."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="agenda_setters")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("Naam"), max_length=120, validators=ONE_LINE)
    party = models.CharField(_("Fractie"), max_length=80, blank=True, validators=ONE_LINE)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.name} ({self.party})" if self.party else self.name
