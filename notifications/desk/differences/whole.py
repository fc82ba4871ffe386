"""What changes about the event as a whole: title, date, place, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.desk.differences.change import Change, listed, place, shortened
from tours.programme.snapshot import Programme

_TEXTS: dict[str, str | Promise] = {
    "summary": gettext_lazy("De inleiding is veranderd."),
    "description": gettext_lazy("De uitgebreide tekst is veranderd."),
}
_LINES: dict[str, str | Promise] = {
    "audience": gettext_lazy("Voor wie"),
    "hosts": gettext_lazy("Te gast bij"),
    "conference_url": gettext_lazy("Online meedoen"),
}
_MEETING: dict[str, str | Promise] = {
    "working_form": gettext_lazy("Werkvorm"),
    "policy_field": gettext_lazy("Beleidsveld"),
    "alderman": gettext_lazy("Wethouder"),
    "moderator": gettext_lazy("Gespreksleider"),
}


def whole_changes(old: Programme, new: Programme) -> list[Change]:
    """One change per thing, in the order of the event page."""
    return [change for check in _CHECKS for change in check(old, new)]


def when(programme: Programme) -> str:
    """`vrijdag 29 juni 2018, 9.15 – 13.15`; the date alone while no time is known."""
    zone = ZoneInfo(programme["timezone"])
    moments = (programme["starts_at"], programme["ends_at"])
    start, end = (datetime.fromisoformat(moment).astimezone(zone) for moment in moments)
    day = date_format(start, "DATE_FORMAT")
    if programme["all_day"]:
        return _("%(date)s (de tijd volgt)") % {"date": day}
    return f"{day}, {time_format(start)} – {time_format(end)}"


def _title(old: Programme, new: Programme) -> Iterator[Change]:
    if old["title"] != new["title"]:
        yield Change("edit", _("Titel"), old["title"], new["title"])


def _when(old: Programme, new: Programme) -> Iterator[Change]:
    if when(old) != when(new):
        yield Change("calendar", _("Datum en tijd"), when(old), when(new))


def _where(old: Programme, new: Programme) -> Iterator[Change]:
    before, after = old["meeting_point"], new["meeting_point"]
    if place(before) != place(after):
        yield Change("pin", _("Verzamelpunt"), place(before), place(after))
    elif before != after:
        yield Change("pin", _("De gegevens van het verzamelpunt zijn veranderd."))


def _end(old: Programme, new: Programme) -> Iterator[Change]:
    """Without a place of its own each group ends where it is last; a programme that is not public yet has neither."""
    before, after = old.get("end_point"), new.get("end_point")
    if not new["programme_complete"] or before == after:
        return
    told = [place(point) if point else _("bij de laatste halte") for point in (before, after)]
    if told[0] != told[1]:
        yield Change("flag", _("Einde"), *told)
    else:
        yield Change("flag", _("De gegevens van het eindpunt zijn veranderd."))


def _complete(old: Programme, new: Programme) -> Iterator[Change]:
    if new["programme_complete"] and not old["programme_complete"]:
        yield Change("eye", _("Het hele programma komt op de website, in plaats van ‘programma volgt’."))
    elif old["programme_complete"] and not new["programme_complete"]:
        yield Change("eye", _("Het programma gaat van de website. Er staat weer ‘programma volgt’."))


def _together(old: Programme, new: Programme) -> Iterator[Change]:
    hosts = [listed([programme["organisation"], *programme["cohosts"]]) for programme in (old, new)]
    if hosts[0] != hosts[1]:
        yield Change("people", _("Wie organiseert"), hosts[0], hosts[1])


def _lines(old: Programme, new: Programme) -> Iterator[Change]:
    pairs = [(label, old.get(name), new.get(name)) for name, label in _LINES.items()]
    pairs += [(label, old["meeting"].get(name), new["meeting"].get(name)) for name, label in _MEETING.items()]
    setters = [listed(programme["meeting"]["agenda_setters"]) for programme in (old, new)]
    pairs.append((_("Op de agenda gezet door"), setters[0], setters[1]))
    for label, before, after in pairs:
        if before != after:
            yield _line(str(label), str(before or ""), str(after or ""))


def _line(label: str, before: str, after: str) -> Change:
    if not before:
        return Change("plus", _("%(what)s: %(text)s") % {"what": label, "text": shortened(after)})
    if not after:
        return Change("minus", _("%(what)s staat er niet meer bij.") % {"what": label})
    return Change("edit", label, shortened(before), shortened(after))


def _texts(old: Programme, new: Programme) -> Iterator[Change]:
    for name, sentence in _TEXTS.items():
        if old.get(name) != new.get(name):
            yield Change("edit", str(sentence))
    if old["meeting"]["motivation"] != new["meeting"]["motivation"]:
        yield Change("edit", _("De tekst ‘Waarom op de agenda’ is veranderd."))


_CHECKS: tuple[Callable[[Programme, Programme], Iterator[Change]], ...] = (
    _title,
    _when,
    _where,
    _end,
    _complete,
    _together,
    _lines,
    _texts,
)
