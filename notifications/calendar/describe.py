"""The words of a calendar entry, in the language that is active."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.text import one_line
from notifications.calendar.itinerary import Itinerary, Step
from tours.programme.models import TravelMode


def describe(itinerary: Itinerary, *, url: str) -> str:
    """Introduction, group, the stops with their times, and where to read more; paragraphs apart."""
    parts = [
        itinerary["text"],
        *_about_the_group(itinerary),
        "\n".join(day_lines(itinerary)),
        *_still_open(itinerary),
    ]
    if itinerary["conference_url"]:
        parts.append(_("Online meedoen: %(url)s") % {"url": itinerary["conference_url"]})
    parts.append(_("Meer weten: %(url)s") % {"url": url})
    return "\n\n".join(part for part in parts if part)


class SideBySide(TypedDict):
    """One line of a comparison; `old` is empty where nothing changed."""

    label: str
    new: str
    old: str


def side_by_side(old: Itinerary, new: Itinerary) -> list[SideBySide]:
    """What, when, where and with which group, old beside new."""
    pairs = (
        (_("Wat"), new["title"], old["title"]),
        (_("Wanneer"), when(new), when(old)),
        (_("Waar"), new["place"], old["place"]),
        (_("Einde"), *_ends(new, old)),
        (_("Groep"), new["group"], old["group"]),
        (_("Online"), new["conference_url"], old["conference_url"]),
    )
    return [
        SideBySide(label=label, new=now, old=before if before != now else "")
        for label, now, before in pairs
        if now or before
    ]


def _ends(new: Itinerary, old: Itinerary) -> tuple[str, str]:
    """Where the day ends; at the last stop, where the other of the two says otherwise."""
    if not (new.get("end_place") or old.get("end_place")):
        return "", ""
    now, before = (
        each.get("end_place") or (_("bij de laatste halte") if each["steps"] else "") for each in (new, old)
    )
    return now, before


def when(itinerary: Itinerary) -> str:
    """`vrijdag 29 juni 2018, 9.15 – 13.15 uur`, in the event's zone; the date alone while no time is known."""
    zone = ZoneInfo(itinerary["timezone"])
    start, end = (
        datetime.fromisoformat(moment).astimezone(zone) for moment in (itinerary["start"], itinerary["end"])
    )
    day = date_format(start, "DATE_FORMAT")
    if itinerary["all_day"]:
        return _("%(date)s (de tijd volgt)") % {"date": day}
    until = time_format(end) if end.date() == start.date() else date_format(end, "DATETIME_FORMAT")
    return _("%(date)s, %(start)s – %(end)s uur") % {"date": day, "start": time_format(start), "end": until}


def day_lines(itinerary: Itinerary) -> list[str]:
    """Every step, and where the day ends if that is elsewhere."""
    lines = [step_line(step, itinerary["timezone"]) for step in itinerary["steps"]]
    end = itinerary.get("end_place", "")
    return [*lines, _("Einde: %(place)s") % {"place": end}] if end else lines


def step_line(step: Step, timezone: str) -> str:
    """`9.40 – 10.25 | 1. Podium Oost (Oosterspoorplein 1)`, with what is known of it."""
    title = f"{step['number']}. {step['title']}" if step["number"] else step["title"]
    place = step["place"].removeprefix(f"{step['title']}, ")
    if place and place != step["title"]:
        title = f"{title} ({place})"
    if step["group"]:
        title = _("%(title)s, groep %(group)s") % {"title": title, "group": step["group"]}
    how = _how(step.get("by", ""))
    if how:
        title = f"{title}, {how}"
    times = step_times(step, timezone)
    return one_line(f"{times} | {title}" if times else title)


def _how(mode: str) -> str:
    """By what means one gets there."""
    words = {
        TravelMode.WALK: _("te voet"),
        TravelMode.BICYCLE: _("op de fiets"),
        TravelMode.BUS: _("met de bus"),
    }
    return words.get(TravelMode(mode), "") if mode else ""


def step_times(step: Step, timezone: str) -> str:
    """`9.40 – 10.25` in the event's zone, empty while the times are not known."""
    if not step["start"] or not step["end"]:
        return ""
    return _from_until(step["start"], step["end"], timezone, get_language())


@lru_cache(maxsize=4096)
def _from_until(start: str, end: str, timezone: str, language: str | None) -> str:  # noqa: ARG001  (part of the key)
    """Kept, for everybody in a group has the same times: writing one costs as much as the rest of its line."""
    zone = ZoneInfo(timezone)
    first, last = (datetime.fromisoformat(moment).astimezone(zone) for moment in (start, end))
    return f"{time_format(first)} – {time_format(last)}"


def _about_the_group(itinerary: Itinerary) -> list[str]:
    if not itinerary["group"]:
        return []
    return [_("U gaat mee met groep %(group)s.") % {"group": itinerary["group"]}]


def _still_open(itinerary: Itinerary) -> list[str]:
    if itinerary["complete"]:
        return []
    return [_("Het programma volgt. Deze afspraak wordt dan vanzelf bijgewerkt.")]
