"""Venue with its opening hours, and Stop: where, and what happens there."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tours.organisations.models import PHONE, Organisation
from tours.programme.models.event import Event
from tours.programme.models.fields import DAY_MIN, MINUTE, ONE_LINE


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


class OpeningHours(models.Model):
    """One stretch in which a place is open, on a weekday (0 is Monday) or a date; without times it is closed that day."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    from_min = models.PositiveSmallIntegerField(null=True, blank=True, validators=MINUTE)
    until_min = models.PositiveSmallIntegerField(null=True, blank=True, validators=MINUTE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opening_hours_of_a_weekday_or_a_date",
                # a check passes when it comes out NULL: say that neither is
                condition=models.Q(weekday__isnull=False, weekday__lte=6, date=None)
                | models.Q(weekday=None, date__isnull=False),
            ),
            models.CheckConstraint(
                name="opening_hours_in_order",
                condition=models.Q(from_min=None, until_min=None)
                | models.Q(
                    from_min__isnull=False,
                    until_min__isnull=False,
                    until_min__gt=models.F("from_min"),
                    until_min__lte=DAY_MIN,
                ),
            ),
            models.UniqueConstraint("venue", "weekday", "from_min", name="opening_hours_weekday_once"),
            models.UniqueConstraint("venue", "date", "from_min", name="opening_hours_date_once"),
        ]

    def __str__(self) -> str:
        return f"{self.venue} {self.date or self.weekday} {self.from_min}-{self.until_min}"


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
    opens_for_us = models.BooleanField(
        _("De locatie gaat hiervoor buiten de openingstijden open"), default=False
    )
    duration_min = models.PositiveSmallIntegerField(
        _("Duur (minuten)"), default=30, validators=[MinValueValidator(1), MaxValueValidator(DAY_MIN)]
    )
    contact_name = models.CharField(_("Contactpersoon"), max_length=120, blank=True, validators=ONE_LINE)
    contact_phone = models.CharField(_("Telefoon"), max_length=25, blank=True, validators=[PHONE])
    contact_email = models.EmailField(_("E-mailadres"), blank=True)
    contact_language = models.CharField(_("Taal van de berichten"), max_length=5, default="nl")
    tell_contact = models.BooleanField(
        _("Mail deze persoon wie wanneer komt, en wat verandert"), default=True
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("event", "ref", name="stop_ref_unique")]

    def __str__(self) -> str:
        return self.title
