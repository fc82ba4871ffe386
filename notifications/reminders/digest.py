"""The daily digest: what happened at the events of each organisation, for who plans them. Only when there is something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count

from notifications.outbox.actions import Letter
from notifications.outbox.models import Kind, Message, MessageState
from notifications.reminders.models import DigestRound
from tours.models import Event, MaterialVersion, Membership, Registration, Speaker
from tours.organisations.models import MembershipRole
from tours.programme.models import SpeakerState
from tours.signups.models import CancelledBy, RegistrationState

AT = time(8)
_BY_THEMSELVES = [CancelledBy.SELF, CancelledBy.EXPIRED]
Lines = dict[int, list[dict[str, Any]]]


def last_moment(at: datetime) -> datetime:
    """The last time that it was eight o'clock here."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = datetime.combine(at.astimezone(zone).date(), AT, tzinfo=zone)
    return today if today <= at else datetime.combine(today.date() - timedelta(days=1), AT, tzinfo=zone)


def period(at: datetime) -> tuple[datetime, datetime] | None:
    """From when until when the next digest is about; None where that was told already."""
    until = last_moment(at)
    last = DigestRound.objects.order_by("-until").values_list("until", flat=True).first()
    if last is not None and last >= until:
        return None
    return last or until - timedelta(days=1), until


def digests(since: datetime, until: datetime) -> Iterator[Letter]:
    """One letter per owner or planner with news, about all of their events together."""
    lines = _what_happened(since, until)
    events = Event.objects.filter(pk__in=lines).order_by("date", "pk").prefetch_related("cohosts")
    hosts = {event: {event.organisation_id, *(each.pk for each in event.cohosts.all())} for event in events}
    planners = Membership.objects.filter(
        organisation__in=set[int]().union(*hosts.values()),
        role__in=[MembershipRole.OWNER, MembershipRole.PLANNER],
        user__is_active=True,
    ).select_related("user")
    theirs: dict[Any, set[int]] = defaultdict(set)
    for membership in planners.order_by("user_id"):
        theirs[membership.user].add(membership.organisation_id)
    for user, organisations in theirs.items():
        told = [
            {"title": event.title, "slug": event.slug, "lines": lines[event.pk]}
            for event, hosted_by in hosts.items()
            if organisations & hosted_by
        ]
        yield Letter(
            key=f"{Kind.DIGEST}:{user.pk}:{until.isoformat()}",
            kind=Kind.DIGEST,
            recipient=user.email,
            recipient_name=user.name,
            language=user.language,
            user=user,
            facts={"events": told},
        )


def _what_happened(since: datetime, until: datetime) -> Lines:
    """Lines per event, as facts: `{"what": "signed_up", "count": 3}`."""
    lines: Lines = defaultdict(list)
    for what, rows in _counted(since, until):
        for event_id, count in rows:
            if event_id is not None and count:
                lines[event_id].append({"what": what, "count": count})
    for what, rows in _named(since, until):
        names: dict[int, list[str]] = defaultdict(list)
        for event_id, name in rows:
            names[event_id].append(name)
        for event_id, found in names.items():
            lines[event_id].append({"what": what, "names": found})
    return lines


def _counted(since: datetime, until: datetime) -> Iterator[tuple[str, Any]]:
    signed_up = Registration.objects.signed_up().filter(created_at__gte=since, created_at__lt=until)
    yield "signed_up", signed_up.order_by().values_list("event").annotate(Count("pk"))
    waiting = Registration.objects.filter(
        state=RegistrationState.WAITING, queued_at__gte=since, queued_at__lt=until
    )
    yield "waiting", waiting.order_by().values_list("event").annotate(Count("pk"))
    posted = Message.objects.filter(created_at__gte=since, created_at__lt=until).order_by()
    gone = posted.filter(kind=Kind.CANCELLED, facts__by__in=_BY_THEMSELVES)
    yield "cancelled", gone.values_list("event").annotate(Count("registration", distinct=True))
    failed = posted.filter(state=MessageState.FAILED)
    yield "undelivered", failed.values_list("event").annotate(Count("pk"))


def _named(since: datetime, until: datetime) -> Iterator[tuple[str, Any]]:
    answers = Speaker.objects.filter(answered_at__gte=since, answered_at__lt=until).order_by("name")
    for what, state in (
        ("speaker_confirmed", SpeakerState.CONFIRMED),
        ("speaker_declined", SpeakerState.DECLINED),
    ):
        yield what, answers.filter(state=state).values_list("event", "name")
    uploaded = MaterialVersion.objects.filter(state="published", created_at__gte=since, created_at__lt=until)
    yield "material", uploaded.order_by("pk").values_list("material__event", "material__title")
