"""Material and its versions. Versions are kept; the link always gives the newest published one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from core.text import no_control_characters
from tours.materials import store
from tours.materials.refusals import sentence
from tours.programme.models import Event, EventState, Speaker, Stop, Talk

MOST_FILES = 100  # per event, unless the organiser chose another number


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Iedereen")
    PARTICIPANTS = "participants", _("Deelnemers en sprekers")
    ORGANISERS = "organisers", _("Alleen de organisatie")


class Shown(models.TextChoices):
    """From when those who may see it do see it."""

    AT_ONCE = "at_once", _("Meteen")
    AFTER = "after", _("Na de bijeenkomst")
    MOMENT = "moment", _("Vanaf een moment")


class MaterialQuerySet(models.QuerySet["Material"]):
    def of(self, event: Event) -> Self:
        return self.filter(event=event)

    def public_now(self, *, at: datetime) -> Self:
        """What everybody may see at that moment: the speaker, if there is one, said yes."""
        said_yes = models.Q(speaker=None) | models.Q(public_agreed_at__isnull=False)
        return self._shown(at=at).filter(said_yes, visibility=Visibility.PUBLIC)

    def for_participants(self, *, at: datetime) -> Self:
        """What people with a seat and speakers may see at that moment: they come before the public."""
        return self._shown(at=at).exclude(visibility=Visibility.ORGANISERS)

    def for_organisers(self) -> Self:
        """Everything that can be fetched."""
        return self._there().with_files()

    def with_files(self) -> Self:
        """With the newest version that can be fetched, and what each belongs to: two statements in all."""
        available = MaterialVersion.objects.filter(state=VersionState.PUBLISHED)
        return self.select_related("stop", "talk__stop", "speaker").prefetch_related(
            models.Prefetch("versions", queryset=available, to_attr="available")
        )

    def _there(self) -> Self:
        """A link that was not withdrawn, or a file with a version that was checked and published."""
        published = MaterialVersion.objects.filter(
            material=models.OuterRef("pk"), state=VersionState.PUBLISHED
        )
        link = ~models.Q(link="") & models.Q(withdrawn_at=None)
        return self.filter(link | models.Q(models.Exists(published)))

    def _shown(self, *, at: datetime) -> Self:
        when = (
            models.Q(shown=Shown.AT_ONCE)
            | models.Q(shown=Shown.AFTER, event__current__ends_at__lte=at)
            | models.Q(shown=Shown.MOMENT, visible_from__lte=at)
        )
        published = models.Q(event__current__isnull=False) & ~models.Q(event__state=EventState.DRAFT)
        return self._there().filter(when, published).with_files()


class Material(models.Model):
    """A file or link that belongs to an event, a stop or a talk."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="materials")
    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, null=True, blank=True, related_name="materials")
    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, null=True, blank=True, related_name="materials")
    speaker = models.ForeignKey(
        Speaker, on_delete=models.SET_NULL, null=True, blank=True, related_name="materials"
    )
    ref = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("Titel"), max_length=140, validators=[no_control_characters])
    link = models.URLField(_("Link naar een video of pagina"), blank=True)
    visibility = models.CharField(
        _("Wie mag dit zien"), max_length=12, choices=Visibility, default=Visibility.PARTICIPANTS
    )
    shown = models.CharField(_("Zichtbaar"), max_length=8, choices=Shown, default=Shown.AT_ONCE)
    visible_from = models.DateTimeField(_("Zichtbaar vanaf"), null=True, blank=True)
    public_agreed_at = models.DateTimeField(null=True, blank=True)  # the speaker's yes to the public
    withdrawn_at = models.DateTimeField(
        null=True, blank=True
    )  # of a link; a file's versions say it themselves
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    available: list[MaterialVersion]  # by with_files(): what can be fetched, newest first
    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint("event", "ref", name="material_ref_unique"),
            models.CheckConstraint(
                name="material_moment_has_one",
                condition=~models.Q(shown="moment") | models.Q(visible_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def newest(self) -> MaterialVersion | None:
        """The version that a download gives; None for a link, or when nothing can be fetched."""
        if "available" in vars(self):
            return self.available[0] if self.available else None
        return self.versions.filter(state=VersionState.PUBLISHED).first()

    @property
    def waits_for_yes(self) -> bool:
        """Meant for the public, but the speaker has not agreed yet: participants only."""
        return (
            self.visibility == Visibility.PUBLIC
            and self.speaker_id is not None
            and self.public_agreed_at is None
        )


class VersionState(models.TextChoices):
    UPLOADING = "uploading", _("Wordt geüpload")
    QUARANTINED = "quarantined", _("Wacht op controle")
    CHECKING = "checking", _("Wordt gecontroleerd")
    REJECTED = "rejected", _("Geweigerd")
    CLEAN = "clean", _("Gecontroleerd")
    PUBLISHED = "published", _("Beschikbaar")
    WITHDRAWN = "withdrawn", _("Ingetrokken")


class MaterialVersionQuerySet(models.QuerySet["MaterialVersion"]):
    def in_the_works(self) -> Self:
        """On its way: not refused, not available yet."""
        return self.filter(
            state__in=[VersionState.UPLOADING, VersionState.QUARANTINED, VersionState.CHECKING]
        )

    def to_check(self, *, at: datetime) -> Self:
        """Waiting for a check whose time has come, oldest first."""
        free = models.Q(lease_until=None) | models.Q(lease_until__lte=at)
        return self.filter(free, state=VersionState.QUARANTINED).order_by("id")


class MaterialVersion(StateMachine):
    """One uploaded file. Only `published` has a URL; the published sha256 is the checked sha256."""

    _S = VersionState
    MOVES: ClassVar = {
        _S.UPLOADING: frozenset({_S.QUARANTINED, _S.REJECTED}),
        _S.QUARANTINED: frozenset({_S.CHECKING}),
        _S.CHECKING: frozenset({_S.CLEAN, _S.REJECTED, _S.QUARANTINED}),
        _S.CLEAN: frozenset({_S.PUBLISHED}),
        _S.PUBLISHED: frozenset({_S.WITHDRAWN}),
        _S.WITHDRAWN: frozenset({_S.PUBLISHED}),
    }

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.UPLOADING)
    filename = models.CharField(max_length=140)  # as people see it; never a path in the storage
    extension = models.CharField(max_length=5)
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)  # of what is stored: checked and cleaned
    source_sha256 = models.CharField(max_length=64, blank=True)  # of what was uploaded
    storage_name = models.CharField(max_length=100, blank=True)  # random, never the user's
    refusal: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    uploaded_by = models.CharField(max_length=140, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = MaterialVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("material", "number", name="material_version_once")]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{self.filename} ({self.number})"

    @property
    def refused_because(self) -> str:
        """What was wrong and what to do, in the reader's language; empty unless rejected."""
        return sentence(**self.refusal) if self.refusal else ""

    @property
    def is_in_the_works(self) -> bool:
        return self.state in {VersionState.UPLOADING, VersionState.QUARANTINED, VersionState.CHECKING}


