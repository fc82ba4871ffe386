"""Event, Venue, Stop, Group, Visit, Leg, Talk, Speaker, Booking, Revision.

Drafts are minutes since local midnight; a Revision holds what was published, with moments in UTC.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, ClassVar, Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from core.text import no_control_characters
from tours.organisations.models import PHONE, Organisation, User

if TYPE_CHECKING:
    from tours.programme.snapshot import Programme

DAY_MIN = 24 * 60
ONE_LINE = [no_control_characters]
MINUTE = [MaxValueValidator(DAY_MIN)]


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

    def coming(self, *, at: datetime) -> Self:
        """Not over yet at that moment; without a date also counts."""
        return self.filter(models.Q(date=None) | models.Q(date__gte=timezone.localdate(at)))


class Event(StateMachine):
    """A tour or an information meeting."""

    MOVES: ClassVar = {
        EventState.DRAFT: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
        EventState.PUBLISHED: frozenset({EventState.CANCELLED, EventState.CLOSED}),
        EventState.CLOSED: frozenset({EventState.PUBLISHED}),
        EventState.CANCELLED: frozenset({EventState.PUBLISHED}),
    }

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    cohosts = models.ManyToManyField(Organisation, blank=True, related_name="cohosted_events")
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
    )  # ["7d", "1d", "2h"]; see notifications.reminders
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


class Venue(models.Model):
    """A place with an address, known to an organisation."""

    class StepFree(models.TextChoices):
        YES = "yes", _("Drempelvrij")
        NO = "no", _("Niet drempelvrij")
        UNKNOWN = "unknown", _("Onbekend")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="venues")
    ref = models.SlugField(max_length=60)
    name = models.CharField(_("Naam"), max_length=120, validators=ONE_LINE)
    address = models.CharField(_("Adres"), max_length=200, blank=True, validators=ONE_LINE)
    lat_deg = models.FloatField(
        _("Breedtegraad"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    lon_deg = models.FloatField(
        _("Lengtegraad"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    location_estimated = models.BooleanField(_("De plek op de kaart is geschat"), default=False)
    chairs = models.PositiveIntegerField(_("Stoelen"), null=True, blank=True)
    step_free = models.CharField(_("Toegankelijk"), max_length=8, choices=StepFree, default=StepFree.UNKNOWN)
    hearing_loop = models.BooleanField(_("Ringleiding"), default=False)
    accessibility_note = models.CharField(_("Over de toegankelijkheid"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", "ref", name="venue_ref_unique"),
            models.CheckConstraint(
                name="venue_both_coordinates",
                # a check passes when it comes out NULL: say that neither is
                condition=models.Q(lat_deg=None, lon_deg=None)
                | models.Q(
                    lat_deg__isnull=False,
                    lon_deg__isnull=False,
                    lat_deg__range=(-90, 90),
                    lon_deg__range=(-180, 180),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StopKind(models.TextChoices):
    GATHERING = "gathering", _("Verzamelen")
    VISIT = "visit", _("Halte")
    MEAL = "meal", _("Maaltijd")
    PLENARY = "plenary", _("Samen")
    SLOT = "slot", _("Tijdslot")


class Stop(models.Model):
    """A place in the event and what happens there."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="stops")
    ref = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("Soort"), max_length=10, choices=StopKind, default=StopKind.VISIT)
    title = models.CharField(_("Titel"), max_length=140, validators=ONE_LINE)
    description = models.TextField(_("Wat gebeurt hier"), blank=True)
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stops",
        verbose_name=_("Locatie"),
    )
    duration_min = models.PositiveSmallIntegerField(
        _("Duur (minuten)"), default=30, validators=[MinValueValidator(1), MaxValueValidator(DAY_MIN)]
    )
    contact_name = models.CharField(_("Contactpersoon"), max_length=120, blank=True, validators=ONE_LINE)
    contact_phone = models.CharField(_("Telefoon"), max_length=25, blank=True, validators=[PHONE])
    contact_email = models.EmailField(_("E-mailadres"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("event", "ref", name="stop_ref_unique")]

    def __str__(self) -> str:
        return self.title


class Group(models.Model):
    """People who go round together. Every event has at least one."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField(default=1)
    letter = models.CharField(_("Letter"), max_length=2)
    guide_name = models.CharField(_("Gids"), max_length=120, blank=True, validators=ONE_LINE)
    guide_phone = models.CharField(_("Telefoon van de gids"), max_length=25, blank=True, validators=[PHONE])
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("event", "letter", name="group_letter_unique")]

    def __str__(self) -> str:
        return self.letter


class Visit(models.Model):
    """When one group is at one stop, in its own order; minutes since local midnight, empty until filled in."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="visits")
    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="visits")
    position = models.PositiveSmallIntegerField()
    start_min = models.PositiveSmallIntegerField(null=True, blank=True, validators=MINUTE)
    end_min = models.PositiveSmallIntegerField(null=True, blank=True, validators=MINUTE)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("group", "stop", name="visit_once"),
            models.CheckConstraint(
                name="visit_both_times",
                condition=models.Q(start_min=None, end_min=None)
                | models.Q(
                    start_min__isnull=False, end_min__isnull=False, end_min__gte=models.F("start_min")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} → {self.stop}"


class TravelMode(models.TextChoices):
    WALK = "walk", _("lopen")
    BICYCLE = "bicycle", _("fietsen")
    BUS = "bus", _("bus")
    OTHER = "other", _("anders")


class Leg(models.Model):
    """The way between two consecutive stops of a group."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="legs")
    from_stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="+")
    to_stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(_("Hoe"), max_length=10, choices=TravelMode, default=TravelMode.WALK)
    minutes = models.PositiveSmallIntegerField(_("Minuten"), validators=MINUTE)
    metres = models.PositiveIntegerField(_("Meters"), null=True, blank=True)
    estimated = models.BooleanField(default=True)
    step_free = models.BooleanField(_("Drempelvrij"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("group", "from_stop", "to_stop", name="leg_once"),
            models.CheckConstraint(
                name="leg_between_two", condition=~models.Q(from_stop=models.F("to_stop"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_stop} → {self.to_stop}"


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
    has_no_slides = models.BooleanField(_("Zonder presentatie"), default=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("event", "ref", name="speaker_ref_unique")]

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


class Booking(models.Model):
    """A published event's claim on a speaker or venue: one row per five minutes, unique in the database.

    `resource` is `venue:<id>` or `speaker:<e-mail>`; `slot` counts five-minute steps since local midnight.
    """

    SLOT_MIN: ClassVar[int] = 5

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="bookings")
    resource = models.CharField(max_length=280)
    date = models.DateField()
    slot = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("resource", "date", "slot", name="booking_once")]

    def __str__(self) -> str:
        return f"{self.resource} {self.date} {self.slot}"


class Revision(models.Model):
    """What was published: number n of an event, as data. Public pages and calendars read the last one."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=140)
    starts_at = models.DateTimeField()  # local midnight where the times are not known yet
    ends_at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    search = models.TextField(blank=True)  # lower-case words of title, stops, speakers and places
    data: models.JSONField[Programme, Programme] = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("event", "number", name="revision_once")]

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"

    @property
    def starts_at_or_day_end(self) -> datetime:
        """Until when somebody may still sign up: the start, or the day's end where no time is known."""
        return self.ends_at if self.all_day else self.starts_at
