"""Change, withdraw, put back and delete material."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tours.materials.actions.uploading import ensure_belongs, ensure_moment
from tours.materials.errors import NoSpeakerToAsk, NothingToRestore, NothingToWithdraw
from tours.materials.models import (
    Help,
    Material,
    MaterialVersion,
    Shown,
    SlidesAnswer,
    VersionState,
)
from tours.programme.errors import ChangedMeanwhile
from tours.programme.models import Speaker, Stop, Talk


@transaction.atomic
def change(
    material: Material,
    *,
    version: int,
    title: str,
    visibility: str,
    shown: str = Shown.AT_ONCE,
    visible_from: datetime | None = None,
    link: str = "",
    stop: Stop | None = None,
    talk: Talk | None = None,
) -> Material:
    """Change what it is called, where it belongs and who sees it from when.

    Raises ChangedMeanwhile when `version` isn't the stored one, BelongsElsewhere, MomentMissing.
    """
    ensure_belongs(material.event, stop, talk, None)
    ensure_moment(shown, visible_from)
    changed = Material.objects.filter(pk=material.pk, version=version).update(
        version=F("version") + 1,
        title=title,
        visibility=visibility,
        shown=shown,
        visible_from=visible_from if shown == Shown.MOMENT else None,
        link=link if material.link else "",
        stop=stop,
        talk=talk,
    )
    if not changed:
        raise ChangedMeanwhile
    material.refresh_from_db()
    return material


@transaction.atomic
def withdraw(material: Material) -> Material:
    """Nobody can fetch it any more, whatever the version; the organisers can put it back."""
    published = list(material.versions.filter(state=VersionState.PUBLISHED))
    if not published and (not material.link or material.withdrawn_at):
        raise NothingToWithdraw
    for version in published:
        version.move_to(VersionState.WITHDRAWN)
    _touch(material, timezone.now() if material.link else None)
    return material


@transaction.atomic
def restore(material: Material) -> Material:
    """Put back what was withdrawn: the link, or the newest version that was."""
    version = material.versions.filter(state=VersionState.WITHDRAWN).first()
    if version is not None:
        version.move_to(VersionState.PUBLISHED)
    elif not material.withdrawn_at:
        raise NothingToRestore
    _touch(material, None)
    return material


@transaction.atomic
def withdraw_version(version: MaterialVersion) -> MaterialVersion:
    """Take one version away; the one before it is served again."""
    version.move_to(VersionState.WITHDRAWN)
    return version


@transaction.atomic
def restore_version(version: MaterialVersion) -> MaterialVersion:
    """Put one withdrawn version back."""
    version.move_to(VersionState.PUBLISHED)
    return version


@transaction.atomic
def delete(material: Material) -> None:
    """Gone for good, with all its versions and their files."""
    material.delete()


@transaction.atomic
def agree_to_public(material: Material, *, yes: bool = True) -> Material:
    """The speaker's yes to the public, or no after all. Raises NoSpeakerToAsk."""
    if material.speaker_id is None:
        raise NoSpeakerToAsk
    material.public_agreed_at = timezone.now() if yes else None
    Material.objects.filter(pk=material.pk).update(public_agreed_at=material.public_agreed_at)
    return material


@transaction.atomic
def say_no_slides(speaker: Speaker, *, none: bool = True) -> Speaker:
    """The speaker comes without slides and isn't asked again; or will bring some after all."""
    SlidesAnswer.objects.filter(speaker=speaker).delete()
    Speaker.objects.filter(pk=speaker.pk).update(has_no_slides=none)
    speaker.has_no_slides = none
    return speaker


@transaction.atomic
def answer_about_slides(speaker: Speaker, *, answer: Help) -> SlidesAnswer:
    """The speaker mails the slides, or would like the organisers to help: they see it in their table."""
    Speaker.objects.filter(pk=speaker.pk).update(has_no_slides=False)
    said, _created = SlidesAnswer.objects.update_or_create(
        speaker=speaker, defaults={"answer": answer, "said_at": timezone.now()}
    )
    return said


def _touch(material: Material, withdrawn_at: datetime | None) -> None:
    Material.objects.filter(pk=material.pk).update(withdrawn_at=withdrawn_at, version=F("version") + 1)
    material.refresh_from_db()
