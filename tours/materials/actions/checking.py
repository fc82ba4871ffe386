"""From quarantine to published, or refused. Every move is a compare-and-swap; a file that nobody could check stays away."""

from __future__ import annotations

import hashlib
import logging
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.facts import announce
from core.states import MoveRefused
from tours.facts import MaterialPublished
from tours.materials import store
from tours.materials.checks.limits import BOUNDS
from tours.materials.inspection import Verdict, inspect
from tours.materials.models import MaterialVersion, VersionState
from tours.materials.names import storage_name
from tours.materials.refusals import KEPT
from tours.materials.scanning import NotScanned, scanned
from tours.materials.workplace import a_folder, sweep_up

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
_LEASE = timedelta(seconds=3 * BOUNDS.wall_s)
_WAIT = timedelta(minutes=1)  # before the same file is tried again
_AT_ONCE = 20  # files per sweep, and
_BUDGET_S = 20.0  # seconds after which no other is begun: other work waits behind it


def check(pk: int) -> None:
    """Check one uploaded file, if it still waits for that, and publish it when it is what it says."""
    version = _claim(pk)
    if version is None:
        return
    with a_folder() as folder:
        source, cleaned = Path(folder, "source"), Path(folder, "cleaned")
        if not _fetch(version, source):
            _put_back(version, {"code": "not_checked"})
            return
        verdict = inspect(source, version.extension, cleaned)
        try:
            verdict = scanned(verdict, cleaned if verdict.rewritten else source)
        except NotScanned as why:
            _wait_for_the_scanner(version, why)
        else:
            _settle(version, verdict, cleaned)


def check_due(at: datetime) -> int:
    """Uploads and checks that broke off, and files that wait: poked after an upload, and by every sweep.

    Returns how many it looked at.
    """
    sweep_up()
    moved = _forget_broken_uploads(at) + _free_broken_checks(at)
    enough = time.monotonic() + _BUDGET_S
    for pk in MaterialVersion.objects.to_check(at=at).values_list("pk", flat=True)[:_AT_ONCE]:
        if time.monotonic() > enough:
            break
        check(pk)
        moved += 1
    return moved


def publish(version: MaterialVersion) -> None:
    """What was checked becomes available; told when it is the newest there is."""
    version.move_to(VersionState.PUBLISHED, published_at=timezone.now())
    available = version.material.versions.filter(state=VersionState.PUBLISHED)
    if available.aggregate(newest=Max("number"))["newest"] == version.number:
        announce(MaterialPublished(version=version))


def put_away(path: Path) -> tuple[str, str]:
    """Put a checked file in the storage and read it back: (storage name, sha256). OSError when it came out otherwise."""
    with path.open("rb") as file:
        checked = hashlib.file_digest(file, "sha256").hexdigest()
        name = store.save(storage_name(), File(file))
    if store.sha256(name) != checked:
        store.delete(name)
        raise OSError("the storage gave back other bytes than it got")
    return name, checked


def _claim(pk: int) -> MaterialVersion | None:
    """Ours for a while, if nobody else has it."""
    now = timezone.now()
    version = MaterialVersion.objects.to_check(at=now).filter(pk=pk).select_related("material__event").first()
    if version is None:
        return None
    try:
        version.move_to(VersionState.CHECKING, lease_until=now + _LEASE, attempts=version.attempts + 1)
    except MoveRefused:
        return None
    return version


def _fetch(version: MaterialVersion, target: Path) -> bool:
    """Copy the upload out of the storage. False when it isn't there or isn't what arrived."""
    try:
        return store.copy_out(version.storage_name, target) == version.source_sha256
    except Exception:
        logger.exception("upload %s could not be read from the storage", version.pk)
        return False


def _settle(version: MaterialVersion, verdict: Verdict, cleaned: Path) -> None:
    if verdict.again:
        _put_back(version, verdict.refusal)
    elif not verdict.accepted:
        _reject(version, verdict)
    else:
        _accept(version, cleaned if verdict.rewritten else None)


def _accept(version: MaterialVersion, cleaned: Path | None) -> None:
    """CLEAN and PUBLISHED in one transaction; the upload itself goes when a cleaned copy took its place."""
    uploaded = version.storage_name
    name, sha256, size = uploaded, version.source_sha256, version.size_bytes
    if cleaned is not None:
        size = cleaned.stat().st_size
        name, sha256 = put_away(cleaned)
    try:
        with transaction.atomic():
            version.move_to(
                VersionState.CLEAN, storage_name=name, sha256=sha256, size_bytes=size, lease_until=None
            )
            publish(version)
            if name != uploaded:
                transaction.on_commit(lambda: store.delete(uploaded), robust=True)
    except MoveRefused:  # somebody else checked it meanwhile, or it was deleted
        if name != uploaded:
            store.delete(name)
        logger.info("version %s was settled by somebody else", version.pk)


def _reject(version: MaterialVersion, verdict: Verdict) -> None:
    uploaded = version.storage_name
    kept = verdict.refusal["code"] in KEPT
    with transaction.atomic():
        version.move_to(
            VersionState.REJECTED,
            refusal=verdict.refusal,
            storage_name=uploaded if kept else "",
            lease_until=None,
        )
        if not kept:
            transaction.on_commit(lambda: store.delete(uploaded), robust=True)


def _put_back(version: MaterialVersion, refusal: dict[str, str]) -> None:
    """The check itself failed: once more later, and after three times refused."""
    if version.attempts >= MOST_ATTEMPTS:
        _reject(version, Verdict(refusal=refusal))
    else:
        version.move_to(VersionState.QUARANTINED, lease_until=timezone.now() + _WAIT * version.attempts)


def _wait_for_the_scanner(version: MaterialVersion, why: NotScanned) -> None:
    """Not the file's fault, so no attempt of its own: it stays in quarantine until the scanner is back."""
    logger.warning("version %s was not scanned for viruses: %s", version.pk, why)
    version.move_to(
        VersionState.QUARANTINED, lease_until=timezone.now() + _WAIT, attempts=version.attempts - 1
    )


def _forget_broken_uploads(at: datetime) -> int:
    """An upload whose process died: said so, and what arrived of it goes."""
    broken = MaterialVersion.objects.filter(state=VersionState.UPLOADING, lease_until__lte=at)
    for version in broken:
        _reject(version, Verdict(refusal={"code": "interrupted"}))
    return len(broken)


def _free_broken_checks(at: datetime) -> int:
    """A check whose process died goes back in line, unless it did so too often."""
    broken = MaterialVersion.objects.filter(state=VersionState.CHECKING, lease_until__lte=at)
    freed = broken.filter(attempts__lt=MOST_ATTEMPTS).update(state=VersionState.QUARANTINED, lease_until=None)
    for version in broken.filter(attempts__gte=MOST_ATTEMPTS):
        _reject(version, Verdict(refusal={"code": "not_checked"}))
        freed += 1
    return freed
