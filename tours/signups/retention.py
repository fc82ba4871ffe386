"""How long personal data are kept, and the verbs that erase those of who signed up. Who contributes: tours.dialogue.retention."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone

from tours.programme.models import Event, EventQuerySet, EventState, Speaker
from tours.signups.desk.models import Notice
from tours.signups.line import leave, promote_line
from tours.signups.models import CancelledBy, Registration, RegistrationState
from tours.signups.seats import lock_pools

logger = logging.getLogger(__name__)
_WITH = ("current", "organisation", "report")
_UNDATED = timedelta(days=365)  # an event that never got a date is over this long after it was made
_NEEDS = {"diet": "", "access_needs": ""}
_BESIDES_NAME_AND_ADDRESS = _NEEDS | {
    "phone": "",
    "party": "",
    "companion_names": "",
    "transport": "",
    "note": "",
}
_ALL = _BESIDES_NAME_AND_ADDRESS | {
    "name": "—",
    "email": "",
    "contact": None,
    "said_by": "",
    "keep_informed": False,
}


@dataclass(frozen=True)
class Kept:
    """The local days on which data go."""

    needs: date
    waiting: date
    attendees: date
    informed: date  # of those who asked to hear of what follows
    contributors: date  # speakers, contact persons, guides, who promised something


def kept_until(event: Event, *, follow_ups: Iterable[Event] | None = None) -> Kept:
    """When what is kept of people at this event goes, counted from its last day: as published, else as planned.

    Who asked to be kept informed stays known until after the last event that follows from it, or the last report; so do
    those who contributed, since both are asked of them. `follow_ups` are fetched where they are not given.
    """
    organisation, last_day = event.organisation, _last_day(event)
    days = [last_day]
    for linked in (event, *(_linked().filter(follows=event) if follow_ups is None else follow_ups)):
        days += [_last_day(linked)] if linked.current and linked.state != EventState.CANCELLED else []
        report = getattr(linked, "report", None)  # none was written
        days += [_local_day(linked, report.published_at)] if report and report.published_at else []
    return Kept(
        needs=last_day + timedelta(days=organisation.keep_needs_days),
        waiting=last_day + timedelta(days=organisation.keep_waiting_days),
        attendees=last_day + timedelta(days=organisation.keep_attendees_days),
        informed=max(days) + timedelta(days=organisation.keep_attendees_days),
        contributors=max(days) + timedelta(days=organisation.keep_contributors_days),
    )


def reached(events: EventQuerySet, *, at: datetime) -> dict[str, list[Event]]:
    """Those of these events that are over, under the name of each term in Kept that they reached at that moment.

    An event whose days cannot be counted is logged and left out: the people of all others are forgotten in time.
    """
    over = (
        Q(current__ends_at__lte=at)
        | Q(current=None, date__lt=timezone.localdate(at))
        | Q(current=None, date=None, created_at__lte=at - _UNDATED)
    )
    found: dict[str, list[Event]] = defaultdict(list)
    linked = Prefetch("followed_by", queryset=_linked())
    for event in events.filter(over).select_related(*_WITH).prefetch_related(linked):
        try:
            kept, today = kept_until(event, follow_ups=event.followed_by.all()), _local_day(event, at)
        except Exception:
            logger.exception("until when people of %s are kept cannot be counted", event.slug)
            continue
        for term in fields(kept):
            if today >= getattr(kept, term.name):
                found[term.name].append(event)
    return found


def erase_due(*, at: datetime) -> int:
    """Erase what has been kept long enough at that moment. Run twice, the second finds nothing. Returns how many rows."""
    of_event = {"event": OuterRef("pk")}
    with_people = Q(Exists(Registration.objects.filter(**of_event, erased_at=None))) | Q(
        Exists(Speaker.objects.filter(**of_event).exclude(diet=""))
    )
    due = reached(Event.objects.filter(with_people), at=at)
    in_line = Registration.objects.filter(event__in=due["waiting"], state=RegistrationState.WAITING)
    present = Registration.objects.filter(event__in=due["attendees"])
    with transaction.atomic():
        erased = _anonymise(in_line.filter(keep_informed=False), at=at)
        erased += _anonymise(present.filter(keep_informed=False), at=at)
        erased += _anonymise(Registration.objects.filter(event__in=due["informed"]), at=at)
        for some in (in_line, present):
            erased += _blank(some, _BESIDES_NAME_AND_ADDRESS)
        erased += _blank(Registration.objects.filter(event__in=due["needs"]), _NEEDS)
        erased += Speaker.objects.filter(event__in=due["needs"]).exclude(diet="").update(diet="")
    return erased


@transaction.atomic
def erase(registration: Registration) -> None:
    """Somebody wants to be forgotten: cancel, then erase what is held about them. Their links end."""
    pools = lock_pools(registration.event)
    locked = Registration.objects.select_related("event__current", "event__organisation").get(
        pk=registration.pk
    )
    if locked.state != RegistrationState.CANCELLED:
        leave(locked, by=CancelledBy.SELF)
        promote_line(locked.event, pools)
    _anonymise(Registration.objects.filter(pk=locked.pk), at=timezone.now())


def _linked() -> EventQuerySet:
    return Event.objects.exclude(state=EventState.DRAFT).select_related(*_WITH)


def _anonymise(registrations: Any, *, at: datetime) -> int:
    """Nothing about the person stays; that somebody came, in which role, does."""
    rows = registrations.filter(erased_at=None)
    Notice.objects.filter(registration__in=rows).delete()
    return int(
        rows.update(**_ALL, erased_at=at, link_version=F("link_version") + 1, version=F("version") + 1)
    )


def _blank(registrations: Any, columns: dict[str, str]) -> int:
    return int(registrations.exclude(**columns).update(**columns))


def _last_day(event: Event) -> date:
    """As published; of what was never published the day that was planned, or a year after it was made."""
    if event.current is None:
        return event.date or _local_day(event, event.created_at + _UNDATED)
    return _local_day(
        event, event.current.ends_at - timedelta(seconds=1)
    )  # a day without times ends at midnight


def _local_day(event: Event, moment: datetime) -> date:
    return moment.astimezone(event.zone).date()