@receiver(post_delete, sender=MaterialVersion)
def _forget_the_file(instance: MaterialVersion, **_kwargs: Any) -> None:
    """However the row goes, with its material, talk, stop or event: the file goes with it."""
    name = instance.storage_name
    if name:
        transaction.on_commit(lambda: store.delete(name), robust=True)


@receiver(pre_delete, sender=Speaker)
def _keep_from_the_public(instance: Speaker, **_kwargs: Any) -> None:
    """A speaker who goes without having said yes did not say yes."""
    Material.objects.filter(speaker=instance, visibility=Visibility.PUBLIC, public_agreed_at=None).update(
        visibility=Visibility.PARTICIPANTS
    )


class UploadLimits(models.Model):
    """How much may be uploaded for one event, where the organiser chose otherwise than the usual."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="upload_limits")
    megabytes = models.PositiveIntegerField(
        _("Hoe groot mag een bestand zijn (MB)"), validators=[MinValueValidator(1)]
    )
    files = models.PositiveSmallIntegerField(
        _("Hoeveel bestanden mogen er bij deze bijeenkomst"),
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )

    def __str__(self) -> str:
        return f"{self.megabytes} MB × {self.files}"


class Help(models.TextChoices):
    """How a speaker gets slides to us when uploading them does not work out."""

    MAIL = "mail", _("Ik mail ze")
    ORGANISER = "organiser", _("Ik wil hulp van de organisatie")


class SlidesAnswer(models.Model):
    """What a speaker said about slides that are not there yet. "No slides" stands on the speaker."""

    speaker = models.OneToOneField(Speaker, on_delete=models.CASCADE, related_name="slides_answer")
    answer = models.CharField(max_length=10, choices=Help)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.speaker}: {self.get_answer_display()}"
