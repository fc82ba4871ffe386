"""Everything to look at before publishing, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse

from scheduling.board.day import Around, Day, around, load
from scheduling.board.sentences import Words, say
from scheduling.board.warnings.doubts import doubts_about
from scheduling.board.warnings.fixes import fix_of
from scheduling.board.warnings.warning import PlanWarning
from scheduling.engine import Issue
from tours.programme.actions import resource_of
from tours.programme.models import Event

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
# What putting the programme together does not mend by itself.
_OF_ITSELF_NEVER = frozenset({"speaker_busy", "speaker_declined", "venue_busy", "too_few_chairs"})
_ABOUT_TIMES = frozenset({"missing_times", "way_unknown", "way_not_estimated", "no_lunch", "talks_too_long"})


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


def pressing(event: Event, warnings: Iterable[PlanWarning]) -> list[PlanWarning]:
    """Those to show away from the board: while the programme is not complete, what would stay wrong when it was."""
    return [each for each in warnings if event.programme_complete or each.code in _OF_ITSELF_NEVER]


def _warnings(day: Day, meets: Around | None = None) -> list[PlanWarning]:
    words, meets = Words(day), meets or around([day])[day.event.pk]
    issues = doubts_about(day, meets)
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
        fix=fix_of(day, issue),
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
