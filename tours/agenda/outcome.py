"""What came of an event, as far as it is public: material, statements, commitments, report, what followed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

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
    files = _files(event, at=at)
    return {
        "files": files,
        "to_zip": any(not file.elsewhere for several in files.values() for file in several),
        "titles": {stop["id"]: stop["title"] for stop in event.current.data["stops"]}
        if event.current
        else {},
        "report": report if published else None,
        "report_html": to_html(report.body) if report and published else "",
        "asked": _by_side([statement for statement in statements if statement.kind in ASKED]),
        "conclusions": [each for each in statements if each.kind == StatementKind.CONCLUSION],
        "commitments": list(Commitment.objects.filter(event=event)) if published else [],
        **_neighbours(event),
    }


def _neighbours(event: Event) -> dict[str, Any]:
    """The event it came from and those that came from it, as far as they are public; one statement."""
    linked = Event.objects.public().filter(Q(follows=event.pk) | Q(pk=event.follows_id))
    fields = ("slug", "follows_id", "current__title", "current__starts_at")
    found = list(linked.select_related("current").only(*fields))
    return {
        "earlier": next((each for each in found if each.pk == event.follows_id), None),
        "follow_ups": [each for each in found if each.follows_id == event.pk],
    }


def _by_side(statements: list[Statement]) -> list[tuple[str, list[Statement]]]:
    """Statements per side that has any, as (side, statements)."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        found[statement.side].append(statement)
    return [(side, found[side]) for side in Side.values if side in found]


@dataclass(frozen=True)
class FileLink:
    """What the public sees of a material, and where it is. Plain values: the page is kept by them."""

    title: str
    url: str
    elsewhere: bool  # a link to another site
    extension: str = ""
    size_bytes: int = 0


def _files(event: Event, *, at: datetime) -> dict[int | None, list[FileLink]]:
    """Public material by the id of the stop it belongs to; None for the event as a whole."""
    found: dict[int | None, list[FileLink]] = defaultdict(list)
    needed = ("title", "link", "stop_id", "talk__stop_id")
    public = Material.objects.of(event).public_now(at=at).select_related(None).select_related("talk")
    for material in public.only(*needed):
        stop = material.talk.stop_id if material.talk else material.stop_id
        found[stop].append(_file_link(material))
    return dict(found)


def _file_link(material: Material) -> FileLink:
    url, newest = download_url(material), material.newest
    if material.link or newest is None:
        return FileLink(material.title, url, elsewhere=True)
    return FileLink(
        material.title, url, elsewhere=False, extension=newest.extension, size_bytes=newest.size_bytes
    )
