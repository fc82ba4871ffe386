"""Of those who were invited and said neither yes nor no: whom somebody rings now, and who still gets a mail first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from notifications.outbox.models import GONE, Kind, Message, MessageState
from notifications.reminders.chasing import MOST
from notifications.reminders.rounds import Unreachable, unreachable_of
from notifications.reminders.turns import Turn, chasers_posted, turns_of
from tours.models import Event, Registration
from tours.programme.models import EventState
from tours.signups.invitations.standing import without_answer
from tours.signups.models import Said

RING_DAYS = 7  # so near the event everybody who is silent is rung


class Silent(NamedTuple):
    """Somebody without an answer: why one rings now, else when their next mail goes."""

    person: Registration
    why: str = ""
    next_mail: datetime | None = None


class CallList(NamedTuple):
    """Whom one rings now, and whose turn it is not; those of the last in the order of their next mail."""

    now: list[Silent]
    later: list[Silent]

    @property
    def number(self) -> int:
        return len(self.now) + len(self.later)


def call_list(event: Event, *, at: datetime) -> CallList:
    """Six statements, however many people."""
    people = list(without_answer(event))
    posted = chasers_posted(event)
    turns = {person.pk: found for person, found in turns_of(event, people, posted, at=at)}
    failed, unreachable, times = _came_back(event), unreachable_of(event), _times(event)
    found = []
    for person in people:
        theirs = turns.get(person.pk, [])
        mail = _next_mail(event, theirs, posted, at=at)
        reason = _reason(person, unreachable, failed=person.pk in failed) or _near(event, at=at)
        found.append(Silent(person, reason or ("" if mail else _after(times[person.pk])), mail))
    later = sorted((each for each in found if not each.why and each.next_mail), key=_by_mail)
    return CallList([each for each in found if each.why], later)


def _reason(person: Registration, unreachable: Unreachable, *, failed: bool) -> str:
    """Why no mail brings an answer any more; empty where one may."""
    if not person.email:
        return _("geen e-mailadres")
    if why := unreachable.why(person.email, Kind.INVITED_AGAIN):
        return why
    if failed:
        return _("de uitnodiging kwam niet aan")
    return _("zei misschien") if person.said == Said.MAYBE else ""


def _near(event: Event, *, at: datetime) -> str:
    if event.current is None:
        return ""
    day = event.current.starts_at.astimezone(event.zone).date()
    near = day - at.astimezone(event.zone).date() <= timedelta(days=RING_DAYS)
    return _("het is bijna zover") if near else ""


def _next_mail(
    event: Event, turns: Iterable[Turn], posted: dict[str, str], *, at: datetime
) -> datetime | None:
    """When this person is asked again; what should have gone goes now."""
    if event.state != EventState.PUBLISHED:
        return None
    waits = (turn for turn in turns if not turn.why and turn.key not in posted)
    return next((max(turn.due, at) for turn in waits), None)


def _after(times: int) -> str:
    """What was tried, of whom gets no mail any more."""
    if times >= MOST:
        return _("kreeg twee herinneringen")
    return _("kreeg één herinnering") if times else _("krijgt geen herinnering meer")


def _times(event: Event) -> Counter[int | None]:
    """How often each was asked again."""
    again = Message.objects.filter(event=event, kind=Kind.INVITED_AGAIN).exclude(state__in=GONE)
    return Counter(again.values_list("registration", flat=True))


def _came_back(event: Event) -> set[int | None]:
    """Of whom the invitation failed."""
    failed = Message.objects.filter(event=event, kind=Kind.INVITED, state=MessageState.FAILED)
    return set(failed.values_list("registration", flat=True))


def _by_mail(silent: Silent) -> tuple[datetime | None, int]:
    return silent.next_mail, silent.person.pk
