"""The drafts that a programme is made of, read at once."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from tours.programme.models import Event, EventQuerySet, Group, Stop, Talk


def with_programme(events: EventQuerySet) -> EventQuerySet:
    """Events with all that snapshot reads: the same number of statements for many as for one."""
    return events.select_related("organisation", "current", "meeting_point", "end_point").prefetch_related(
        "cohosts",
        "agenda_setters",
        Prefetch("stops", queryset=_whole_stops(Stop.objects.all()), to_attr="whole_stops"),
        Prefetch("groups", queryset=_whole_groups(Group.objects.all()), to_attr="whole_groups"),
    )


def stops_of(event: Event) -> list[Stop]:
    """The drafted stops in their order, with venue, talks and speakers."""
    known: list[Stop] | None = vars(event).get("whole_stops")
    return list(_whole_stops(event.stops.all())) if known is None else known


def groups_of(event: Event) -> list[Group]:
    """The groups in their order, with visits and legs."""
    known: list[Group] | None = vars(event).get("whole_groups")
    return list(_whole_groups(event.groups.all())) if known is None else known


def _whole_stops(stops: QuerySet[Stop]) -> QuerySet[Stop]:
    talks = Prefetch("talks", queryset=Talk.objects.prefetch_related("speakers"))
    return stops.select_related("venue").prefetch_related(talks)


def _whole_groups(groups: QuerySet[Group]) -> QuerySet[Group]:
    return groups.prefetch_related("visits", "legs")
