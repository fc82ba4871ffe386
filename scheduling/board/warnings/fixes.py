"""One thing to do about each warning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.templatetags.dialoogtoer import clock
from scheduling.board.day import Day
from scheduling.board.warnings.warning import Fix
from scheduling.engine import Issue
from tours.programme.models import DAY_MIN

Values = Mapping[str, Any]


def fix_of(day: Day, issue: Issue) -> Fix | None:
    make = _FIXES.get(issue.code)
    return make(day, issue.values) if make else None


def _fill(day: Day, _values: Values) -> Fix:
    return Fix(_("Tijden invullen"), reverse("board:fill", args=[day.event.slug]), (("fill", "1"),))


def _shift(day: Day, values: Values) -> Fix | None:
    """Move the visit to the first moment that fits."""
    stop = values.get("to") or values.get("second") or values["stop"]
    visit = day.visits[int(values["group"]), int(stop)]
    to_min = values["fits_from"]
    if to_min + (visit.end_min or 0) - (visit.start_min or 0) > DAY_MIN:
        return None
    return _move(day, visit.pk, to_min)


def _when_open(day: Day, values: Values) -> Fix | None:
    return _to_stop(day, values) if values["fits_from"] is None else _shift(day, values)


def bring_together(day: Day, values: Values) -> Fix:
    """All groups wait for the last, which is `at` the stop then."""
    late = next(
        visit
        for (_group, stop), visit in day.visits.items()
        if stop == int(values["stop"]) and visit.start_min == values["at"]
    )
    return _move(day, late.pk, values["at"], _("Zet alle groepen op %(at)s"))


def _move(day: Day, visit: int, to_min: int, label: str = "") -> Fix:
    url = reverse("board:shift", args=[day.event.slug])
    label = label or _("Schuif naar %(at)s")
    return Fix(label % {"at": clock(to_min)}, url, (("visit", str(visit)), ("to", str(to_min))))


def _longer_day(day: Day, _values: Values) -> Fix | None:
    """Let the event end when its last visit does."""
    last = max((visit.end_min or 0 for visit in day.visits.values()), default=0)
    url = reverse("board:end", args=[day.event.slug])
    fields = (("end_min", str(last)), ("version", str(day.event.version)))
    return Fix(_("Laat de dag eindigen om %(at)s") % {"at": clock(last)}, url, fields) if last else None


def _to_speakers(day: Day, _values: Values) -> Fix:
    return Fix(_("Naar de sprekers"), reverse("programme:speakers", args=[day.event.slug]))


def _to_stop(day: Day, values: Values) -> Fix:
    return Fix(_("Pas dit aan"), reverse("board:stop", args=[day.event.slug, values["stop"]]))


def _estimate(day: Day, _values: Values) -> Fix:
    return Fix(
        _("Schat de reistijden"), reverse("board:estimate", args=[day.event.slug]), (("estimate", "1"),)
    )


def _new_meal(day: Day, _values: Values) -> Fix:
    return Fix(_("Voeg een maaltijd toe"), reverse("board:stop_new", args=[day.event.slug]) + "?soort=meal")


_FIXES: Mapping[str, Callable[[Day, Values], Fix | None]] = {
    "missing_times": _fill,
    "overlap": _shift,
    "leg_too_short": _shift,
    "leg_tight": _shift,
    "late_lunch": _shift,
    "outside_opening_hours": _when_open,
    "not_together": bring_together,
    "before_day": _fill,
    "after_day": _longer_day,
    "speaker_declined": _to_speakers,
    "speaker_busy": _to_stop,
    "venue_busy": _to_stop,
    "talks_too_long": _to_stop,
    "too_few_chairs": _to_stop,
    "place_has_steps": _to_stop,
    "estimate_stale": _estimate,
    "way_not_estimated": _estimate,
    "no_lunch": _new_meal,
}
