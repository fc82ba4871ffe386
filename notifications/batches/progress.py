"""How far the mails of a publication are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from notifications.batches.models import Batch, BatchState
from notifications.outbox.models import IS_FIRST, Message, MessageState, in_words
from tours.models import Event

SHOWN = 5
_S = MessageState


@dataclass
class Counts:
    """Messages by state; those that ended unsent for a good reason are only in `not_sent`."""

    states: Counter[str] = field(default_factory=Counter)

    @property
    def sent(self) -> int:
        return self.states[_S.SENT]

    @property
    def failed(self) -> int:
        return self.states[_S.FAILED]

    @property
    def waiting(self) -> int:
        return self.states[_S.PENDING] + self.in_hand

    @property
    def in_hand(self) -> int:
        """What a worker took already: that goes, also when the others are stopped."""
        return self.states[_S.SENDING]

    @property
    def held(self) -> int:
        return self.states[_S.HELD]

    @property
    def not_sent(self) -> int:
        return self.states[_S.WITHDRAWN] + self.states[_S.EXPIRED]

    @property
    def total(self) -> int:
        return self.sent + self.failed + self.waiting + self.held


@dataclass
class Mailing(Counts):
    """One batch and its messages, in all and by kind."""

    batch: Batch = field(default_factory=Batch)
    kinds: dict[tuple[str, bool], Counts] = field(
        default_factory=dict
    )  # with whether it is a first programme

    @property
    def by_kind(self) -> list[tuple[str, Counts]]:
        """In words; nothing where all are of one kind."""
        return [
            (in_words(kind, is_first=first), counts) for (kind, first), counts in sorted(self.kinds.items())
        ]

    @property
    def is_stopped(self) -> bool:
        return self.batch.state == BatchState.HELD

    @property
    def is_withdrawn(self) -> bool:
        return self.batch.state == BatchState.WITHDRAWN

    @property
    def was_begun(self) -> bool:
        """Whether something left already: then it was paused, else held from the beginning."""
        return bool(self.sent or self.failed)

    @property
    def is_under_way(self) -> bool:
        """Whether something still happens by itself; of a batch that was stopped only what a worker has in hand."""
        return self.in_hand > 0 if self.is_stopped else self.waiting > 0

    @property
    def may_stop(self) -> bool:
        return self.batch.state == BatchState.RUNNING and self.waiting > 0

    @property
    def is_of_interest(self) -> bool:
        """Something can still be done about it."""
        return self.waiting > 0 or self.held > 0


def mailings_of(event: Event) -> list[Mailing]:
    """The last publication that wrote mail, and earlier ones that are not through; newest first. Two statements."""
    batches = list(Batch.objects.begun().filter(event=event).select_related("moved_by", "revision")[:SHOWN])
    if not batches:
        return []
    mailings = _counted(event, batches)
    newest, *earlier = mailings
    found = [newest] if newest.total or newest.not_sent else []
    return found + [mailing for mailing in earlier if mailing.is_of_interest]


def _counted(event: Event, batches: Iterable[Batch]) -> list[Mailing]:
    found = {batch.pk: Mailing(batch=batch) for batch in batches}
    rows = Message.objects.filter(event=event, batch__in=list(found)).annotate(first=IS_FIRST).order_by()
    counted = rows.values_list("batch", "kind", "first", "state").annotate(Count("pk"))
    for pk, kind, first, state, number in counted:
        mailing = found[pk or 0]
        mailing.states[state] += number
        mailing.kinds.setdefault((kind, first), Counts()).states[state] += number
    return list(found.values())
