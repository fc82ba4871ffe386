"""Material and its versions. Versions are kept; the link always gives the newest published one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.states import StateMachine
from core.text import no_control_characters
from tours.programme.models import Event, Speaker, Stop, Talk


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Iedereen")
    PARTICIPANTS = "participants", _("Deelnemers en sprekers")
    ORGANISERS = "organisers", _("Alleen de organisatie")


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
    visible_from = models.DateTimeField(_("Zichtbaar vanaf"), null=True, blank=True)
    public_agreed_at = models.DateTimeField(null=True, blank=True)  # the speaker's yes to the public
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint("event", "ref", name="material_ref_unique")]

    def __str__(self) -> str:
        return self.title


class VersionState(models.TextChoices):
    UPLOADING = "uploading", _("Wordt geüpload")
    QUARANTINED = "quarantined", _("Wacht op controle")
    CHECKING = "checking", _("Wordt gecontroleerd")
    REJECTED = "rejected", _("Geweigerd")
    CLEAN = "clean", _("Gecontroleerd")
    PUBLISHED = "published", _("Beschikbaar")
    WITHDRAWN = "withdrawn", _("Ingetrokken")


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
    sha256 = models.CharField(max_length=64, blank=True)
    storage_name = models.CharField(max_length=100, blank=True)  # random, never the user's
    refused_because = models.TextField(blank=True)
    uploaded_by = models.CharField(max_length=140, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("material", "number", name="material_version_once")]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{self.filename} ({self.number})"
