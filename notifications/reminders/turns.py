"""When each of those who were invited by name and say nothing is asked again, and why not: as the sweep will do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from notifications.outbox.models import GONE, Kind, Message
from notifications.reminders.chasing import CHASE_AFTER, MOST, silent_key
from notifications.reminders.moments import GRACE, TOLD_THE_SAME, Moment, moments_of
from notifications.reminders.words import who_words
from tours.models import Event, Registration
from tours.programme.reminders import Anchor, Who, awake


class Turn(NamedTuple):
    """One time to ask somebody again: under which key, for whom the rule is, and why it does not go (empty: it does)."""

    due: datetime
    key: str
    to: str
    is_fixed: bool
    why: str = ""


def chasers_posted(event: Event) -> dict[str, str]:
    """The states of all mails that asked somebody again, by key. One statement."""
    return dict(
        Message.objects.filter(event=event, kind=Kind.INVITED_AGAIN).values_list("key", "state"),
    )


def turns_of(
    event: Event, people: Iterable[Registration], posted: Mapping[str, str], *, at: datetime
) -> Iterator[tuple[Registration, list[Turn]]]:
    """For each of these their turns until it begins, the first first."""
    moments = [each for each in moments_of(event, Anchor.SIGN_UP_CLOSES) if each.rule.who != Who.UNANSWERED]
    for person in people:
        if person.invited_at and event.current:
            wanted = sorted(_wanted(event, person, person.invited_at, moments, at=at))
            begins = event.current.starts_at
            before = [turn for turn in wanted if turn.due < begins]
            yield person, list(_told(event, person, person.invited_at, before, posted))


def _wanted(
    event: Event, person: Registration, invited_at: datetime, moments: Iterable[Moment], *, at: datetime
) -> Iterator[Turn]:
    """What the fixed times and the rules say, whatever became of the ones before."""
    key = f"{Kind.INVITED_AGAIN}:{person.pk}:{invited_at.isoformat()}"
    dues = [invited_at + after for after in CHASE_AFTER]
    for number, due in enumerate(dues, start=1):
        missed = any(later <= at for later in dues[number:])
        why = _("het moment was al voorbij") if missed else ""
        words = str(_("wie is uitgenodigd en niets zei"))
        yield Turn(awake(due, event=event), f"{key}:{number}", words, is_fixed=True, why=why)
    for moment in moments:
        if person.role in moment.rule.roles and moment.due > invited_at:
            why = _("het moment was al voorbij") if moment.due <= at - GRACE else ""
            words = who_words(moment.rule)
            yield Turn(moment.due, silent_key(person, moment), words, is_fixed=False, why=why)


def _told(
    event: Event,
    person: Registration,
    last: datetime,
    turns: Iterable[Turn],
    posted: Mapping[str, str],
) -> Iterator[Turn]:
    """Of these turns the ones that went or go, and why the others do not."""
    times = 0
    for turn in turns:
        state = posted.get(turn.key)
        told = turn._replace(why="") if state else _next(event, person, turn, last, times)
        if not told.why and state not in GONE:
            times, last = times + 1, told.due
        yield told


def _next(event: Event, person: Registration, turn: Turn, last: datetime, times: int) -> Turn:
    """The same turn as it will be: later where the one before was less than a day ago, or with why it is none."""
    too_soon = turn.due < last + TOLD_THE_SAME
    if turn.why:
        return turn
    if not person.email:
        return turn._replace(why=_("geen e-mailadres, u belt"))
    if times >= MOST:
        return turn._replace(why=_("kreeg al twee herinneringen, u belt"))
    if too_soon and not turn.is_fixed:
        return turn._replace(why=_("werd minder dan een dag eerder gevraagd"))
    return turn._replace(due=awake(last + TOLD_THE_SAME, event=event)) if too_soon else turn
