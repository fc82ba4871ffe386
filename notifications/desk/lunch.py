"""Lunch: for whom, by when it is to be passed on, and whether the count changed since that was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import ngettext

from notifications.desk.models import LunchPassedOn
from tours.programme.models import Event, Stop, StopKind
from tours.programme.snapshot import stops_of
from tours.signups.desk.counts import Counts

PASS_ON_DAYS = 3  # before the event, whoever makes the lunch wants to know
ASK_DAYS = 7  # before the event, the organiser begins to be asked


@dataclass(frozen=True)
class Lunch:
    """The count as it is now, beside the one that was passed on."""

    event: Event
    stops: list[Stop]
    counts: Counts
    passed_on: LunchPassedOn | None

    @property
    def is_passed_on(self) -> bool:
        """This very count was."""
        return self.passed_on is not None and self.passed_on.persons == persons(self.counts)

    @property
    def subject(self) -> str:
        eating = self.counts.eating
        said = ngettext("Lunch op %(day)s: één persoon", "Lunch op %(day)s: %(n)s personen", eating)
        return said % {"day": self._day, "n": eating}

    @property
    def letter(self) -> str:
        """The count in words, ready to be sent."""
        lines = [f"{number} {str(word).lower()}" for word, number in self.counts.by_diet]
        wishes = [f"{eater.name}: {eater.wish}" for eater in self.counts.wishes]
        where = [stop.venue.name if stop.venue else stop.title for stop in self.stops[:1]]
        return "\n".join([self.subject, *where, "", *lines, *([""] if wishes else []), *wishes])

    @property
    def _day(self) -> str:
        return date_format(self.event.day, "l j F") if self.event.day else "?"

    @property
    def was(self) -> int | None:
        """How many persons were passed on, where that is another count than now's."""
        if self.passed_on is None or self.is_passed_on:
            return None
        return sum(self.passed_on.persons.values())


def meals_of(event: Event) -> list[Stop]:
    """The stops at which people eat."""
    return [stop for stop in stops_of(event) if stop.kind == StopKind.MEAL]


def pass_on_by(day: date) -> date:
    return day - timedelta(days=PASS_ON_DAYS)


def persons(counts: Counts) -> dict[str, int]:
    """Persons per diet, as they are kept."""
    return {str(diet): number for diet, number in sorted(counts.lunch.items()) if number}
