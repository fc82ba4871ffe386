"""When who is reminded: rules as an event keeps them, and the moments that follow from them. Pure functions.

A rule is a short sentence: `1d before start for speakers`, `2d after slides_due`, `12h before sign_up_closes for
councillor`. What goes without saying is left out: `7d` is so many days before the start, for everybody who comes.
Days mean 10:00 local time on that day, hours are exact. What falls in the quiet hours waits until they are over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from tours.organisations.models import Role

if TYPE_CHECKING:
    from tours.programme.models import Event

AT = time(10)
MOST_DAYS, MOST_HOURS = 60, 72
_DAY_ENDS = time(23, 59)  # until when something that is due on a day is in time
_FORM = re.compile(
    r"(?P<amount>0|[1-9][0-9]?)(?P<unit>[dh])(?: (?P<side>before|after) (?P<anchor>\w+))?(?: for (?P<who>\w+))?",
    re.ASCII,
)


class Anchor(models.TextChoices):
    """What a reminder is counted from."""

    START = "start", _("het begin")
    SIGN_UP_CLOSES = "sign_up_closes", _("het einde van de aanmelding")
    SLIDES_DUE = "slides_due", _("de uiterste dag voor presentaties")
    COMMITMENT_DUE = "commitment_due", _("de uiterste dag van een afspraak")


class Who(models.TextChoices):
    """Everybody for whom there are reminders, besides the roles in which people come."""

    PARTICIPANTS = "participants", _("iedereen die komt")
    SPEAKERS = "speakers", _("sprekers")
    UNANSWERED = "unanswered", _("wie nog niet heeft bevestigd")
    SILENT = "silent", _("wie is uitgenodigd en niets liet horen")
    OWNERS = "owners", _("wie een afspraak heeft gemaakt")


# For whom there is something to say at which moment; the first goes without saying.
FITS: dict[str, tuple[str, ...]] = {
    Anchor.START: (Who.PARTICIPANTS, Who.SPEAKERS, *Role.values),
    Anchor.SIGN_UP_CLOSES: (Who.UNANSWERED, Who.SILENT, *Role.values),
    Anchor.SLIDES_DUE: (Who.SPEAKERS,),
    Anchor.COMMITMENT_DUE: (Who.OWNERS,),
}


class BadRule(RuleBroken):
    sentence = _(
        "“%(text)s” kan niet als herinnering. Schrijf dagen (tot en met 60d) of uren (tot en met 72h),"
        " bijvoorbeeld ‘1d before start for speakers’."
    )


@dataclass(frozen=True)
class Rule:
    """So many days or hours before or after a moment, for some of the people."""

    amount: int
    unit: str = "d"  # "d" or "h"
    after: bool = False
    anchor: str = Anchor.START
    who: str = Who.PARTICIPANTS

    def __str__(self) -> str:
        short = f"{self.amount}{self.unit}"
        if self == Rule(self.amount, self.unit):
            return short
        said = f"{short} {'after' if self.after else 'before'} {self.anchor}"
        return said if self.who == FITS[self.anchor][0] else f"{said} for {self.who}"

    @property
    def roles(self) -> frozenset[str]:
        """Of people who come or were invited: those for whom this is."""
        return frozenset({self.who}) if self.who in Role.values else frozenset(Role.values)

    def due_at(self, moment: datetime, *, event: Event, all_day: bool = False) -> datetime | None:
        """When it goes, in the event's local time.

        None where that is never: hours from a day of which no time is known, or a warning that would come too late.
        """
        local, sign = moment.astimezone(event.zone), 1 if self.after else -1
        if self.unit == "d":
            day = local.date() + timedelta(days=sign * self.amount)
            due = datetime.combine(day, AT, tzinfo=event.zone)
        elif all_day:
            return None
        else:
            due = moment + timedelta(hours=sign * self.amount)
        due = awake(due, event=event)
        return due if self.after or due < moment else None


STANDARD = (
    Rule(1, who=Who.SPEAKERS),
    Rule(0, anchor=Anchor.SLIDES_DUE, who=Who.SPEAKERS),
    Rule(2, after=True, anchor=Anchor.SLIDES_DUE, who=Who.SPEAKERS),
    Rule(7, anchor=Anchor.SIGN_UP_CLOSES, who=Who.UNANSWERED),
    Rule(2, anchor=Anchor.SIGN_UP_CLOSES, who=Who.UNANSWERED),
    Rule(7, anchor=Anchor.COMMITMENT_DUE, who=Who.OWNERS),
)


def standard_rules() -> list[str]:
    """What a new event begins with, besides the offsets for everybody who comes."""
    return [str(rule) for rule in STANDARD]


def parse_rule(text: object) -> Rule:
    """`7d`, `1d before start for speakers`. Raises BadRule."""
    words = " ".join(text.lower().split()) if isinstance(text, str) else ""
    match = _FORM.fullmatch(words)
    if match is None:
        raise BadRule(text=text)
    anchor = match["anchor"] or Anchor.START
    rule = Rule(
        int(match["amount"]),
        match["unit"],
        after=match["side"] == "after",
        anchor=anchor,
        who=match["who"] or FITS.get(anchor, ("",))[0],
    )
    if not _can_be(rule):
        raise BadRule(text=text)
    return rule


def rules_of(event: Event) -> list[Rule]:
    """All rules of an event, each once. What is no rule is passed over: one bad entry must not silence the others."""
    found: dict[Rule, None] = {}
    for text in (*event.reminder_offsets, *event.reminder_rules):
        try:
            found[parse_rule(text)] = None
        except BadRule:
            continue
    return list(found)


def end_of(day: date, *, event: Event) -> datetime:
    """Until when what is due on that day is in time, where the event is."""
    return datetime.combine(day, _DAY_ENDS, tzinfo=event.zone)


def awake(moment: datetime, *, event: Event) -> datetime:
    """That moment, or the first one after it outside the quiet hours of who organises."""
    begins, ends = event.organisation.quiet_from, event.organisation.quiet_until
    local = moment.astimezone(event.zone)
    over_night = begins > ends
    in_the_evening = local.hour >= begins and (over_night or local.hour < ends)
    in_the_morning = over_night and local.hour < ends
    if not (in_the_evening or in_the_morning):
        return moment
    day = local.date() + timedelta(days=over_night and in_the_evening)
    return datetime.combine(day, time(ends), tzinfo=event.zone)


def due_between(
    rules: Iterable[Rule], moment: datetime, *, event: Event, all_day: bool, since: datetime, until: datetime
) -> list[tuple[datetime, Rule]]:
    """Which of these rules fell due after `since` and by `until`, the last first."""
    dues = ((rule.due_at(moment, event=event, all_day=all_day), rule) for rule in rules)
    found = [(due, rule) for due, rule in dues if due and since < due <= until]
    return sorted(found, key=lambda each: each[0], reverse=True)


def _can_be(rule: Rule) -> bool:
    most = MOST_DAYS if rule.unit == "d" else MOST_HOURS
    return (rule.unit == "h") <= rule.amount <= most and rule.who in FITS.get(rule.anchor, ())
