"""What is wrong or doubtful about a day, in sentences, each with the place where it is and one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from core.templatetags.dialoogtoer import clock
from scheduling.board.day import Around, Day, around, load, plan_of
from scheduling.board.sentences import Words, say
from scheduling.engine import Issue, check_day
from tours.programme.actions import resource_of
from tours.programme.models import DAY_MIN, Event, Speaker, SpeakerState, TravelMode, Visit

Severity = Literal["alarm", "warn"]
Values = Mapping[str, Any]
_HOPELESS = frozenset(
    {
        "overlap",
        "leg_too_short",
        "speaker_twice",
        "speaker_busy",
        "speaker_declined",
        "venue_busy",
        "too_few_chairs",
        "outside_opening_hours",
    }
)
_ABOUT_TIMES = frozenset({"missing_times", "way_unknown", "way_not_estimated", "no_lunch", "talks_too_long"})


@dataclass(frozen=True)
class Fix:
    """A button: `fields` are posted to `url`; without fields it is a link."""

    label: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PlanWarning:
    """`alarm`: it cannot go like this; `warn`: somebody should look. Ids say where it belongs, None: the whole day."""

    code: str
    severity: Severity
    title: str
    sentence: str
    url: str  # where it is shown
    group: int | None = None
    stop: int | None = None
    leg: tuple[int, int] | None = None  # from, to
    speaker: int | None = None
    fix: Fix | None = None


def warnings_for(event: Event, day: Day | None = None, meets: Around | None = None) -> list[PlanWarning]:
    """Everything to look at before publishing, the gravest first. Ten statements, or four when the day is given.

    A save-the-date whose times nobody filled in misses nothing.
    """
    return _warnings(day or load(event), meets)


def warnings_of(events: Iterable[Event]) -> dict[int, list[PlanWarning]]:
    """The same for many events, by id: four statements in all for events that with_programme fetched."""
    days = [load(event) for event in events]
    meets = around(days)
    return {day.event.pk: _warnings(day, meets[day.event.pk]) for day in days}


def _warnings(day: Day, meets: Around | None = None) -> list[PlanWarning]:
    words, meets = Words(day), meets or around([day])[day.event.pk]
    checked = [better for issue in check_day(plan_of(day, meets)) for better in _knowing_places(day, issue)]
    issues = [*checked, *_shut(day, meets), *_declined(day), *_cannot_then(day), *_talks_too_long(day)]
    issues += _stale_estimates(day)
    found = [_warning(day, words, issue) for issue in issues if day.begun or issue.code not in _ABOUT_TIMES]
    return sorted(_once(day, found), key=lambda warning: warning.severity != "alarm")


def _once(day: Day, found: list[PlanWarning]) -> Iterable[PlanWarning]:
    """What is the same for several groups is said once, about the stop and no group."""
    once: dict[object, PlanWarning] = {}
    for warning in found:
        key = (warning.title, warning.sentence, warning.stop, warning.leg)
        if key in once and warning.leg is None:
            once[key] = replace(once[key], group=None, url=_url(day, None, warning.stop, None))
        else:
            once.setdefault(key, warning)
    return once.values()


def _knowing_places(day: Day, issue: Issue) -> Iterator[Issue]:
    """A way that nobody knows but that can be estimated is `way_not_estimated`; filling in the times does it as well."""
    if issue.code != "way_unknown":
        yield issue
        return
    group, here, there = (int(issue.values[key]) for key in ("group", "from", "to"))
    stops = {stop.pk: stop for stop in day.stops}
    if day.estimate(stops[here], stops[there], TravelMode.WALK) is None:
        yield issue
    elif all(day.visits[group, stop].start_min is not None for stop in (here, there)):
        yield Issue("way_not_estimated", issue.values)


def _declined(day: Day) -> Iterator[Issue]:
    """`speaker_declined` (speaker, stop, pk): somebody who said no stands in the programme."""
    for stop in day.stops:
        said_no = {
            speaker.pk: speaker.name
            for talk in stop.talks.all()
            for speaker in talk.speakers.all()
            if speaker.state == SpeakerState.DECLINED
        }
        for pk, name in said_no.items():
            yield Issue("speaker_declined", {"speaker": name, "stop": str(stop.pk), "pk": pk})


def _shut(day: Day, meets: Around) -> Iterator[Issue]:
    """`outside_opening_hours` (group, stop, at, until, place, open, fits_from): the place is closed, for a part at least.

    `fits_from`: when it opens for long enough after that; None where it does not any more.
    """
    for stop in day.stops:
        windows = meets.open.get(stop.pk)
        place = stop.venue.name if stop.venue else ""
        for group in day.groups if windows is not None else ():
            visit = day.visits.get((group.pk, stop.pk))
            if visit is None or visit.start_min is None or visit.end_min is None:
                continue
            start, end = visit.start_min, visit.end_min
            if not any(window.start_min <= start and end <= window.end_min for window in windows or ()):
                later = [
                    window.start_min
                    for window in windows or ()
                    if window.start_min > start and end - start <= window.end_min - window.start_min
                ]
                values = {"group": str(group.pk), "stop": str(stop.pk), "at": start, "until": end}
                values |= {"place": place, "open": windows, "fits_from": min(later, default=None)}
                yield Issue("outside_opening_hours", values)


def _cannot_then(day: Day) -> Iterator[Issue]:
    """`speaker_unavailable` (group, stop, speaker, at, until): somebody speaks when they said they cannot."""
    for stop in day.stops:
        speakers = [speaker for talk in stop.talks.all() for speaker in talk.speakers.all()]
        for speaker in {speaker.pk: speaker for speaker in speakers}.values():
            for group in day.groups:
                visit = day.visits.get((group.pk, stop.pk))
                if visit is not None and not _can_during(speaker, visit):
                    when = {"at": visit.start_min, "until": visit.end_min}
                    where = {"group": str(group.pk), "stop": str(stop.pk)}
                    yield Issue("speaker_unavailable", where | when | {"speaker": speaker.name})


def _can_during(speaker: Speaker, visit: Visit) -> bool:
    if visit.start_min is None or visit.end_min is None:
        return True
    from_min, until_min = speaker.available_from_min, speaker.available_until_min
    return (from_min is None or visit.start_min >= from_min) and (
        until_min is None or visit.end_min <= until_min
    )


def _talks_too_long(day: Day) -> Iterator[Issue]:
    """`talks_too_long` (stop, talks, has): minutes of the talks, and of the stop."""
    for stop in day.stops:
        talks = sum(talk.duration_min for talk in stop.talks.all())
        if talks > stop.duration_min:
            yield Issue("talks_too_long", {"stop": str(stop.pk), "talks": talks, "has": stop.duration_min})


def _stale_estimates(day: Day) -> Iterator[Issue]:
    """`estimate_stale` (group, from, to, was, now): a place moved after the way was estimated."""
    for group in day.groups:
        for here, there in day.ways(group):
            leg = day.legs.get((group.pk, here.pk, there.pk))
            guess = day.estimate(here, there, leg.mode) if leg is not None and leg.estimated else None
            if leg is not None and guess is not None and guess.minutes != leg.minutes:
                ends = {"group": str(group.pk), "from": str(here.pk), "to": str(there.pk)}
                yield Issue("estimate_stale", ends | {"was": leg.minutes, "now": guess.minutes})


def _warning(day: Day, words: Words, issue: Issue) -> PlanWarning:
    title, sentence = say(issue, words)
    group, stop, leg = _place(issue)
    return PlanWarning(
        code=issue.code,
        severity="alarm" if issue.code in _HOPELESS or issue.values.get("known") is True else "warn",
        title=title,
        sentence=sentence,
        url=_url(day, group, stop, leg),
        group=group,
        stop=stop,
        leg=leg,
        speaker=_speaker(day, issue),
        fix=_fix(day, issue),
    )


def _place(issue: Issue) -> tuple[int | None, int | None, tuple[int, int] | None]:
    """Group, stop and leg that the issue is about; an issue about a leg has no stop."""
    values = issue.values
    group = values.get("group") or values.get("second_group")
    stop = values.get("stop") or values.get("second")
    leg = (int(values["from"]), int(values["to"])) if "to" in values else None
    return int(group) if group else None, int(stop) if stop else None, leg


def _url(day: Day, group: int | None, stop: int | None, leg: tuple[int, int] | None) -> str:
    """The place on the programme page: the group's own tab where there are several groups."""
    letters = {each.pk: each.letter for each in day.groups}
    query = f"?groep={letters[group]}" if group and len(letters) > 1 else ""
    anchor = f"#etappe-{leg[0]}-{leg[1]}" if leg else f"#halte-{stop}" if stop else ""
    return reverse("board:programme", args=[day.event.slug]) + query + anchor


def _speaker(day: Day, issue: Issue) -> int | None:
    if "pk" in issue.values:
        return int(issue.values["pk"])
    wanted = issue.values.get("speaker")
    everybody = (
        speaker for stop in day.stops for talk in stop.talks.all() for speaker in talk.speakers.all()
    )
    of = day.event.organisation_id
    return next((person.pk for person in everybody if wanted and resource_of(person, of) == wanted), None)


def _fix(day: Day, issue: Issue) -> Fix | None:
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
