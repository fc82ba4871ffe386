"""Wishes that the day on the board does not keep, in sentences at the stop: what the programme alone cannot know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.dialoogtoer import clock
from scheduling.board.day import Day
from scheduling.board.sentences import Words, minutes
from scheduling.board.warnings import Fix, PlanWarning, bring_together
from scheduling.engine import Plan, Violation, Visit, broken_rules
from scheduling.engine.plan import FEASIBLE
from scheduling.engine.windows import hold
from scheduling.planner.kept_day import broken_day_wishes
from scheduling.planner.problem import Question
from tours.programme.models import Visit as StoredVisit

Values = Mapping[str, Any]
_HOPELESS = frozenset({"outside_opening_hours"})  # nobody lets them in; the others are a matter of squeezing


_OF_A_STOP = {
    "too_many_groups": "capacity",
    "setup_too_short": "setup",
    "outside_opening_hours": "opening_hours",
    "not_together": "joint",
}
_OF_THE_DAY = {
    "overlap": "buffer",
    "leg_too_short": "buffer",
    "leg_tight": "buffer",
    "no_room_between": "buffer",
    "after_day": "end_of_day",
}


def broken_of(warnings: Iterable[PlanWarning]) -> set[tuple[str, str]]:
    """The wishes that these warnings are about, by code and stop; "" for the whole day."""
    said = list(warnings)
    at_stops = {(_OF_A_STOP[one.code], str(one.stop)) for one in said if one.code in _OF_A_STOP}
    return at_stops | {(_OF_THE_DAY[one.code], "") for one in said if one.code in _OF_THE_DAY}


def broken_wishes(day: Day, asked: Question) -> Iterator[PlanWarning]:
    """One warning per wish and stop, each at the first moment where it is broken."""
    words, seen = Words(day), set()
    yield from _too_many_people(day, asked, words)
    yield from broken_day_wishes(day, asked, words)
    rules = [*broken_rules(asked.problem, _as_plan(day, asked)), *_outside_hours_together(day, asked)]
    yield from _no_room_between(day, rules, words)
    for broken in rules:
        say = _SENTENCES.get(broken.code)
        if say is None or (broken.code, broken.values["stop"]) in seen:
            continue
        seen.add((broken.code, broken.values["stop"]))
        title, sentence = say(words.of(broken.values))
        group = broken.values.get("group")
        yield PlanWarning(
            code=broken.code,
            severity="alarm" if broken.code in _HOPELESS else "warn",
            title=title,
            sentence=sentence,
            url=reverse("planner:planning", args=[day.event.slug]),
            group=int(group) if group else None,
            stop=int(broken.values["stop"]),
            fix=_together(day, int(broken.values["stop"])) if broken.code == "not_together" else None,
        )


def _no_room_between(day: Day, rules: Iterable[Violation], words: Words) -> Iterator[PlanWarning]:
    """At one place there is no way that the programme could find too tight; the room is wished for all the same."""
    for broken in rules:
        values = broken.values
        if broken.code != "buffer_too_short":
            continue
        group, here, there = (int(values[key]) for key in ("group", "from", "to"))
        leg = day.legs.get((group, here, there))
        if leg is not None and leg.minutes:
            continue
        said = {"who": words.group(values["group"]), "to": words.stops[values["to"]]}
        said |= {"gap": minutes(values["gap"]), "buffer": minutes(values["buffer"])}
        yield PlanWarning(
            code="no_room_between",
            severity="warn",
            title=_("Er is weinig ruimte voor ‘%(to)s’") % said,
            sentence=_("%(who)s heeft daarvoor %(gap)s. U wilt %(buffer)s ruimte tussen twee haltes.") % said,
            url=reverse("planner:planning", args=[day.event.slug]),
            group=group,
            stop=there,
        )


def _outside_hours_together(day: Day, asked: Question) -> Iterator[Violation]:
    """What all do before they go round and after it, which the engine is not asked about."""
    for (group, stop), visit in day.visits.items():
        start, end = visit.start_min, visit.end_min
        if start is None or end is None or hold(asked.together.hours.get(stop, ()), start, end):
            continue
        values = {"group": str(group), "stop": str(stop), "from": start, "until": end}
        yield Violation("outside_opening_hours", values)


def _together(day: Day, stop: int) -> Fix:
    starts = [visit.start_min for (_group, at), visit in day.visits.items() if at == stop]
    return bring_together(day, {"stop": stop, "at": max(start for start in starts if start is not None)})


def _too_many_people(day: Day, asked: Question, words: Words) -> Iterator[PlanWarning]:
    """More people at one time than fit at a stop, by the seats of the groups that are there; a group alone as well."""
    for stop, wish in asked.wishes.items():
        here = [(group, visit) for (group, at), visit in day.visits.items() if at == stop]
        timed = [(group, visit) for group, visit in here if visit.start_min is not None]
        most = max((_people(asked, timed, visit.start_min or 0) for _group, visit in timed), default=0)
        if wish.capacity_people is not None and most > wish.capacity_people:
            said = {"stop": words.stops[str(stop)], "people": most, "fit": wish.capacity_people}
            yield PlanWarning(
                code="too_many_people",
                severity="warn",
                title=_("Te veel mensen bij ‘%(stop)s’") % said,
                sentence=_("Er kunnen %(people)s mensen tegelijk komen, en er passen er %(fit)s.") % said,
                url=reverse("planner:planning", args=[day.event.slug]),
                stop=stop,
            )


def _people(asked: Question, visits: Iterable[tuple[int, StoredVisit]], minute: int) -> int:
    return sum(
        asked.meets.people.get(str(group), 0)
        for group, visit in visits
        if (visit.start_min or 0) <= minute < (visit.end_min or 0)
    )


def _as_plan(day: Day, asked: Question) -> Plan:
    """The drafts as the engine would have given them, as far as they are about its stops; its sums do not count here."""
    wanted = {stop.id for stop in asked.problem.stops}
    visits = [
        Visit(str(group), str(stop), visit.start_min, visit.end_min)
        for (group, stop), visit in day.visits.items()
        if str(stop) in wanted and visit.start_min is not None and visit.end_min is not None
    ]
    visits.sort(key=lambda visit: (visit.group_id, visit.start_min))
    return Plan(visits, (), 0, 0, 0, FEASIBLE, 0, 0, "")


def _too_many_groups(said: Values) -> tuple[str, str]:
    room = ngettext("Er past één groep tegelijk.", "Er passen %(n)s groepen tegelijk.", said["capacity"])
    there = _("Om %(at)s zijn er %(groups)s groepen bij ‘%(stop)s’.") % said
    return _("Te veel groepen bij ‘%(stop)s’") % said, f"{there} {room % {'n': said['capacity']}}"


def _setup_too_short(said: Values) -> tuple[str, str]:
    return _("‘%(stop)s’ is nog niet klaar voor de volgende groep") % said, _(
        "Om %(at)s komt de volgende groep, maar klaarzetten kost %(setup)s."
    ) % {"at": said["at"], "setup": minutes(said["setup"])}


def _outside_opening_hours(said: Values) -> tuple[str, str]:
    return _("‘%(stop)s’ is dan niet open") % said, _(
        "%(who)s is er van %(begin)s tot %(until)s. Dat is buiten de tijden die u bij de wensen hebt ingevuld."
    ) % dict(said, begin=clock(said["from"]))


def _not_together(said: Values) -> tuple[str, str]:
    return _("De groepen zijn niet tegelijk bij ‘%(stop)s’") % said, _(
        "U wilt dat alle groepen hier tegelijk zijn, maar om %(at)s begint er nog een."
    ) % said


_SENTENCES: Mapping[str, Callable[[Values], tuple[str, str]]] = {
    "too_many_groups": _too_many_groups,
    "setup_too_short": _setup_too_short,
    "outside_opening_hours": _outside_opening_hours,
    "not_together": _not_together,
}
