"""Material, what was said, what was promised, and the report."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from tours.dialogue.actions import publish_report, report_of, withdraw_report, write_report
from tours.dialogue.models import Commitment, ReportState, Statement
from tours.lifecycle.actions.importing.rows import Import, numbered, pick, same, split
from tours.lifecycle.importing import Item
from tours.lifecycle.importing.checks import aware
from tours.materials.actions import add_checked, add_link
from tours.materials.models import Material
from tours.programme.models import EventState


def write_materials(run: Import) -> None:
    """Files are checked like any upload; the same file again makes no new version. What is missing is a link: it goes."""
    rows = {row.ref: row for row in run.event.materials.with_files()}
    kept, gone = split(rows, run.file["materials"], "ref")
    run.remove(row for row in gone if row.link)
    rows_or_new = [kept.get(item["ref"]) or Material() for item in run.file["materials"]]
    for item, (position, _row) in zip(run.file["materials"], numbered(rows_or_new), strict=True):
        _write_material(run, item, kept.get(item["ref"]), position)


def write_statements(run: Import) -> None:
    items = run.file["statements"]
    known, gone = split({row.ref: row for row in run.event.statements.all()}, items, "ref")
    run.remove(gone)
    rows = [known.get(item["ref"]) or Statement(event=run.event, ref=item["ref"]) for item in items]
    for item, (position, row) in zip(items, numbered(rows), strict=True):
        stop = run.stops.get(item["stop"])
        run.put(row, position=position, stop=stop, **pick(item, "kind", "side", "text"))


def write_commitments(run: Import) -> None:
    """Written down, not announced: who reads in a file tells people themselves."""
    items = run.file["commitments"]
    known, gone = split({row.ref: row for row in run.event.commitments.all()}, items, "ref")
    run.remove(gone)
    rows = [known.get(item["ref"]) or Commitment(event=run.event, ref=item["ref"]) for item in items]
    for item, (position, row) in zip(items, numbered(rows), strict=True):
        fields = pick(item, "text", "owner_name", "owner_email", "owner_is_organisation", "due_date", "state")
        run.put(row, position=position, **fields)


def write_the_report(run: Import, *, publish: bool) -> None:
    """The text of the report. Public only with `publish`, or while the event itself is not public."""
    item = run.file["report"]
    if item is None:
        return
    report = report_of(run.event)
    try:
        if not same(report.body, item["body"]):
            if publish and report.state == ReportState.PUBLISHED:
                report = withdraw_report(report)
            report = write_report(report, body=item["body"], version=report.version)
            run.changes += 1
        public = publish or run.event.state == EventState.DRAFT
        if item["published"] and public and report.state != ReportState.PUBLISHED:
            publish_report(report)
            run.changes += 1
    except RuleBroken as no:
        run.problems.add(item.line, "report", str(no))


def _write_material(run: Import, item: Item, row: Material | None, position: int) -> None:
    where: dict[str, Any] = pick(item, "title", "visibility", "shown") | {
        "stop": run.stops.get(item["stop"]),
        "talk": run.talks.get(item["talk"]),
        "speaker": run.speakers.get(item["speaker"]),
        "visible_from": aware(item["visible_from"], run.file["timezone"]),
    }
    if item["link"]:
        row = row or add_link(run.event, ref=item["ref"], link=item["link"], **where)
    elif not (row and _is_stored(row, item)):
        row = _add_file(run, item, row, **where | {"position": position})
    if row is not None:
        agreed_at = (row.public_agreed_at or timezone.now()) if item["speaker_agreed"] else None
        run.put(row, position=position, link=item["link"], public_agreed_at=agreed_at, **where)


def _is_stored(row: Material, item: Item) -> bool:
    """Whether the file that the item means is what we have, by its hash."""
    return bool(item["sha256"] and row.newest and row.newest.sha256 == item["sha256"])


def _add_file(run: Import, item: Item, row: Material | None, **details: Any) -> Material | None:
    path = _path(run, item)
    if path is None:
        return row
    if row is not None:  # as it will be, so that only the file is left to compare
        run.put(row, **details)
    try:
        made = add_checked(run.event, ref=item["ref"], path=path, agreed=item["speaker_agreed"], **details)
    except RuleBroken as no:
        run.problems.add(item.line_of("file"), item.path_of("file"), str(no))
        return row
    made = Material.objects.with_files().get(pk=made.pk)
    if made.newest and (row is None or made.newest != row.newest):
        run.changes += 1
        run.stored.append(made.newest.storage_name)
    return made


def _path(run: Import, item: Item) -> Path | None:
    """Where the file lies: in the folder of the event file or below it, also when links are followed."""
    folder = run.folder.resolve()
    with suppress(OSError, RuntimeError):  # a name too long for the disk, links in a circle
        path: Path = (folder / item["file"]).resolve()
        if path.is_file() and path.is_relative_to(folder):
            return path
    expected = _("verwacht een bestand; ‘%(file)s’ is er niet naast %(folder)s.")
    values = {"file": item["file"], "folder": folder}
    run.problems.add(item.line_of("file"), item.path_of("file"), expected % values)
    return None
