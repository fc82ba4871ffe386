"""Take in files and links."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from core.bounded import MEGABYTE
from core.poke import poke
from tours.materials import store
from tours.materials.errors import (
    BelongsElsewhere,
    FileRefused,
    FileTooLarge,
    IsALink,
    MomentMissing,
    StorageUnavailable,
    TooManyFiles,
)
from tours.materials.models import (
    MOST_FILES,
    Material,
    MaterialVersion,
    Shown,
    SlidesAnswer,
    UploadLimits,
    VersionState,
    Visibility,
)
from tours.materials.names import extension_of, has_path, shown_name, storage_name
from tours.materials.refusals import KEPT, refusal_of_kind
from tours.programme.models import Event, Speaker, Stop, Talk

logger = logging.getLogger(__name__)
_UPLOAD_LEASE = timedelta(hours=1)


@dataclass(frozen=True)
class Limits:
    """What may be uploaded for one event: said before somebody chooses a file."""

    file_bytes: int
    files: int

    @property
    def megabytes(self) -> int:
        return self.file_bytes // MEGABYTE


def limits_of(event: Event) -> Limits:
    """What this event allows; never more than the whole site does (MATERIAL_MAX_MB)."""
    chosen = UploadLimits.objects.filter(event=event).first()
    if chosen is None:
        return Limits(settings.MATERIAL_MAX_BYTES, MOST_FILES)
    return Limits(min(chosen.megabytes * MEGABYTE, settings.MATERIAL_MAX_BYTES), chosen.files)


def set_limits(event: Event, *, megabytes: int, files: int) -> UploadLimits:
    """Choose how much may be uploaded for this event."""
    limits, _created = UploadLimits.objects.update_or_create(
        event=event, defaults={"megabytes": megabytes, "files": files}
    )
    return limits


def add_material(
    event: Event,
    *,
    title: str,
    file: File[bytes],
    stop: Stop | None = None,
    talk: Talk | None = None,
    speaker: Speaker | None = None,
    visibility: str = Visibility.PARTICIPANTS,
    shown: str = Shown.AT_ONCE,
    visible_from: datetime | None = None,
    uploaded_by: str = "",
) -> Material:
    """Take in a file, in quarantine; a worker checks it and then it can be fetched.

    Raises FileRefused, FileTooLarge, TooManyFiles, StorageUnavailable: then nothing is kept. A file of a kind that
    somebody can help with (an old .ppt) is kept for the organiser as a rejected version.
    """
    kind = _kind_of(event, file)
    with transaction.atomic():
        _room_for_one_more(event)
        material = _write_material(
            event,
            title=title,
            stop=stop,
            talk=talk,
            speaker=speaker,
            visibility=visibility,
            shown=shown,
            visible_from=visible_from,
        )
        version = _write_version(material, kind, uploaded_by)
    try:
        _take_in(version, kind, file)
    except StorageUnavailable:
        material.delete()
        raise
    return material


def add_version(material: Material, file: File[bytes], *, uploaded_by: str = "") -> MaterialVersion:
    """Take in a newer file for the same material; the present one stays until the new one is checked."""
    if material.link:
        raise IsALink
    kind = _kind_of(material.event, file)
    with transaction.atomic():
        _room_for_one_more(material.event)
        version = _write_version(material, kind, uploaded_by)
    try:
        _take_in(version, kind, file)
    except StorageUnavailable:
        version.delete()
        raise
    return version


@transaction.atomic
def add_link(
    event: Event,
    *,
    title: str,
    link: str,
    ref: str = "",
    stop: Stop | None = None,
    talk: Talk | None = None,
    speaker: Speaker | None = None,
    visibility: str = Visibility.PARTICIPANTS,
    shown: str = Shown.AT_ONCE,
    visible_from: datetime | None = None,
) -> Material:
    """Add a link to a video or page. IntegrityError when the event has material called `ref` already."""
    return _write_material(
        event,
        title=title,
        link=link,
        ref=ref,
        stop=stop,
        talk=talk,
        speaker=speaker,
        visibility=visibility,
        shown=shown,
        visible_from=visible_from,
    )


def ensure_belongs(event: Event, stop: Stop | None, talk: Talk | None, speaker: Speaker | None) -> None:
    """BelongsElsewhere unless all of them are of this event."""
    events = {stop and stop.event_id, talk and talk.stop.event_id, speaker and speaker.event_id}
    if events - {None, event.pk}:
        raise BelongsElsewhere


def ensure_moment(shown: str, visible_from: datetime | None) -> None:
    """MomentMissing when something becomes visible at a moment that is not given."""
    if shown == Shown.MOMENT and visible_from is None:
        raise MomentMissing


@dataclass(frozen=True)
class Kind:
    """What can be said of a file before reading it."""

    filename: str
    extension: str
    refusal: dict[str, Any] | None  # kept for the organiser all the same


def _kind_of(event: Event, file: File[bytes]) -> Kind:
    raw = str(file.name or "")
    if has_path(raw):
        raise FileRefused(code="path", name=raw[:80])
    limits = limits_of(event)
    if file.size > limits.file_bytes:
        raise FileTooLarge(megabytes=limits.megabytes)
    extension = extension_of(raw)
    refusal = {"code": "empty"} if not file.size else refusal_of_kind(extension)
    if refusal and refusal["code"] not in KEPT:
        raise FileRefused(**refusal)
    return Kind(shown_name(raw, extension), extension, refusal)


def _room_for_one_more(event: Event) -> None:
    """Locks the event, so that two uploads at once count each other."""
    Event.objects.select_for_update().get(pk=event.pk)
    most = limits_of(event).files
    if MaterialVersion.objects.filter(material__event=event).count() >= most:
        raise TooManyFiles(files=most)


def _write_material(event: Event, *, title: str, **fields: Any) -> Material:
    stop, talk, speaker = fields["stop"], fields["talk"], fields["speaker"]
    ensure_belongs(event, stop, talk, speaker)
    ensure_moment(fields["shown"], fields["visible_from"])
    if talk is not None and speaker is None:
        fields["speaker"] = talk.speakers.first()  # whose yes is needed before the public sees it
    last = event.materials.aggregate(last=Max("position"))["last"] or 0
    ref = fields.pop("ref", "") or _free_ref(event, title)
    return Material.objects.create(event=event, title=title, ref=ref, position=last + 1, **fields)


def _free_ref(event: Event, title: str) -> str:
    """A name for import and export that no other material of this event has."""
    base = slugify(title)[:50] or "materiaal"
    taken = set(event.materials.filter(ref__startswith=base).values_list("ref", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(ref for ref in numbered if ref not in taken)


def _write_version(material: Material, kind: Kind, uploaded_by: str) -> MaterialVersion:
    last = material.versions.aggregate(last=Max("number"))["last"] or 0
    return MaterialVersion.objects.create(
        material=material,
        number=last + 1,
        filename=kind.filename,
        extension=kind.extension[:5],
        storage_name=storage_name(),
        uploaded_by=uploaded_by,
        lease_until=timezone.now() + _UPLOAD_LEASE,
    )


def _take_in(version: MaterialVersion, kind: Kind, file: File[bytes]) -> None:
    """Stream the file to the storage, outside any transaction of ours; then it waits for its check."""
    try:
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        stored = store.save(version.storage_name, file)
    except Exception as error:
        logger.exception("the storage for material failed")
        raise StorageUnavailable from error
    arrived: dict[str, Any] = {
        "storage_name": stored,
        "size_bytes": file.size,
        "sha256": digest.hexdigest(),
        "source_sha256": digest.hexdigest(),
        "lease_until": None,
    }
    with transaction.atomic():
        if kind.refusal:
            version.move_to(VersionState.REJECTED, refusal=kind.refusal, **arrived)
            return
        version.move_to(VersionState.QUARANTINED, **arrived)
        speaker = version.material.speaker
        if speaker is not None:
            SlidesAnswer.objects.filter(speaker=speaker).delete()
            Speaker.objects.filter(pk=speaker.pk, has_no_slides=True).update(has_no_slides=False)
        transaction.on_commit(lambda: poke("materials.check"), robust=True)
