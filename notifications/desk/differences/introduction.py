"""The first time there is nothing to compare with: what becomes public."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.desk.differences.change import Change, listed, place
from notifications.desk.differences.whole import when
from tours.programme.models import StopKind
from tours.programme.snapshot import Programme

_VISITED = {StopKind.VISIT, StopKind.SLOT}


def what_becomes_public(new: Programme) -> list[Change]:
    """What everybody can read after the first publication."""
    changes = [Change("edit", new["title"]), Change("calendar", when(new))]
    if new["meeting_point"]:
        changes.append(Change("pin", place(new["meeting_point"])))
    if end := new.get("end_point"):
        changes.append(Change("flag", _("Einde: %(place)s") % {"place": place(end)}))
    if new["conference_url"]:
        changes.append(Change("globe", _("Online meedoen kan ook: %(url)s") % {"url": new["conference_url"]}))
    if not new["programme_complete"]:
        return [*changes, Change("clock", _("‘Programma volgt’: nog geen tijden en sprekers."))]
    return [*changes, *_programme(new)]


def _programme(new: Programme) -> list[Change]:
    titles = [stop["title"] for stop in new["stops"] if stop["kind"] in _VISITED]
    changes = []
    if titles:
        changes.append(Change("flag", _("Op het programma: %(titles)s.") % {"titles": listed(titles)}))
    names = {
        speaker["id"]: speaker["name"]
        for stop in new["stops"]
        for talk in stop["talks"]
        for speaker in talk["speakers"]
    }
    if names:
        sentence = ngettext("Eén spreker: %(names)s.", "%(n)s sprekers: %(names)s.", len(names))
        changes.append(Change("mic", sentence % {"n": len(names), "names": listed(names.values())}))
    if len(new["groups"]) > 1:
        changes.append(
            Change("people", _("%(n)s groepen, elk met een eigen route.") % {"n": len(new["groups"])})
        )
    return changes
