"""When the rules of an event fall due, counted from what is published; and the key that makes each reminder one mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.outbox.models import Kind
from tours.models import Event, Revision
from tours.programme.reminders import Anchor, Rule, Who, awake, end_of, rules_of

GRACE = timedelta(
    days=1
)  # a reminder that could not go for longer is stale, and so is a rule that came too late
EARLY_DAYS = 7
TOLD_THE_SAME = timedelta(days=1)  # who heard it so shortly before is not told again


@dataclass(frozen=True)
class Moment:
    """One rule of one event, with the moment at which it falls due and the one it is counted from."""

    rule: Rule
    due: datetime
    counted_from: datetime

    @property
    def kind(self) -> str:
        match self.rule.anchor:
            case Anchor.SLIDES_DUE:
                return Kind.SLIDES_MISSING
            case Anchor.COMMITMENT_DUE:
                return Kind.COMMITMENT_DUE
            case Anchor.SIGN_UP_CLOSES:
                return Kind.INVITED_AGAIN if self.rule.who == Who.SILENT else Kind.CONFIRM_REMINDER
        if self.rule.after:
            return Kind.AFTERWARDS
        return Kind.SPEAKER_REMINDER if self.rule.who == Who.SPEAKERS else Kind.REMINDER

    @property
    def is_early(self) -> bool:
        """A week ahead or more, counted in days."""
        return (self.counted_from.date() - self.due.date()).days >= EARLY_DAYS

    @property
    def head(self) -> str:
        """With what the keys of this rule begin."""
        return f"{self.kind}:{self.rule}:"

    @property
    def tail(self) -> str:
        return f":{self.counted_from.isoformat()}"

    def key(self, person: object) -> str:
        """The rule, the person and the moment: whoever moves the event makes it another reminder."""
        return f"{self.head}{person}{self.tail}"

    def is_now(self, *, at: datetime) -> bool:
        return at - GRACE < self.due <= at


def moments_of(event: Event, *anchors: str) -> list[Moment]:
    """Of a published event, the first first: what is counted from these anchors (all but those of commitments)."""
    revision = event.current
    if revision is None:
        return []
    counted_from = {
        Anchor.START: revision.starts_at,
        Anchor.SIGN_UP_CLOSES: event.registration_closes_at or revision.starts_at,
        Anchor.SLIDES_DUE: slides_due(event, revision),
    }
    found = [
        moment
        for anchor in anchors or counted_from
        for moment in moments_from(event, anchor, counted_from[Anchor(anchor)], all_day=revision.all_day)
    ]
    return sorted(found, key=lambda moment: moment.due)


def moments_from(event: Event, anchor: str, start: datetime, *, all_day: bool = False) -> list[Moment]:
    """What is counted from this moment, the first first."""
    unknown = all_day and anchor == Anchor.START  # the hour is
    dues = ((rule, rule.due_at(start, event=event, all_day=unknown)) for rule in rules_of(event))
    found = [Moment(rule, due, start) for rule, due in dues if due and rule.anchor == anchor]
    return sorted(found, key=lambda moment: moment.due)


def said_before(moment: Moment, among: Sequence[Moment], *, event: Event) -> list[Moment]:
    """Those of these, the first first, that say the same to some of the same people less than a day before this one.

    By the clock on the wall: from ten to ten is a day, also when the clock goes forward that night.
    """

    def less_than_a_day(earlier: Moment) -> bool:
        apart = _on_the_wall(moment, event) - _on_the_wall(earlier, event)
        return apart < TOLD_THE_SAME

    same = (each for each in among[: among.index(moment)] if each.kind == moment.kind)
    return [each for each in same if each.rule.roles & moment.rule.roles and less_than_a_day(each)]


def _on_the_wall(moment: Moment, event: Event) -> datetime:
    return moment.due.astimezone(event.zone).replace(tzinfo=None)


def slides_due(event: Event, revision: Revision) -> datetime:
    """Until when presentations are in time."""
    day = revision.starts_at.astimezone(event.zone).date() - timedelta(days=event.material_deadline_days)
    return end_of(day, event=event)


def is_awake(event: Event, at: datetime) -> bool:
    """Whether this is outside the quiet hours of who organises."""
    return awake(at, event=event) == at
