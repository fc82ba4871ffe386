"""What an organiser's events look like at this moment, read once for the whole page.

The number of statements is the same for one event as for many, and for one registration as for thousands. Of what is
coming the next SHOWN events are looked at; `more` says how many there are besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from core.errors import RuleBroken
from notifications.desk.differences import Change, differences
from notifications.desk.event_now import EventNow
from notifications.desk.lunch import ASK_DAYS, Lunch, meals_of
from notifications.desk.models import LunchPassedOn
from notifications.desk.reading import due_soon, fill_in
from scheduling.board.warnings import warnings_of
from tours.dialogue.models import ReportState
from tours.lifecycle.actions import check_publishable
from tours.models import Event, User
from tours.organisations.access import May
from tours.organisations.models import Membership, Organisation
from tours.programme.models import EventState
from tours.programme.snapshot import snapshot, with_programme
from tours.signups.desk.counts import count_people

SHOWN = 10
REPORT_DAYS = 60  # after the event somebody is still asked for a report


@dataclass(frozen=True)
class Workspace:
    """`coming`: the next events, dated ones first. `past`: over, with something left to do. `more`: not looked at.

    `is_new`: this user never had any event.
    """

    at: datetime
    coming: list[EventNow]
    past: list[EventNow]
    more: int
    is_new: bool

    @property
    def events(self) -> list[EventNow]:
        return [*self.coming, *self.past]


def look(user: User, *, at: datetime) -> Workspace:
    """Everything the organiser's home shows of the events this user has something to do with."""
    roles = {each.organisation_id: each.role for each in Membership.objects.filter(user=user)}
    mine = Event.objects.filter(pk__in=Event.objects.of_member(user).order_by().values("pk"))
    on = mine.filter(state__in=[EventState.DRAFT, EventState.PUBLISHED]).coming(at=at)
    coming = list(with_programme(on).order_by(F("on_day").asc(nulls_last=True), "title", "pk")[: SHOWN + 1])
    more = on.count() - SHOWN if len(coming) > SHOWN else 0
    past = list(_with_something_to_do(mine, at=at))
    ahead = [_begin(event, roles, at) for event in coming[:SHOWN]]
    behind = [_begin(event, roles, at) for event in past]
    fill_in([*ahead, *behind], at=at)
    _look_at_plans(ahead)
    _count_lunch(ahead)
    is_new = not ahead and not behind and not mine.exists()
    return Workspace(at=at, coming=ahead, past=behind, more=more, is_new=is_new)


def asked_to_cohost(organisations: Iterable[Organisation]) -> list[Any]:
    """What these organisations are asked to organise too and have not answered: rows of `event` and `organisation`."""
    asked = Event.asked_cohosts.through.objects.filter(organisation__in=organisations)
    on = asked.filter(event__state__in=[EventState.DRAFT, EventState.PUBLISHED])
    return list(on.select_related("event__organisation", "organisation").order_by("pk"))


def _with_something_to_do(mine: Any, *, at: datetime) -> Any:
    """Over, and its report is not out yet, or an open commitment is (nearly) due."""
    today = timezone.localdate(at)
    recent = Q(on_day__gte=today - timedelta(days=REPORT_DAYS))
    over = mine.dated().filter(state__in=[EventState.PUBLISHED, EventState.CLOSED], on_day__lt=today)
    found = over.filter(recent | Q(report__state=ReportState.REVIEW) | Q(pk__in=due_soon(at).values("event")))
    return (
        found.select_related("current", "organisation", "report")
        .prefetch_related("cohosts")
        .order_by("-on_day")
    )


def _begin(event: Event, roles: Mapping[int, str], at: datetime) -> EventNow:
    hosts = [event.organisation_id, *(cohost.pk for cohost in event.cohosts.all())]
    mine = {roles[host] for host in hosts if host in roles}
    abilities = frozenset(ability for ability in May if mine & {role.value for role in ability.value})
    return EventNow(event, at, abilities)


def _look_at_plans(events: list[EventNow]) -> None:
    """What stands in the way of each plan, and what nobody knows of it yet."""
    warnings = warnings_of([now.event for now in events])
    for now in events:
        now.warnings = warnings[now.event.pk]
        try:
            check_publishable(now.event)
        except RuleBroken as no:
            now.missing = no
        else:
            now.unpublished = _unpublished(now.event)


def _unpublished(event: Event) -> list[Change]:
    return differences(event.current.data, snapshot(event)) if event.current else []


def _count_lunch(events: list[EventNow]) -> None:
    """Of the next event with a meal, while it is near: counting takes ten statements, so one event only."""
    for now in events:
        near = now.is_published and now.days is not None and 0 <= now.days <= ASK_DAYS
        meals = meals_of(now.event) if near else []
        if meals:
            passed_on = LunchPassedOn.objects.filter(event=now.event).first()
            now.lunch = Lunch(now.event, meals, count_people(now.event), passed_on)
            return
