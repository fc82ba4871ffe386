"""From drafts to the programme as data."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from tours.programme.models import DAY_MIN, Event, Group, Leg, Stop, StopKind, Talk, Venue, Visit
from tours.programme.snapshot.drafts import groups_of, stops_of
from tours.programme.snapshot.words import (
    GroupData,
    LegData,
    MeetingData,
    Programme,
    SpeakerData,
    StopData,
    TalkData,
    VenueData,
    VisitData,
)


def snapshot(event: Event) -> Programme:
    """The event's drafts as they would be published now. The event must have a date.

    A constant number of statements, however many stops, talks and groups there are; none for an event that
    with_programme fetched.
    """
    if event.date is None:
        raise ValueError("an event without a date cannot be published")
    stops = stops_of(event)
    groups = groups_of(event) if event.programme_complete else []
    starts_at, ends_at, all_day = _frame(event, groups)
    programme = Programme(
        kind=event.kind,
        title=event.title,
        audience=event.audience,
        summary=event.summary,
        description=event.description,
        hosts=event.hosts,
        organisation=event.organisation.name,
        cohosts=[cohost.name for cohost in event.cohosts.all()],
        date=event.date.isoformat(),
        timezone=event.timezone,
        starts_at=utc(starts_at),
        ends_at=utc(ends_at),
        all_day=all_day,
        programme_complete=event.programme_complete,
        meeting_point=_venue(event.meeting_point),
        conference_url=event.conference_url,
        meeting=MeetingData(
            working_form=event.working_form,
            policy_field=event.policy_field,
            alderman=event.alderman,
            motivation=event.motivation,
            moderator=event.moderator,
            agenda_setters=[str(setter) for setter in event.agenda_setters.all()],
        ),
        stops=_stops(stops) if event.programme_complete else [],
        groups=[_group(event, group) for group in groups],
    )
    if event.end_point and event.programme_complete:
        programme["end_point"] = venue_data(event.end_point)
    return programme


def _frame(event: Event, groups: list[Group]) -> tuple[datetime, datetime, bool]:
    """Start and end of the day (aware, local), and whether no time is known yet."""
    visits = [visit for group in groups for visit in group.visits.all() if visit.start_min is not None]
    starts = [visit.start_min for visit in visits if visit.start_min is not None]
    ends = [visit.end_min for visit in visits if visit.end_min is not None]
    if event.start_min is not None:
        starts.append(event.start_min)
    if event.end_min is not None:
        ends.append(event.end_min)
    if not starts:
        return event.moment(0), event.moment(DAY_MIN), True
    start = event.moment(min(starts))
    end = event.moment(max(ends)) if ends else start + timedelta(hours=2)
    return start, end, False


def utc(moment: datetime) -> str:
    """A moment as a Revision has it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _venue(venue: Venue | None) -> VenueData | None:
    return venue_data(venue) if venue else None


def venue_data(venue: Venue) -> VenueData:
    """A place as a Revision has it."""
    return VenueData(
        id=venue.pk,
        name=venue.name,
        address=venue.address,
        lat_deg=venue.lat_deg,
        lon_deg=venue.lon_deg,
        estimated=venue.location_estimated,
        step_free=venue.step_free,
        hearing_loop=venue.hearing_loop,
        accessibility_note=venue.accessibility_note,
    )


def _stops(stops: list[Stop]) -> list[StopData]:
    numbers = numbered(stops)
    return [
        StopData(
            id=stop.pk,
            number=numbers.get(stop.pk),
            kind=stop.kind,
            title=stop.title,
            description=stop.description,
            duration_min=stop.duration_min,
            venue=_venue(stop.venue),
            talks=[_talk(talk) for talk in stop.talks.all()],
        )
        for stop in stops
    ]


def numbered(stops: list[Stop]) -> dict[int, int]:
    """The number of each stop that is visited, by id: 1, 2, 3 in the event's order."""
    visited = [stop.pk for stop in stops if stop.kind in {StopKind.VISIT, StopKind.SLOT}]
    return {pk: number for number, pk in enumerate(visited, start=1)}


def _talk(talk: Talk) -> TalkData:
    return TalkData(
        id=talk.pk,
        kind=talk.kind,
        title=talk.title,
        text=talk.text,
        duration_min=talk.duration_min,
        moderator=talk.moderator,
        speakers=[
            SpeakerData(id=speaker.pk, name=speaker.name, affiliation=speaker.affiliation)
            for speaker in talk.speakers.all()
            if speaker.state != "declined"
        ],
    )


def _group(event: Event, group: Group) -> GroupData:
    def moment(minute: int | None) -> str | None:
        return None if minute is None else utc(event.moment(minute))

    visits = sorted(group.visits.all(), key=lambda visit: visit.position)
    return GroupData(
        id=group.pk,
        letter=group.letter,
        visits=[
            VisitData(stop=visit.stop_id, start=moment(visit.start_min), end=moment(visit.end_min))
            for visit in visits
        ],
        legs=[leg_data(leg) for leg in _legs_on_the_way(visits, list(group.legs.all()))],
    )


def _legs_on_the_way(visits: list[Visit], legs: list[Leg]) -> list[Leg]:
    """The legs between consecutive visits, in that order; legs of an earlier order are left out."""
    by_ends = {(leg.from_stop_id, leg.to_stop_id): leg for leg in legs}
    pairs = itertools.pairwise(visits)
    found = (by_ends.get((here.stop_id, there.stop_id)) for here, there in pairs)
    return [leg for leg in found if leg is not None]


def leg_data(leg: Leg) -> LegData:
    """A way as a Revision has it."""
    return LegData(
        from_stop=leg.from_stop_id,
        to_stop=leg.to_stop_id,
        mode=leg.mode,
        minutes=leg.minutes,
        metres=leg.metres,
        estimated=leg.estimated,
        step_free=leg.step_free,
    )
