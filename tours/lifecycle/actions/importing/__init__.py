"""Read an event file into the drafts of one event: all of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from core.errors import RuleBroken
from tours.lifecycle.actions.importing import outcome, own, programme
from tours.lifecycle.actions.importing.keeping import check_nothing_is_lost
from tours.lifecycle.actions.importing.rows import Import
from tours.lifecycle.actions.publishing import publish as publish_event
from tours.lifecycle.importing import Item, Problem, Problems, read_event
from tours.lifecycle.importing.parts import PARTS
from tours.organisations.models import User
from tours.programme.models import Event, Revision


@dataclass(frozen=True)
class Imported:
    """What came of it. `revision` is the one that was made now, if any."""

    event: Event
    created: bool
    changed: bool
    revision: Revision | None


def import_event(content: bytes, *, folder: Path, publish: bool = False, by: User | None = None) -> Imported:
    """Create or update one event from a file; `folder` is where its material lies.

    Raises BrokenFile with everything that is wrong, by line and field; then nothing has changed.
    """
    file = read_event(content)
    stored: list[str] = []
    try:
        with transaction.atomic():
            return _import(file, folder, stored, publish=publish, by=by)
    except Exception:
        for name in stored:
            storages["materials"].delete(name)
        raise


def _import(file: Item, folder: Path, stored: list[str], *, publish: bool, by: User | None) -> Imported:
    problems = Problems()
    event = own.find_event(file, problems)
    run = Import(file, folder, event, problems, created=event.pk is None, stored=stored)
    check_nothing_is_lost(run)
    problems.raise_if_any()
    _write(run, publish=publish)
    problems.raise_if_any()
    event = Event.objects.select_related("organisation", "current").get(pk=event.pk)
    revision = _publish(event, problems, file, by) if publish else None
    return Imported(event, run.created, run.created or run.changes > 0, revision)


def _write(run: Import, *, publish: bool) -> None:
    own.write_venues(run)
    own.write_own_fields(run)
    own.write_relations(run)
    programme.write_speakers(run)
    programme.write_stops(run)
    programme.write_groups(run)
    outcome.write_materials(run)
    outcome.write_statements(run)
    outcome.write_commitments(run)
    programme.remove_stops(run)
    for part in PARTS:
        part.read(run)
    outcome.write_the_report(run, publish=publish)


def _publish(event: Event, problems: Problems, file: Item, by: User | None) -> Revision | None:
    """The new Revision, or None when nothing differs. Past events tell nobody."""
    before = event.current
    try:
        revision = publish_event(event, by=by, silent=event.is_over(at=timezone.now()))
    except RuleBroken as no:
        problems.found.append(Problem(file.line, no.field or "", str(no)))
        problems.raise_if_any()
        raise
    return None if revision == before else revision
