"""What may not go though the file does not name it: what people answered, handed in or wrote."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tours.lifecycle.actions.importing.rows import Import
from tours.programme.models import SpeakerState
from tours.signups.models import RegistrationState


def check_nothing_is_lost(run: Import) -> None:
    """Add a problem for everything with answers or files on it that is not in the file any more."""
    if run.created:
        return
    _speakers(run)
    _groups(run)
    _materials(run)
    _commitments(run)
    _report(run)


def _gone(run: Import, rows: Any, name: str, attr: str) -> list[Any]:
    named = {item[attr] for item in run.file[name]}
    return [row for row in rows if getattr(row, attr) not in named]


def _add(run: Import, name: str, row: Model, because: str) -> None:
    sentence = _("‘%(row)s’ ontbreekt, maar kan niet weg: %(because)s")
    run.problems.add(run.file.line_of(name), name, sentence % {"row": row, "because": because})


def _speakers(run: Import) -> None:
    for speaker in _gone(run, run.event.speakers.prefetch_related("report_reviews"), "speakers", "ref"):
        if speaker.state != SpeakerState.LISTED or speaker.proposal or speaker.report_reviews.all():
            _add(run, "speakers", speaker, _("deze spreker is al gevraagd of heeft al geantwoord."))


def _groups(run: Import) -> None:
    letters = {group["letter"] for group in run.file["groups"]} or {"A"}
    for group in run.event.groups.exclude(letter__in=letters):
        people = group.registrations.exclude(state=RegistrationState.CANCELLED).count()
        if people:
            because = ngettext(
                "er zit één persoon in deze groep.", "er zitten %(n)s mensen in deze groep.", people
            )
            _add(run, "groups", group, because % {"n": people})


def _materials(run: Import) -> None:
    for material in _gone(run, run.event.materials.with_files(), "materials", "ref"):
        if material.newest:
            _add(run, "materials", material, _("er hangt een bestand aan. Trek het eerst in."))


def _commitments(run: Import) -> None:
    for promised in _gone(run, run.event.commitments.all(), "commitments", "ref"):
        if promised.owner_agreed_at:
            _add(run, "commitments", promised, _("de persoon heeft ja gezegd tegen deze afspraak."))


def _report(run: Import) -> None:
    report = getattr(run.event, "report", None)
    if report is not None and report.body.strip() and run.file["report"] is None:
        _add(run, "report", report, _("er is al een verslag geschreven."))
