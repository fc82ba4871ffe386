"""The groups as the page shows them: columns of people, each with why they are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.board.day import Day, cannot_take_steps
from scheduling.engine import Issue
from scheduling.groups.models import GroupQuota
from scheduling.groups.proposal import Proposal, counts
from tours.programme.models import Group
from tours.signups.models import Registration


@dataclass(frozen=True)
class Row:
    """`was`: the letter of the group they come from, where that changes; "" for who had none."""

    person: Registration
    why: str
    was: str | None = None
    needs_step_free: bool = False
    with_whom: Sequence[str] = ()


@dataclass(frozen=True)
class Column:
    """`group` is None for who has no group. `mix`: what sort of people, most first."""

    group: Group | None
    rows: Sequence[Row]
    has_steps: bool

    @property
    def seats(self) -> int:
        return sum(row.person.seats for row in self.rows)

    @property
    def mix(self) -> Sequence[tuple[str, int]]:
        said = Counter(row.person.party or str(row.person.get_role_display()) for row in self.rows)
        return sorted(said.items(), key=lambda item: (-item[1], item[0]))


def columns(
    day: Day, people: Sequence[Registration], friends: Iterable[tuple[int, int]], proposal: Proposal | None
) -> list[Column]:
    """Those without a group first, then each group; as it is, or as it is proposed."""
    letters = {group.pk: group.letter for group in day.groups}
    names = {one.pk: one.name for one in people}
    company = _company(friends, names)
    rows: dict[int | None, list[Row]] = {None: [], **{group.pk: [] for group in day.groups}}
    for one in people:
        goes = proposal.group_of.get(one.pk, one.group_id) if proposal else one.group_id
        rows.setdefault(goes, []).append(
            Row(
                person=one,
                why=_why(one, proposal, names),
                was=letters.get(one.group_id or 0, "") if goes != one.group_id else None,
                needs_step_free=cannot_take_steps(one.access_needs),
                with_whom=company.get(one.pk, ()),
            )
        )
    without = [Column(None, rows[None], has_steps=False)] if rows[None] else []
    return without + [Column(group, rows[group.pk], day.has_steps(group)) for group in day.groups]


def complaints(proposal: Proposal) -> list[str]:
    """What could not be kept to, in names."""
    names = {one.pk: one.name for one in proposal.people}
    letters = [group.letter for group in proposal.day.groups]
    others = [issue for issue in proposal.issues if issue.code != "quota"]
    return [*_impossible(proposal), *_missed(proposal), *(_complaint(one, names, letters) for one in others)]


def _impossible(proposal: Proposal) -> Iterator[str]:
    """Numbers that no division keeps to."""
    groups = len(proposal.day.groups)
    for quota in proposal.quotas:
        total = _count(quota, proposal.people)
        values = {"who": quota.label, "total": total, "groups": groups}
        if total < quota.minimum * groups:
            sentence = _("%(who)s: ten minste %(n)s per groep kan niet, want er zijn er %(total)s voor %(groups)s groepen.")  # fmt: skip
            yield sentence % (values | {"n": quota.minimum})
        if quota.maximum is not None and total > quota.maximum * groups:
            sentence = _("%(who)s: ten hoogste %(n)s per groep kan niet, want er zijn er %(total)s voor %(groups)s groepen.")  # fmt: skip
            yield sentence % (values | {"n": quota.maximum})


def _missed(proposal: Proposal) -> Iterator[str]:
    """Per group where a number is too low or too high, and by how much."""
    for group in proposal.day.groups:
        here = [one for one in proposal.people if proposal.group_of.get(one.pk, one.group_id) == group.pk]
        for quota in proposal.quotas:
            count = _count(quota, here)
            values = {"letter": group.letter, "who": quota.label, "count": count}
            if count < quota.minimum:
                sentence = _(
                    "Groep %(letter)s heeft er %(count)s van ‘%(who)s’; u wilde er ten minste %(n)s."
                )
                yield sentence % (values | {"n": quota.minimum})
            if quota.maximum is not None and count > quota.maximum:
                sentence = _(
                    "Groep %(letter)s heeft er %(count)s van ‘%(who)s’; u wilde er ten hoogste %(n)s."
                )
                yield sentence % (values | {"n": quota.maximum})


def _count(quota: GroupQuota, people: Iterable[Registration]) -> int:
    return sum(one.seats for one in people if counts(quota, one))


def _why(one: Registration, proposal: Proposal | None, names: Mapping[int, str]) -> str:
    if one.placed_by_hand and one.group_id:
        return _("door u geplaatst")
    reason = proposal.reasons.get(one.pk) if proposal else None
    if reason is None:
        return ""
    if reason.code == "by_hand":
        return _("blijft")
    if reason.code == "step_free":
        return _("drempelvrije route")
    if reason.code == "together":
        those = [names[int(friend)] for friend in reason.values["with"] if friend.isdecimal()]
        if those:
            return _("samen met %(names)s") % {"names": ", ".join(those)}
    asked = [quota.label for quota in proposal.quotas if counts(quota, one)] if proposal else []
    return _("gemengd, telt mee voor %(what)s") % {"what": ", ".join(asked)} if asked else _("gemengd")


def _company(friends: Iterable[tuple[int, int]], names: Mapping[int, str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for first, second in friends:
        if first in names and second in names:
            found.setdefault(first, []).append(names[second])
            found.setdefault(second, []).append(names[first])
    return found


def _complaint(issue: Issue, names: Mapping[int, str], letters: Sequence[str]) -> str:
    values: dict[str, Any] = dict(issue.values)
    if "participants" in values:
        values["names"] = ", ".join(names[one] for one in values["participants"])
        values["n"] = len(values["participants"])
    if issue.code == "uneven":
        values["sizes"] = ", ".join(str(size) for size in values["sizes"])
        return _("De groepen zijn niet even groot (%(sizes)s), omdat mensen vast staan.") % values
    if issue.code == "apart":
        return _("%(names)s komen niet in één groep.") % values
    if issue.code == "steps_by_hand":
        about = {"name": names[values["participant"]], "letter": letters[values["group"]]}
        return _("%(name)s kan geen drempels op, en groep %(letter)s komt er wel langs.") % about
    return (
        ngettext(
            "Voor %(names)s heeft geen groep een weg zonder drempels. Kies zelf een groep.",
            "Voor deze mensen heeft geen groep een weg zonder drempels: %(names)s. Kies zelf een groep.",
            values["n"],
        )
        % values
    )
