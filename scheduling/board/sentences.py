"""What the checks found, in the clerk's words: a title and one or two whole sentences per code. Names, never variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.dialoogtoer import clock
from scheduling.board.day import Day, needed
from scheduling.engine import Issue, TimeWindow
from tours.programme.models import DAY_MIN

Values = Mapping[str, Any]
Said = tuple[str, str]  # title, sentence


class Words:
    """The names that people know groups, stops, speakers and places by."""

    def __init__(self, day: Day) -> None:
        self.several = len(day.groups) > 1
        self.letters = {str(group.pk): group.letter for group in day.groups}
        self.stops = {str(stop.pk): stop.title for stop in day.stops}
        self.names = {name: said for found in needed(day).values() for name, said in found.items()}

    def group(self, pk: str) -> str:
        """`Groep C`, or `De groep` where there is only one."""
        return _("Groep %(letter)s") % {"letter": self.letters[pk]} if self.several else _("De groep")

    def of(self, values: Values) -> dict[str, Any]:
        """The values with ids turned into names and minutes of the day into times."""
        said = dict(values)
        for key in ("stop", "first", "second", "from", "to"):
            if isinstance(said.get(key), str):
                said[key] = self.stops[said[key]]
        for key in ("speaker", "venue"):
            if key in said:
                said[key] = self.names.get(said[key], said[key])
        for key in ("at", "until", "day", "fits_from"):
            if said.get(key) is not None:
                said[key] = clock(said[key])
        if "group" in said:
            said["who"] = self.group(said["group"])
        return said


def say(issue: Issue, words: Words) -> Said:
    """Title and sentence of an issue."""
    return _SENTENCES[issue.code](words.of(issue.values))


def minutes(number: int) -> str:
    return ngettext("%(n)s minuut", "%(n)s minuten", number) % {"n": number}


def in_words(windows: Sequence[TimeWindow]) -> str:
    """From 9.00 until 12.00 and from 13.00 until 17.00."""
    stretches = [
        _("van %(from)s tot %(until)s") % {"from": clock(one.start_min), "until": clock(one.end_min)}
        for one in windows
    ]
    return _(" en ").join(stretches)


def in_short(window: TimeWindow) -> str:
    """As `in_words`, of hours that may be open on one side."""
    if window.start_min == 0:
        return _("tot %(until)s") % {"until": clock(window.end_min)}
    if window.end_min == DAY_MIN:
        return _("vanaf %(from)s") % {"from": clock(window.start_min)}
    return in_words([window])


def _outside_opening_hours(said: Values) -> Said:
    sentence = _("%(who)s is er van %(at)s tot %(until)s.") % said
    hours = (
        _("%(place)s is die dag open %(hours)s.") % {"place": said["place"], "hours": in_words(said["open"])}
        if said["open"]
        else _("%(place)s is die dag dicht.") % said
    )
    return _("‘%(stop)s’ is dan niet open") % said, f"{sentence} {hours}"


def _missing_times(_said: Values) -> Said:
    return _("Nog niet alles heeft een tijd"), _(
        "Er staat iets in het programma zonder begin en einde. Laat de tijden invullen, of vul ze zelf in."
    )


def _overlap(said: Values) -> Said:
    return (
        _("‘%(second)s’ begint te vroeg") % said,
        _("%(who)s is tot %(until)s bij ‘%(first)s’ en moet dan al bij ‘%(second)s’ zijn.") % said,
    )


def _leg_too_short(said: Values) -> Said:
    return _("%(who)s haalt ‘%(to)s’ niet op tijd") % said, " ".join(
        [_time_there_is(said), _time_it_takes(said), *_wish(said)]
    )


def _leg_tight(said: Values) -> Said:
    return _("Het is krap naar ‘%(to)s’") % said, " ".join(
        [_time_there_is(said), _time_it_takes(said), *_wish(said)]
    )


def _time_there_is(said: Values) -> str:
    values = dict(said) | {"gap": minutes(said["gap"])}
    sentences = {
        "walk": _("%(who)s heeft %(gap)s om van ‘%(from)s’ naar ‘%(to)s’ te lopen."),
        "bicycle": _("%(who)s heeft %(gap)s om van ‘%(from)s’ naar ‘%(to)s’ te fietsen."),
        "bus": _("%(who)s heeft %(gap)s om met de bus van ‘%(from)s’ naar ‘%(to)s’ te gaan."),
    }
    otherwise = _("%(who)s heeft %(gap)s om van ‘%(from)s’ naar ‘%(to)s’ te komen.")
    return sentences.get(said["mode"], otherwise) % values


def _time_it_takes(said: Values) -> str:
    sentence = _("Dat duurt %(needs)s (geschat).") if said["estimated"] else _("Dat duurt %(needs)s.")
    return sentence % {"needs": minutes(said["needs"])}


def _wish(said: Values) -> list[str]:
    """The room that the organiser wants, when there is such a wish."""
    return (
        [_("U wilt daarbij %(buffer)s ruimte.") % {"buffer": minutes(said["buffer"])}]
        if said["buffer"]
        else []
    )


def _way_unknown(said: Values) -> Said:
    return _("Reistijd onbekend"), _(
        "We weten niet hoe lang het duurt van ‘%(from)s’ naar ‘%(to)s’. Vul de minuten in, of zet beide plekken op de kaart."
    ) % said


def _way_not_estimated(said: Values) -> Said:
    return _("Reistijd nog niet geschat"), _("Van ‘%(from)s’ naar ‘%(to)s’ staat nog geen reistijd.") % said


def _before_day(said: Values) -> Said:
    return _("‘%(stop)s’ begint voor de dag begint") % said, _(
        "‘%(stop)s’ begint om %(at)s, de bijeenkomst pas om %(day)s."
    ) % said


def _after_day(said: Values) -> Said:
    return _("‘%(stop)s’ loopt te lang door") % said, _(
        "‘%(stop)s’ duurt tot %(at)s, de bijeenkomst eindigt om %(day)s."
    ) % said


def _not_together(said: Values) -> Said:
    values = dict(said) | {"times": ", ".join(clock(start) for start in said["starts"])}
    return _("De groepen zijn niet tegelijk bij ‘%(stop)s’") % said, _(
        "Hier komen alle groepen samen, maar ze beginnen om %(times)s."
    ) % values


def _speaker_twice(said: Values) -> Said:
    return _("%(speaker)s moet op twee plekken zijn") % said, _(
        "%(speaker)s is om %(at)s nodig bij ‘%(first)s’ en bij ‘%(second)s’. Verschuif een van de twee, of vraag iemand anders."
    ) % said


def _speaker_busy(said: Values) -> Said:
    return _("%(speaker)s is dan ergens anders") % said, _(
        "%(speaker)s spreekt dan al bij ‘%(event)s’. Kies een andere tijd voor ‘%(stop)s’, of vraag iemand anders."
    ) % said


def _speaker_declined(said: Values) -> Said:
    return _("%(speaker)s komt niet") % said, _(
        "%(speaker)s staat nog bij ‘%(stop)s’. Vraag iemand anders, of haal de naam daar weg."
    ) % said


def _speaker_unavailable(said: Values) -> Said:
    return _("%(speaker)s kan dan niet") % said, _(
        "%(group)s is bij ‘%(stop)s’ van %(at)s tot %(until)s. %(speaker)s kan niet die hele tijd."
    ) % said


def _venue_twice(said: Values) -> Said:
    return _("Twee dingen tegelijk in %(venue)s") % said, _(
        "‘%(first)s’ en ‘%(second)s’ zijn om %(at)s allebei in %(venue)s. Kan dat?"
    ) % said


def _venue_busy(said: Values) -> Said:
    return _("%(venue)s is dan bezet") % said, _(
        "%(venue)s is dan in gebruik voor ‘%(event)s’. Kies een andere tijd of plek voor ‘%(stop)s’."
    ) % said


def _too_few_chairs(said: Values) -> Said:
    return _("Te weinig stoelen bij ‘%(stop)s’") % said, _(
        "Er kunnen %(people)s mensen tegelijk komen, en er zijn %(chairs)s stoelen."
    ) % said


def _no_lunch(said: Values) -> Said:
    return _("Er is geen lunch") % said, _(
        "%(who)s is de hele lunchtijd onderweg zonder maaltijd. Zet er iets van de soort ‘Maaltijd’ in."
    ) % said


def _late_lunch(said: Values) -> Said:
    return _("Lunch op een ongewone tijd") % said, _(
        "%(who)s begint om %(at)s aan ‘%(stop)s’. De meeste mensen verwachten dat tussen 11.30 en 13.30."
    ) % said


def _place_has_steps(said: Values) -> Said:
    title = (
        _("Niet iedereen kan naar binnen bij ‘%(stop)s’")
        if said["known"]
        else _("Is ‘%(stop)s’ drempelvrij?")
    )
    sentence = (
        _("Iemand die meegaat, kan niet over drempels of trappen. Deze plek is niet drempelvrij.")
        if said["known"]
        else _("Iemand die meegaat, kan niet over drempels of trappen. Van deze plek weten we het niet.")
    )
    return title % said, sentence


def _way_has_steps(said: Values) -> Said:
    title = (
        _("De weg naar ‘%(to)s’ is niet drempelvrij")
        if said["known"]
        else _("Is de weg naar ‘%(to)s’ drempelvrij?")
    )
    return title % said, _(
        "Iemand die meegaat, kan niet over drempels of trappen. Kijk of er een andere weg is."
    )


def _talks_too_long(said: Values) -> Said:
    values = dict(said) | {"talks": minutes(said["talks"]), "has": minutes(said["has"])}
    return _("‘%(stop)s’ past niet in de tijd") % said, _(
        "De onderdelen duren samen %(talks)s. Hier is %(has)s voor."
    ) % values


def _estimate_stale(said: Values) -> Said:
    values = dict(said) | {"was": minutes(said["was"]), "now": minutes(said["now"])}
    return _("De schatting is verouderd"), _(
        "Een plek is verschoven. Van ‘%(from)s’ naar ‘%(to)s’ stond %(was)s; nu schatten we %(now)s."
    ) % values


_SENTENCES: Mapping[str, Callable[[Values], Said]] = {
    "missing_times": _missing_times,
    "outside_opening_hours": _outside_opening_hours,
    "overlap": _overlap,
    "leg_too_short": _leg_too_short,
    "leg_tight": _leg_tight,
    "way_unknown": _way_unknown,
    "way_not_estimated": _way_not_estimated,
    "before_day": _before_day,
    "after_day": _after_day,
    "not_together": _not_together,
    "speaker_twice": _speaker_twice,
    "speaker_busy": _speaker_busy,
    "speaker_declined": _speaker_declined,
    "speaker_unavailable": _speaker_unavailable,
    "venue_twice": _venue_twice,
    "venue_busy": _venue_busy,
    "too_few_chairs": _too_few_chairs,
    "no_lunch": _no_lunch,
    "late_lunch": _late_lunch,
    "place_has_steps": _place_has_steps,
    "way_has_steps": _way_has_steps,
    "talks_too_long": _talks_too_long,
    "estimate_stale": _estimate_stale,
}
