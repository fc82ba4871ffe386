"""What forbids a proposed day: the organisers' own calendars, and a speaker or place that another event holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from core.templatetags.dialoogtoer import clock
from scheduling.board.day import hours_by_venue
from scheduling.calendar.closed import closed_days_of
from scheduling.calendar.models import ClosedDay
from scheduling.polls.models import Option
from tours.programme.actions import held_on, resources_at, venue_resource
from tours.programme.errors import Clash
from tours.programme.hours import DayHours, open_on
from tours.programme.models import Event, Stop, Talk, Venue


def vetoes(event: Event, options: Sequence[Option]) -> dict[int, str]:
    """Per option (by id) what forbids it, in one sentence without a full stop; nothing for the others.

    An option without times takes those of the event, and the whole day where there are none either.
    """
    days = [option.date for option in options]
    closed = closed_days_of([event.organisation_id, *event.cohosts.values_list("pk", flat=True)], days)
    talks = Prefetch("talks", queryset=Talk.objects.prefetch_related("speakers"))
    stops = list(event.stops.select_related("venue").prefetch_related(talks))
    taken = held_on(event, days, _needed(event, stops))
    places = {stop.venue for stop in stops if stop.venue is not None and not stop.opens_for_us}
    hours = hours_by_venue(venue.pk for venue in places)
    found = {
        option.pk: [
            *_closed(event, option, closed),
            *_taken(event, option, taken),
            *_shut(option, sorted(places, key=str), hours),
        ]
        for option in options
    }
    return {pk: "; ".join(dict.fromkeys(reasons)) for pk, reasons in found.items() if reasons}


def _needed(event: Event, stops: Sequence[Stop]) -> dict[str, str]:
    """Every place and speaker of the draft, each with its name."""
    found = {resource: name for stop in stops for resource, name in resources_at(stop, event.organisation_id)}
    if event.meeting_point is not None:
        found[venue_resource(event.meeting_point.pk)] = event.meeting_point.name
    return found


def _times(event: Event, option: Option) -> tuple[int | None, int | None]:
    if option.start_min is not None:
        return option.start_min, option.end_min
    return event.start_min, event.end_min


def _closed(event: Event, option: Option, closed: Sequence[ClosedDay]) -> Iterator[str]:
    for each in closed:
        if each.meets(option.date, *_times(event, option)):
            yield each.reason


def _shut(option: Option, places: Sequence[Venue], hours: Mapping[int, Sequence[DayHours]]) -> Iterator[str]:
    for venue in places:
        if open_on(hours.get(venue.pk, ()), option.date) == ():
            yield _("%(name)s is dan dicht") % {"name": venue.name}


def _taken(event: Event, option: Option, taken: dict[date, list[Clash]]) -> Iterator[str]:
    start, end = _times(event, option)
    events: dict[tuple[str, str], list[Clash]] = defaultdict(list)
    for clash in taken.get(option.date, []):
        if start is None or (start < clash.end_min and clash.start_min < (end or start + 1)):
            events[clash.name, clash.event].append(clash)
    for (name, title), clashes in events.items():
        values = {
            "name": name,
            "event": title,
            "start": clock(min(clash.start_min for clash in clashes)),
            "end": clock(max(clash.end_min for clash in clashes)),
        }
        yield _("%(name)s is van %(start)s tot %(end)s bezet door ‘%(event)s’") % values
