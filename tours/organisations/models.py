"""User, Organisation, Membership, Contact."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.text import mail_address, no_control_characters

PHONE = RegexValidator(
    r"^[0-9+][0-9 ()\-./]{5,24}$",
    _("Vul een telefoonnummer in met alleen cijfers, spaties, +, - en haakjes."),
)

HOUR = [MaxValueValidator(23)]


class Role(models.TextChoices):
    """In which capacity somebody comes."""

    COUNCILLOR = "councillor", _("Raadslid")
    COMMITTEE_MEMBER = "committee_member", _("Burgerlid")
    ALDERMAN = "alderman", _("Wethouder")
    OFFICIAL = "official", _("Ambtenaar")
    RESIDENT = "resident", _("Bewoner")
    PRESS = "press", _("Pers")
    OTHER = "other", _("Anders")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=mail_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in, known by e-mail address."""

    email = models.EmailField(_("E-mailadres"), max_length=254, unique=True)
    name = models.CharField(_("Naam"), max_length=120, blank=True, validators=[no_control_characters])
    language = models.CharField(max_length=5, default="nl")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="user_email_lower", condition=models.Q(email=Lower("email")))
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Organisation(models.Model):
    """A council clerk's office, an alliance of initiatives: whoever organises."""

    name = models.CharField(_("Naam"), max_length=120, unique=True, validators=[no_control_characters])
    slug = models.SlugField(unique=True)
    mail_from = models.EmailField(
        _("Afzender"),
        blank=True,
        help_text=_(
            "Dit adres staat als afzender en organisator in de uitnodigingen. Leeg: het adres van de dienst."
        ),
    )
    phone = models.CharField(_("Telefoon"), max_length=25, blank=True, validators=[PHONE])
    theme_url = models.CharField(_("Eigen huisstijl (adres van een CSS-bestand)"), max_length=200, blank=True)
    accessibility_url = models.URLField(_("Uw toegankelijkheidsverklaring"), blank=True)
    keep_needs_days = models.PositiveSmallIntegerField(
        _("Dieet en toegankelijkheid wissen na (dagen)"), default=1
    )
    keep_waiting_days = models.PositiveSmallIntegerField(_("Wachtlijst wissen na (dagen)"), default=7)
    keep_attendees_days = models.PositiveSmallIntegerField(_("Aanmeldingen wissen na (dagen)"), default=30)
    keep_contributors_days = models.PositiveSmallIntegerField(
        _("Gegevens van sprekers en contactpersonen wissen na (dagen)"), default=90
    )
    keep_mails_days = models.PositiveSmallIntegerField(_("Verstuurde mails wissen na (dagen)"), default=30)
    quiet_from = models.PositiveSmallIntegerField(
        _("Geen herinneringen vanaf (uur)"), default=21, validators=HOUR
    )
    quiet_until = models.PositiveSmallIntegerField(_("Weer wel vanaf (uur)"), default=8, validators=HOUR)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="organisation_quiet_hours",
                condition=models.Q(quiet_from__lte=23, quiet_until__lte=23),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def keep_days(self) -> tuple[int, int, int, int, int]:
        """Days until needs, waiting list, registrations and contributors are erased; for mails since they were written."""
        return (
            self.keep_needs_days,
            self.keep_waiting_days,
            self.keep_attendees_days,
            self.keep_contributors_days,
            self.keep_mails_days,
        )


class MembershipRole(models.TextChoices):
    """What a member may do, from most to least. See access.py."""

    OWNER = "owner", _("Beheerder")
    PLANNER = "planner", _("Planner")
    DESK = "desk", _("Balie")
    VIEWER = "viewer", _("Meelezer")


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=MembershipRole)
    feed_version = models.PositiveIntegerField(default=1)  # raised when the member asks for a new link

    class Meta:
        constraints = [models.UniqueConstraint("user", "organisation", name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


KEY_ENDS_SOON = timedelta(days=14)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def valid(self) -> Self:
        """Not expired, of somebody who may log in."""
        today = timezone.localdate()
        still = models.Q(expires_on=None) | models.Q(expires_on__gt=today)
        return self.filter(still, user__is_active=True)

    def ending(self, *, on: date) -> Self:
        """Still valid on that day, and not much longer."""
        return self.filter(expires_on__gt=on, expires_on__lte=on + KEY_ENDS_SOON, user__is_active=True)

    def to_renew(self, *, on: date) -> Self:
        """Those, and what ended lately: a program may have fallen silent without anybody noticing."""
        return self.filter(
            expires_on__range=(on - KEY_ENDS_SOON, on + KEY_ENDS_SOON), user__is_active=True
        ).order_by("expires_on", "name")


class ApiKey(models.Model):
    """A program reads with it what its owner may see at that moment. The key itself is shown once and not kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("Waarvoor"), max_length=80, validators=[no_control_characters])
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the key, which is random
    created_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField(null=True, blank=True)  # from that day on it opens nothing; None: never
    last_used_on = models.DateField(null=True, blank=True)  # a day says enough, and is written once

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("user", "name", name="api_key_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on <= timezone.localdate()

    @property
    def ends_soon(self) -> bool:
        today = timezone.localdate()
        return self.expires_on is not None and today < self.expires_on <= today + KEY_ENDS_SOON


class ContactQuerySet(models.QuerySet["Contact"]):
    def matching(self, words: str) -> Self:
        """Contacts in whose name, party or address all words stand."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(party__icontains=word)
                | models.Q(email__icontains=word)
            )
        return found


class Contact(models.Model):
    """A person an organisation knows, such as a councillor; not an account."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("Naam"), max_length=120, validators=[no_control_characters])
    party = models.CharField(_("Fractie"), max_length=80, blank=True, validators=[no_control_characters])
    role = models.CharField(_("Rol"), max_length=20, choices=Role, default=Role.COUNCILLOR)
    email = models.EmailField(_("E-mailadres"), blank=True)
    phone = models.CharField(_("Telefoon"), max_length=25, blank=True, validators=[PHONE])
    delegate_email = models.EmailField(_("E-mailadres van de secretaris"), blank=True)
    language = models.CharField(_("Taal van de berichten"), max_length=5, default="nl")
    version = models.PositiveIntegerField(default=1)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                Lower("name"),
                name="contact_once",
                condition=~models.Q(email=""),
            )
        ]

    def __str__(self) -> str:
        return self.name
