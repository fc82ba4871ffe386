"""One mail at one moment, as the page about reminders shows it: who gets it, who does not, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from notifications.outbox.models import GONE, OPTIONAL, Kind, MessageState, OptOut, Suppression
from notifications.reminders.moments import GRACE
from tours.models import Event

_WENT = {MessageState.SENT, MessageState.SENDING}
# Asked for as long as it is of use; the others are stale after a day.
_NEVER_LATE = {Kind.SLIDES_MISSING, Kind.AFTERWARDS, Kind.POLL_REMINDER, Kind.INVITED_AGAIN}


class Somebody(NamedTuple):
    """A person, the key of their mail, and why they do not get it (empty: they do)."""

    name: str
    email: str
    key: str
    why: str = ""


@dataclass(frozen=True)
class Round:
    """One mail at one moment: who gets it (or got it, when `is_past`), and who does not, by reason."""

    at: datetime
    what: str
    to: str
    names: list[str]
    skipped: dict[str, list[str]]
    is_past: bool

    @property
    def passed_over(self) -> int:
        return sum(len(names) for names in self.skipped.values())


class Planned(NamedTuple):
    """One mail at one moment, before what became of it is known."""

    due: datetime
    kind: str
    to: str
    people: list[Somebody]


@dataclass(frozen=True)
class Unreachable:
    """Addresses in lower case: who wants no optional mail of this organisation, and where no mail goes at all."""

    stopped: frozenset[str]
    suppressed: frozenset[str]

    def why(self, email: str, kind: str) -> str:
        """Why a mail of this kind does not go there; empty where it does."""
        if email.lower() in self.suppressed:
            return _("naar dit adres gaat geen mail meer")
        if kind in OPTIONAL and email.lower() in self.stopped:
            return _("wil alleen mail die nodig is")
        return ""


def unreachable_of(event: Event) -> Unreachable:
    """For the mails about this event. Two statements."""
    stopped = OptOut.objects.filter(organisation=event.organisation_id).values_list("email", flat=True)
    suppressed = Suppression.objects.values_list("email", flat=True)
    return Unreachable(
        frozenset(email.lower() for email in stopped), frozenset(email.lower() for email in suppressed)
    )


def is_stale(planned: Planned, *, at: datetime) -> bool:
    """Whether it does not go any more to whoever has not had it."""
    return planned.kind not in _NEVER_LATE and planned.due <= at - GRACE


def heard_by(planned: Planned, posted: dict[str, str], *, at: datetime) -> set[str]:
    """The keys of those who got it or will."""
    stale = is_stale(planned, at=at)
    found = set()
    for person in planned.people:
        state = posted.get(person.key)
        if state not in GONE if state else not (person.why or stale):
            found.add(person.key)
    return found


def came_of(planned: Planned, posted: dict[str, str], unreachable: Unreachable, *, at: datetime) -> Round:
    """What became of it, or will: `posted` are the states of the event's mails by key."""
    stale = is_stale(planned, at=at)
    names: list[str] = []
    skipped: dict[str, list[str]] = defaultdict(list)
    for person in planned.people:
        state = posted.get(person.key)
        why = person.why or (_("het moment was al voorbij") if stale else "")
        stopped = unreachable.why(person.email, planned.kind)
        if stopped and state not in _WENT:
            skipped[stopped].append(person.name)
        elif state in GONE:
            skipped[_("de mail kwam niet aan of is tegengehouden")].append(person.name)
        elif why and state is None:
            skipped[why].append(person.name)
        else:
            names.append(person.name)
    what = str(Kind(planned.kind).label)
    return Round(planned.due, what, planned.to, names, dict(skipped), is_past=planned.due <= at)
