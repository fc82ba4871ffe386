"""Who will be told what when these drafts are published: counted and shown before anything leaves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from notifications.calendar.changes import Part, PersonKey, may_be_told, parts_of
from notifications.calendar.describe import SideBySide, side_by_side
from notifications.calendar.itinerary import Itinerary
from notifications.calendar.naming import in_words
from notifications.calendar.waiting import as_heard
from notifications.outbox.models import Message, MessageState
from tours.models import Event
from tours.programme.snapshot import Programme

_NAMES = 3
_NEVER_LEFT = [MessageState.WITHDRAWN, MessageState.EXPIRED]


@dataclass(frozen=True)
class Hearing:
    """People who hear the same: what kind of mail, how many, and what was and is. `lines` is empty where all is new."""

    kind: str
    count: int  # without those left out
    left_out: int
    names: list[str]  # the first few
    old: Itinerary | None
    new: Itinerary | None
    lines: list[SideBySide]

    @property
    def label(self) -> str:
        """The kind of mail in words."""
        return in_words(self.kind, self.old, self.new)


@dataclass(frozen=True)
class Preview:
    """`mails` leave when this is published. `mails_per_person` is about who comes, with what they got before."""

    hearings: list[Hearing]
    mails: int
    people: int
    mails_per_person: float


def who_will_be_told(event: Event, programme: Programme, *, left_out: Collection[PersonKey] = ()) -> Preview:
    """Compare what everybody was told with this programme. Writes nothing; a constant number of statements."""
    parts = as_heard(event, parts_of(event, programme, at=timezone.now()))
    for part in parts:
        part.leave_out(left_out)
    coming = may_be_told(event)
    people = set(coming.values_list("pk", flat=True))
    sent = Message.objects.filter(event=event, registration__in=coming).exclude(state__in=_NEVER_LEFT)
    to_them = sum(1 for part in parts for person in part.people if person.registration in people)
    return Preview(
        hearings=sorted((_hearing(part) for part in parts), key=lambda each: (each.kind, -each.count)),
        mails=sum(len(part.people) for part in parts),
        people=len(people),
        mails_per_person=round((sent.count() + to_them) / len(people), 1) if people else 0.0,
    )


def _hearing(part: Part) -> Hearing:
    return Hearing(
        kind=part.kind,
        count=len(part.people),
        left_out=len(part.left_out),
        names=[person.name or person.email for person in part.people[:_NAMES]],
        old=part.old,
        new=part.new,
        lines=side_by_side(part.old, part.new) if part.old and part.new else [],
    )
