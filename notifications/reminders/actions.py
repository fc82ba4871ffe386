"""The sweep: posts every reminder that is due. Run twice, one mail each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from notifications.outbox.actions import Letter, post_many
from notifications.outbox.models import Message
from notifications.reminders import chasing, due
from notifications.reminders.digest import digests, period
from notifications.reminders.keys import ending_keys
from notifications.reminders.models import DigestRound

_BATCH = 900
Part = Callable[..., Iterator[Letter]]
_PARTS: tuple[Part, ...] = (
    due.participants,
    due.speakers,
    due.held_seats,
    due.sign_up,
    chasing.unanswered,
    chasing.silent_invitees,
    due.slides,
    due.commitments,
    due.thanks,
    chasing.polls,
)


def sweep_reminders(at: datetime) -> int:
    """Post what is due at that moment. Returns how many mails that are new."""
    return sum(_post_new(part, at) for part in _PARTS) + _digest(at)


@transaction.atomic
def _post_new(part: Part, at: datetime) -> int:
    """Only what has no row yet: the key would see to it as well, but not count."""
    letters = _new(part, at)
    post_many(replace(letter, due_at=at) for letter in letters)
    return len(letters)


def unposted(at: datetime) -> list[Letter]:
    """What a sweep at that moment would post; when the moment is past, what the clock left undone. Reads only."""
    return [letter for part in _PARTS for letter in _new(part, at)]


def _new(part: Part, at: datetime) -> list[Letter]:
    letters = {letter.key: letter for letter in part(at=at)}
    for key in _known(list(letters)):
        del letters[key]
    return list(letters.values())


def _known(keys: list[str]) -> Iterator[str]:
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        yield from Message.objects.filter(key__in=batch).values_list("key", flat=True)


def _digest(at: datetime) -> int:
    """Once a day, with what else is told then. The round and its letters are written together; of two sweeps at once, one writes it."""
    span = period(at)
    if span is None:
        return 0
    since, until = span
    try:
        with transaction.atomic():
            DigestRound.objects.create(until=until)
            letters = [*digests(since, until), *_new(ending_keys, at)]
            post_many(letters)
    except IntegrityError:
        return 0
    return len(letters)
