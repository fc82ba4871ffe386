"""What a plan cannot know and the day does: who said no, what is shut, what moved since."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.board.day import Around, Day, plan_of
from scheduling.engine import Issue, check_day
from tours.programme.models import Speaker, SpeakerState, TravelMode, Visit


def doubts_about(day: Day, meets: Around) -> list[Issue]:
    """Everything that is wrong or doubtful about the day, the plan's own conflicts first."""
    checked = [better for issue in check_day(plan_of(day, meets)) for better in _knowing_places(day, issue)]
    issues = [*checked, *_shut(day, meets), *_declined(day), *_cannot_then(day), *_talks_too_long(day)]
    return [*issues, *_stale_estimates(day)]


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
