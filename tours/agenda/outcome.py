"""What came of an event, as far as it is public: material, statements, commitments, report, what followed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tours.dialogue.markdown import to_html
from tours.dialogue.models import Commitment, ReportState, Side, Statement, StatementKind
from tours.materials.links import download_url
from tours.materials.models import Material
from tours.programme.models import Event

ASKED = {StatementKind.NEED, StatementKind.OBSTACLE, StatementKind.PROPOSAL, StatementKind.OFFER}


def outcome_of(event: Event, *, at: datetime) -> dict[str, Any]:
    """Template context. Statements and commitments are public together with the report."""
    report = getattr(event, "report", None)
    published = report is not None and report.state == ReportState.PUBLISHED
    statements = list(Statement.objects.filter(event=event)) if published else []
    return {
        "files": _files(event, at=at),
        "report": report if published else None,
        "report_html": to_html(report.body) if report and published else "",
        "asked": _by_side([statement for statement in statements if statement.kind in ASKED]),
        "conclusions": [each for each in statements if each.kind == StatementKind.CONCLUSION],
        "commitments": list(Commitment.objects.filter(event=event)) if published else [],
        "follow_ups": [each for each in event.followed_by.all() if each.current and each.state != "draft"],
    }


def _by_side(statements: list[Statement]) -> list[tuple[str, list[Statement]]]:
    """Statements per side that has any, as (side, statements)."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        found[statement.side].append(statement)
    return [(side, found[side]) for side in Side.values if side in found]


@dataclass(frozen=True)
class FileLink:
    """A material and where the public finds it."""

    material: Material
    url: str


def _files(event: Event, *, at: datetime) -> dict[int | None, list[FileLink]]:
    """Public material by the id of the stop it belongs to; None for the event as a whole."""
    found: dict[int | None, list[FileLink]] = defaultdict(list)
    for material in Material.objects.of(event).public_now(at=at):
        stop = material.talk.stop_id if material.talk else material.stop_id
        found[stop].append(FileLink(material, download_url(material)))
    return dict(found)
