"""Material that is already at hand on this machine: checked here and now, published at once."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tours.materials import store
from tours.materials.actions.checking import publish, put_away
from tours.materials.actions.uploading import ensure_belongs, ensure_moment, limits_of
from tours.materials.errors import FileRefused, FileTooLarge, StorageUnavailable
from tours.materials.inspection import inspect
from tours.materials.models import Material, MaterialVersion, Shown, VersionState, Visibility
from tours.materials.names import extension_of, shown_name
from tours.materials.refusals import refusal_of_kind
from tours.materials.workplace import a_folder
from tours.programme.models import Event, Speaker, Stop, Talk

logger = logging.getLogger(__name__)


def add_checked(
    event: Event,
    *,
    ref: str,
    title: str,
    path: Path,
    position: int = 1,
    stop: Stop | None = None,
    talk: Talk | None = None,
    speaker: Speaker | None = None,
    visibility: str = Visibility.PARTICIPANTS,
    shown: str = Shown.AT_ONCE,
    visible_from: datetime | None = None,
    agreed: bool = False,
    uploaded_by: str = "",
) -> Material:
    """Create or update the material called `ref` from a file, checked while the caller waits (a second or so).

    The same file again makes no new version. `agreed`: the speaker said yes to the public. Raises FileRefused,
    FileTooLarge, StorageUnavailable; then nothing has changed.
    """
    ensure_belongs(event, stop, talk, speaker)
    ensure_moment(shown, visible_from)
    source_sha256 = _digest(event, path)
    known = Material.objects.filter(event=event, ref=ref).first()
    agreed_at = (known and known.public_agreed_at) or timezone.now() if agreed else None
    fields = {
        "title": title, "position": position, "stop": stop, "talk": talk, "speaker": speaker, "link": "",
        "visibility": visibility, "shown": shown, "visible_from": visible_from, "public_agreed_at": agreed_at,
    }  # fmt: skip
    if known and _has(known, source_sha256):
        return _update(event, ref, fields)
    stored = _check_and_store(path)
    try:
        with transaction.atomic():
            material = _update(event, ref, fields)
            _write(material, path, stored, source_sha256, uploaded_by)
    except Exception:
        store.delete(stored[0])
        raise
    return material


def _digest(event: Event, path: Path) -> str:
    limits = limits_of(event)
    if path.stat().st_size > limits.file_bytes:
        raise FileTooLarge(megabytes=limits.megabytes)
    if refusal := refusal_of_kind(extension_of(path.name)):
        raise FileRefused(**refusal)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _has(material: Material, source_sha256: str) -> bool:
    """What was uploaded then, or what became of it: an export gives the latter."""
    newest = material.newest
    return newest is not None and source_sha256 in {newest.source_sha256, newest.sha256}


def _update(event: Event, ref: str, fields: dict[str, object]) -> Material:
    material, _created = Material.objects.update_or_create(event=event, ref=ref, defaults=fields)
    return material


def _check_and_store(path: Path) -> tuple[str, str, int]:
    """(storage name, sha256, bytes) of what may be published."""
    with a_folder() as folder:
        cleaned = Path(folder, "cleaned")
        verdict = inspect(path.resolve(), extension_of(path.name), cleaned)
        if not verdict.accepted:
            raise FileRefused(**verdict.refusal)
        checked = cleaned if verdict.rewritten else path
        try:
            name, sha256 = put_away(checked)
        except Exception as error:
            logger.exception("the storage for material failed")
            raise StorageUnavailable from error
        return name, sha256, checked.stat().st_size


def _write(
    material: Material, path: Path, stored: tuple[str, str, int], source_sha256: str, uploaded_by: str
) -> None:
    last = material.versions.aggregate(last=Max("number"))["last"] or 0
    name, sha256, size = stored
    extension = extension_of(path.name)
    version = MaterialVersion.objects.create(
        material=material,
        number=last + 1,
        state=VersionState.CLEAN,
        filename=shown_name(path.name, extension),
        extension=extension,
        size_bytes=size,
        sha256=sha256,
        source_sha256=source_sha256,
        storage_name=name,
        uploaded_by=uploaded_by,
    )
    publish(version)
