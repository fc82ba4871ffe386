"""The rules of one event as the page lists them, and which of them leave out who heard the same from another."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from notifications.reminders.moments import Moment, moments_from, moments_of, said_before
from notifications.reminders.words import when_words, who_words
from tours.models import Event
from tours.programme.models import EventState
from tours.programme.reminders import Anchor, Rule, end_of, rules_of


class RuleLine(NamedTuple):
    """One rule in words; `after` are the rules whose readers do not hear this one, within a day."""

    rule: Rule
    when: str
    who: str
    after: list[str]


def rule_lines(event: Event, *, at: datetime) -> list[RuleLine]:
    """All rules of the event, in its own order; of a draft it is not known yet which fall within a day."""
    moments = moments_of(event, Anchor.START)
    some_day = end_of(at.astimezone(event.zone).date(), event=event)
    moments += moments_from(event, Anchor.COMMITMENT_DUE, some_day)
    found = {moment.rule: moment for moment in moments}
    return [
        RuleLine(rule, when_words(rule), who_words(rule), _after(found.get(rule), moments, event))
        for rule in rules_of(event)
    ]


def _after(moment: Moment | None, among: list[Moment], event: Event) -> list[str]:
    if moment is None or event.state != EventState.PUBLISHED:
        return []
    return [when_words(each.rule) for each in said_before(moment, among, event=event)]
