"""Wishes, concessions and failures in the clerk's words: names and times, never ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.dialoogtoer import clock
from scheduling.board.sentences import Words, in_short, in_words, minutes
from scheduling.engine import Issue, TimeWindow
from scheduling.engine.windows import merged
from scheduling.planner.conditions import CLOSING, LUNCH_AT, STEPS, TAKEN
from scheduling.planner.hours import NEVER, wished_hours
from scheduling.planner.models import Moment, StopWish
from scheduling.planner.problem import Question
from tours.programme.models import DAY_MIN

Values = Mapping[str, Any]


class Sentences:
    """What the engine says about one question."""

    def __init__(self, asked: Question) -> None:
        self.asked, self.words = asked, Words(asked.day)

    def wish(self, wish: Issue) -> str:
        """What is wished, as a statement."""
        if wish.code == TAKEN:
            return self._taken(wish)
        if wish.code in {STEPS, LUNCH_AT}:
            return self._of_day(wish)
        if wish.code == CLOSING:
            said = {"stop": self.words.stops[wish.values["stop"]]}
            hours = self.asked.together.hours[int(wish.values["stop"])]
            said["hours"] = _(" en ").join(in_short(window) for window in hours)
            return _("‘%(stop)s’, waar alle groepen na afloop zijn, kan %(hours)s") % said
        if wish.code == "opening_hours" and int(wish.values["stop"]) in self.asked.meets.open:
            return self._place_is_open(wish)
        return _WISHES[wish.code](self._values(wish)) if wish.code in _WISHES else _("Iets in het programma")

    def moment(self, stop: str, moment: str) -> str:
        """That a stop is the first or the last of everybody."""
        said = {"stop": self.words.stops[stop]}
        if moment == Moment.FIRST:
            return _("‘%(stop)s’ komt als eerste, met iedereen") % said
        return _("‘%(stop)s’ komt als laatste, met iedereen") % said

    def concession(self, concession: Issue) -> str:
        """How it would be when the wish gives way."""
        if concession.code == TAKEN:
            return self._otherwise(concession)
        if concession.code in {STEPS, LUNCH_AT}:
            said = {"stop": self.words.stops[concession.values["stop"]]}
            if concession.code == STEPS:
                return _("Niet iedereen kan overal mee: bij ‘%(stop)s’ regelt u er iets voor") % said
            return _("Elke groep luncht waar het uitkomt, niet per se bij ‘%(stop)s’") % said
        if concession.code == CLOSING:
            said = {"stop": self.words.stops[concession.values["stop"]]}
            return _("‘%(stop)s’, waar alle groepen na afloop zijn, mag later") % said
        if concession.code == "opening_hours" and int(concession.values["stop"]) in self.asked.meets.open:
            said = {"place": self._place(concession)} | self._values(concession)
            return _("%(place)s gaat voor ‘%(stop)s’ open van %(from)s tot %(until)s") % said
        say = _CONCESSIONS.get(concession.code)
        return say(self._values(concession)) if say else self.wish(concession)

    def _taken(self, wish: Issue) -> str:
        """By which events, and when."""
        resource = wish.values["resource"]
        held = [busy for busy in self.asked.meets.busy if busy.resource_id == resource]
        return _("%(name)s is %(hours)s bezet door %(events)s, en is nodig bij ‘%(stop)s’") % {
            "name": self.words.names.get(resource, resource),
            "hours": in_words(merged(TimeWindow(busy.start_min, busy.end_min) for busy in held)),
            "events": _(" en ").join(f"‘{event}’" for event in dict.fromkeys(busy.event for busy in held)),
            "stop": self.words.stops[wish.values["stop"]],
        }

    def end_place(self) -> str:
        """Where the day ends, if that was wished."""
        venue = self.asked.day.event.end_point
        return _("Alle groepen eindigen bij %(place)s") % {"place": venue} if venue else ""

    def _of_day(self, wish: Issue) -> str:
        of_day, stop = self.asked.of_day, self.words.stops[wish.values["stop"]]
        if wish.code == LUNCH_AT:
            return _(
                "Elke groep luncht %(minutes)s bij ‘%(stop)s’, vanaf een tijd tussen %(from)s en %(until)s"
            ) % {
                "minutes": minutes(of_day.lunch_min),
                "stop": stop,
                "from": clock(of_day.lunch_from_min),
                "until": clock(of_day.lunch_until_min),
            }
        groups = [self.words.group(group) for group in sorted(self.asked.meets.needs_step_free, key=int)]
        return _("%(who)s: iemand kan niet over drempels of trappen, en ‘%(stop)s’ is niet drempelvrij") % {
            "who": ", ".join(groups),
            "stop": stop,
        }

    def _otherwise(self, concession: Issue) -> str:
        said = {
            "name": self.words.names.get(concession.values["resource"], ""),
            "stop": self.words.stops[concession.values["stop"]],
        }
        if concession.values["resource"].startswith("venue:"):
            return _("‘%(stop)s’ is ergens anders dan in %(name)s, of op een andere dag") % said
        return _("Iemand anders dan %(name)s spreekt bij ‘%(stop)s’, of het is op een andere dag") % said

    def _place(self, issue: Issue) -> str:
        stops = (stop for stop in self.asked.day.stops if str(stop.pk) == issue.values["stop"])
        return next((stop.venue.name for stop in stops if stop.venue), "")

    def _place_is_open(self, wish: Issue) -> str:
        """The hours of the place, and those that were wished as far as they fall within them."""
        place = self.asked.meets.open[int(wish.values["stop"])]
        stop = wish.values["stop"]
        windows = [window for window in self._when(stop) if window != NEVER]
        said = {"place": self._place(wish), "stop": self.words.stops[stop], "hours": in_words(windows)}
        if not place:
            return _("%(place)s is die dag dicht, en daar is ‘%(stop)s’") % said
        if not windows:
            said["hours"] = in_words(place)
            return _("%(place)s is open %(hours)s, en ‘%(stop)s’ moet op een andere tijd") % said
        if list(windows) == merged(place):
            return _("%(place)s is open %(hours)s, en daar is ‘%(stop)s’") % said
        return _("‘%(stop)s’ kan %(hours)s: dan is %(place)s open, en dan wilt u er zijn") % said

    def _values(self, issue: Issue) -> dict[str, Any]:
        said = self._hours(issue) | dict(issue.values)
        if issue.code == "end_of_day":
            said["until"] += self.asked.closing_min
        return {key: self._say(key, value) for key, value in said.items()}

    def _say(self, key: str, value: Any) -> Any:
        """Ids as names, minutes of the day as a time, a number of minutes in words."""
        say: Mapping[str, Callable[[Any], str]] = {
            "stop": lambda stop: self.words.stops[stop],
            "speaker": lambda speaker: self.words.names.get(speaker, speaker),
            "stops": lambda stops: ", ".join(f"‘{self.words.stops[stop]}’" for stop in stops),
            "from": clock,
            "until": clock,
            "minutes": minutes,
            "more_min": minutes,
            "less_min": minutes,
            "needs": minutes,
            "has": minutes,
        }
        return say[key](value) if key in say else value

    def _hours(self, issue: Issue) -> dict[str, Any]:
        """A wish about hours does not carry them along."""
        said, problem = issue.values, self.asked.problem
        people = (one.time_windows for one in problem.speakers if one.id == said.get("speaker"))
        windows = self._when(said["stop"]) if "stop" in said else next(people, ())
        return {"from": windows[0].start_min, "until": windows[-1].end_min} if windows else {}

    def _when(self, stop: str) -> Sequence[TimeWindow]:
        """When a stop can be visited, of those between which groups go round and of what all do together."""
        between = (one.time_windows for one in self.asked.problem.stops if one.id == stop)
        return next(between, None) or self.asked.together.hours.get(int(stop), ())


def of_stop(wish: StopWish) -> str:
    """What one stop asks, in few words; empty where that is nothing."""
    groups, people, setup = wish.capacity_groups, wish.capacity_people, wish.setup_min
    said = [
        *(in_short(window) for window in wished_hours(wish)),
        _("%(n)s groepen tegelijk") % {"n": groups} if groups > 1 else "",
        ngettext("één mens tegelijk", "%(n)s mensen tegelijk", people) % {"n": people} if people else "",
        _("%(minutes)s om klaar te zetten") % {"minutes": minutes(setup)} if setup else "",
        wish.get_moment_display().lower() if wish.moment != Moment.ANY else "",
    ]
    found = " · ".join(part for part in said if part)
    return found[:1].upper() + found[1:]


def failure(code: str) -> str:
    """Why a search gave no answer."""
    sentences = {
        "died": _(
            "Het zoeken is onverwacht gestopt. Er is niets aan het programma veranderd. Vraag het nog eens."
        ),
        "too_long": _(
            "Het zoeken duurde te lang. Er is niets aan het programma veranderd. Laat een wens vallen, of deel de dag op."
        ),
    }
    return sentences.get(code, sentences["died"])


def _capacity(said: Values) -> str:
    sentence = ngettext(
        "Bij ‘%(stop)s’ past één groep tegelijk",
        "Bij ‘%(stop)s’ passen %(groups)s groepen tegelijk",
        said["groups"],
    )
    return sentence % said


def _opening_hours(said: Values) -> str:
    """Hours that are open on one side are a wish of their own: not before, or done by."""
    if said["until"] == clock(DAY_MIN) and said["from"] != clock(0):
        return _("Niet voor %(from)s bij ‘%(stop)s’") % said
    if said["from"] == clock(0):
        return _("‘%(stop)s’ is om %(until)s klaar") % said
    return _("‘%(stop)s’ is open van %(from)s tot %(until)s") % said


def _said(sentence: Callable[[], str]) -> Callable[[Values], str]:
    return lambda said: sentence() % said


_WISHES: Mapping[str, Callable[[Values], str]] = {
    "buffer": _said(lambda: _("Tussen twee haltes is %(minutes)s ruimte")),
    "lunch": _said(lambda: _("Elke groep heeft %(minutes)s pauze, die begint tussen %(from)s en %(until)s")),
    "end_of_day": _said(lambda: _("De dag is om %(until)s klaar")),
    "opening_hours": _opening_hours,
    "joint": _said(lambda: _("Alle groepen zijn tegelijk bij ‘%(stop)s’")),
    "setup": _said(lambda: _("‘%(stop)s’ heeft %(minutes)s nodig om klaar te zetten")),
    "capacity": _capacity,
    "speaker_hours": _said(lambda: _("%(speaker)s kan van %(from)s tot %(until)s")),
    "speaker_in_one_place": _said(lambda: _("%(speaker)s is op één plek tegelijk: %(stops)s")),
    "day_too_short": _said(lambda: _("De dag duurt %(has)s; één groep heeft al %(needs)s nodig")),
    "out_of_reach": _said(lambda: _("‘%(stop)s’ is te ver weg voor één dag")),
    "never_open": _said(lambda: _("‘%(stop)s’ duurt langer dan er op de dag tijd voor is")),
}
_CONCESSIONS: Mapping[str, Callable[[Values], str]] = {
    "buffer": _said(lambda: _("Geen ruimte tussen de haltes")),
    "lunch": _said(lambda: _("Geen pauze per groep")),
    "end_of_day": _said(lambda: _("De dag is om %(until)s klaar, dat is %(more_min)s later")),
    "opening_hours": _said(
        lambda: _("‘%(stop)s’ is open van %(from)s tot %(until)s, dat is %(more_min)s langer")
    ),
    "stay": _said(lambda: _("Korter blijven: een bezoek aan ‘%(stop)s’ duurt %(less_min)s minder")),
    "joint": _said(lambda: _("De groepen komen elk op hun eigen tijd bij ‘%(stop)s’")),
    "setup": _said(lambda: _("‘%(stop)s’ heeft geen tijd nodig om klaar te zetten")),
    "speaker_hours": _said(
        lambda: _("Iemand anders spreekt in plaats van %(speaker)s, of die komt op een andere tijd")
    ),
    "speaker_in_one_place": _said(lambda: _("Iemand anders spreekt bij een van deze: %(stops)s")),
}
