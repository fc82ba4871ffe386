"""What is wished of the whole day and what a day by hand does not keep: lunch, and getting there and away in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from core.templatetags.dialoogtoer import clock
from scheduling.board.day import Day
from scheduling.board.sentences import Words, minutes
from scheduling.board.warnings import PlanWarning
from scheduling.planner.distances import way_min
from scheduling.planner.models import DayWish
from scheduling.planner.problem import Question
from tours.programme.models import DAY_MIN, Group, Stop

Said = tuple[str, str, Stop]  # title, sentence, and the stop where it stands


@dataclass(frozen=True)
class Planned:
    """A visit of one group that has times."""

    stop: Stop
    start_min: int
    end_min: int


def broken_day_wishes(day: Day, asked: Question, words: Words) -> Iterator[PlanWarning]:
    """Each at the stop of the group where it shows. A group whose visits do not all have times is left alone."""
    for group in day.groups:
        visits = _planned(day, group)
        if not visits or len(visits) < len(day.route(group)):
            continue
        checks = (("no_break", _lunch), ("leaves_too_early", _from_start), ("home_too_late", _to_end))
        for code, check in checks:
            for title, sentence, stop in check(day, asked, group, visits):
                yield PlanWarning(
                    code=code,
                    severity="warn",
                    title=title,
                    sentence=f"{words.group(str(group.pk))}: {sentence}",
                    url=reverse("planner:planning", args=[day.event.slug]),
                    group=group.pk,
                    stop=stop.pk,
                )


def _planned(day: Day, group: Group) -> list[Planned]:
    found = [(stop, day.visits[group.pk, stop.pk]) for stop in day.route(group)]
    return [
        Planned(stop, visit.start_min, visit.end_min)
        for stop, visit in found
        if visit.start_min is not None and visit.end_min is not None
    ]


def _lunch(day: Day, asked: Question, group: Group, visits: Sequence[Planned]) -> Iterator[Said]:
    wish, place = asked.of_day, asked.lunch_place
    if not wish.lunch_min or any(_rests_after(day, asked, group, visits, n) for n in range(len(visits))):
        return
    said = {
        "minutes": minutes(wish.lunch_min),
        "from": clock(wish.lunch_from_min),
        "until": clock(wish.lunch_until_min),
        "stop": place,
    }
    if place is None:
        sentence = _("er is geen %(minutes)s over voor een pauze die begint tussen %(from)s en %(until)s.")
        yield _("Geen tijd voor de pauze"), sentence % said, visits[0].stop
    else:
        sentence = _("na ‘%(stop)s’ is er geen %(minutes)s over die begint tussen %(from)s en %(until)s.")
        yield _("Geen tijd voor de pauze bij ‘%(stop)s’") % said, sentence % said, place


def _rests_after(day: Day, asked: Question, group: Group, visits: Sequence[Planned], number: int) -> bool:
    """Whether the break fits behind that visit: before the way to the next or, where it need not be there, after it."""
    here, place, wish = visits[number], asked.lunch_place, asked.of_day
    if place is not None and here.stop.pk != place.pk:
        return False
    there = visits[number + 1] if number + 1 < len(visits) else None
    way = (way_min(day, group, here.stop, there.stop) or 0) if there else 0
    until = there.start_min if there else day.event.end_min or DAY_MIN
    if place is not None:
        return _fits(wish, here.end_min, until - way, at_once=True)
    first = number == 0 and _fits(wish, day.event.start_min or 0, here.start_min)
    return first or _fits(wish, here.end_min, until - way) or _fits(wish, here.end_min + way, until)


def _fits(wish: DayWish, from_min: int, until_min: int, *, at_once: bool = False) -> bool:
    """Whether the break fits between these minutes and begins when it is wished to."""
    begins = from_min if at_once else max(from_min, wish.lunch_from_min)
    in_time = wish.lunch_from_min <= begins <= wish.lunch_until_min
    return in_time and begins + wish.lunch_min <= until_min


def _from_start(day: Day, asked: Question, group: Group, visits: Sequence[Planned]) -> Iterator[Said]:
    first, begins = visits[0], day.event.start_min
    way = way_min(day, group, asked.start[0], first.stop) if asked.start else None
    if way is None or begins is None or first.start_min >= begins + way:
        return
    said = {"place": asked.start[0].title, "way": minutes(way)}
    said |= {"at": clock(first.start_min), "day": clock(begins), "stop": first.stop.title}
    sentence = _(
        "van %(place)s is het %(way)s hierheen; de dag begint om %(day)s, en hier begint het om %(at)s."
    )
    yield _("‘%(stop)s’ begint te vroeg") % said, sentence % said, first.stop


def _to_end(day: Day, asked: Question, group: Group, visits: Sequence[Planned]) -> Iterator[Said]:
    last, ends = visits[-1], day.event.end_min
    way = way_min(day, group, last.stop, asked.end[0]) if asked.end else None
    if way is None or ends is None or last.end_min + way <= ends:
        return
    said = {"place": asked.end[0].title, "way": minutes(way), "at": clock(last.end_min), "day": clock(ends)}
    sentence = _("hier is het om %(at)s klaar, en %(place)s is %(way)s verder; de dag eindigt om %(day)s.")
    yield _("Te laat bij %(place)s") % said, sentence % said, last.stop
