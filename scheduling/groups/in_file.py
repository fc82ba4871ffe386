"""How many of a role or party come in each group, in an event file and in a copy of an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from scheduling.groups.actions import set_quotas
from scheduling.groups.models import GroupQuota
from tours.lifecycle.actions.importing.rows import Import
from tours.lifecycle.importing import Item, Part, Problems
from tours.lifecycle.importing.records import ListOf, Record, key
from tours.lifecycle.importing.values import Choice, Text, Whole
from tours.organisations.models import Role
from tours.programme.models import Event, Stop

MOST = 32767  # of the column
QUOTA = Record(
    key("role", Choice([str(role) for role in Role.values], default="")),
    key("party", Text(80, default="")),
    key("least", Whole(0, MOST, default=0)),
    key("most", Whole(0, MOST)),
)
Wanted = dict[tuple[str, str], tuple[int, int | None]]


def values(event: Event) -> list[dict[str, Any]] | None:
    """What is wished, as the schema writes it."""
    return [
        {
            "role": quota.value if quota.attribute == GroupQuota.Attribute.ROLE else "",
            "party": quota.value if quota.attribute == GroupQuota.Attribute.PARTY else "",
            "least": quota.minimum,
            "most": quota.maximum,
        }
        for quota in event.group_quotas.all()
    ]


def check(file: Item, problems: Problems) -> None:
    """Each role or party once, with a number of people that can be."""
    seen = set()
    for item in file["group_quotas"]:
        least, most = item["least"], item["most"]
        if bool(item["role"]) == bool(item["party"]):
            problems.add(item.line, item.path, _("verwacht ‘role’ of ‘party’, een van de twee."))
        elif _of_whom(item) in seen:
            problems.add(item.line, item.path, _("deze groep mensen staat er al."))
        if not least and most is None:
            problems.add(item.line, item.path, _("verwacht ‘least’, ‘most’ of allebei."))
        elif most is not None and most < least:
            line = item.line_of("most")
            problems.add(line, item.path_of("most"), _("verwacht een getal dat niet kleiner is dan ‘least’."))
        seen.add(_of_whom(item))


def read(run: Import) -> None:
    """Exactly what the file says."""
    wanted: Wanted = {_of_whom(item): (item["least"], item["most"]) for item in run.file["group_quotas"]}
    if wanted != _stored(run.event):
        set_quotas(run.event, wanted)
        run.changes += 1


def copy(event: Event, copied: Event, _stops: Mapping[int, Stop]) -> None:
    """The same for the groups of the other day."""
    set_quotas(copied, _stored(event))


PART = Part(key("group_quotas", ListOf(QUOTA)), values=values, check=check, read=read, copy=copy)


def _of_whom(item: Item) -> tuple[str, str]:
    if item["role"]:
        return GroupQuota.Attribute.ROLE, item["role"]
    return GroupQuota.Attribute.PARTY, item["party"]


def _stored(event: Event) -> Wanted:
    return {
        (quota.attribute, quota.value): (quota.minimum, quota.maximum) for quota in event.group_quotas.all()
    }
