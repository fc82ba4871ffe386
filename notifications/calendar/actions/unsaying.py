"""Taking back what was written and never left: an entry says again what its holder really heard."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from notifications.calendar.itinerary import Itinerary
from notifications.calendar.models import Saying, Told
from notifications.outbox.models import CalendarMethod
from tours.models import Event

_BATCH = 900  # rows named in one statement: below SQLite's old limit of 999 variables


class Unsaid(NamedTuple):
    """An entry, and the letter about it that did not leave: its method and what it says was before."""

    told: int
    method: str
    facts: dict[str, Any]


@transaction.atomic
def unsay(event: Event, letters: Iterable[Unsaid], *, at: datetime) -> None:
    """Put these entries back. SEQUENCE stays where it is: a number that was given is not given again.

    An entry that would have been the first goes; one that would have returned, or gone, does not.
    """
    first: list[int] = []
    back: list[int] = []
    gone: list[int] = []
    changed: dict[str, list[int]] = defaultdict(list)
    for letter in letters:
        if letter.method == CalendarMethod.CANCEL:
            gone.append(letter.told)
        elif "was" in letter.facts:
            changed[json.dumps(letter.facts["was"], sort_keys=True)].append(letter.told)
        else:
            (back if letter.facts.get("again") else first).append(letter.told)
    for pks in some(first):
        Told.objects.filter(pk__in=pks).delete()
    for pks in some(back):
        Told.objects.filter(pk__in=pks).update(ended_at=at)
    for pks in some(gone):
        Told.objects.filter(pk__in=pks).update(ended_at=None)
    for was, entries in changed.items():
        _put_back(event, json.loads(was), entries)


def number_back(entries: list[int]) -> None:
    """Their last SEQUENCE went to nobody, and nothing is written in its place."""
    for pks in some(entries):
        Told.objects.filter(pk__in=pks, sequence__gt=0).update(sequence=F("sequence") - 1)


def some(pks: list[int]) -> Iterator[list[int]]:
    """As many at a time as one statement may name."""
    for start in range(0, len(pks), _BATCH):
        yield pks[start : start + _BATCH]


def _put_back(event: Event, was: dict[str, Any], entries: list[int]) -> None:
    """These say something else now, and differed from what they were in the same."""
    for pks in some(entries):
        now = Told.objects.filter(pk__in=pks).order_by().values("saying")
        for saying in list(Saying.objects.filter(pk__in=now)):
            heard: Itinerary = {**saying.itinerary, **was}  # type: ignore[typeddict-item]  # keys of Itinerary
            (kept,) = Saying.objects.keep(event.pk, heard)
            Told.objects.filter(pk__in=pks, saying=saying).update(saying=kept)
