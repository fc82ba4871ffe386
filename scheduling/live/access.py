"""The guide's link: opens the page of one group until noon on the day after the event."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from core.tokens import UnknownToken, make_token, read_token
from scheduling.live.errors import LinkOver
from tours.programme.day import date_of
from tours.programme.models import Event, EventState, Group
from tours.programme.snapshot import Programme

PURPOSE = "gids"
NOON = time(12)


def guide_path(group: Group) -> str:
    """Another guide or another number ends the link: the group's version is in it."""
    return reverse("live:guide", args=[make_token(PURPOSE, group.pk, group.version)])


def is_today(event: Event) -> bool:
    """Whether the day that was published is today; what a draft says of another day is not known to anybody yet."""
    return event.current is not None and timezone.localdate(timezone=event.zone) == date_of(
        event.current.data
    )


def valid_until(programme: Programme) -> datetime:
    """Evenings that run late are covered; the names of participants are not kept open for longer."""
    day_after = date_of(programme) + timedelta(days=1)
    return datetime.combine(day_after, NOON, tzinfo=ZoneInfo(programme["timezone"]))


def group_for(token: str, *, at: datetime) -> Group:
    """The group that the token opens, with its event. Http404 for what was not made here; LinkOver."""
    try:
        key = read_token(PURPOSE, token)
    except UnknownToken as error:
        raise Http404 from error
    groups = Group.objects.select_related("event__current", "event__organisation")
    group = groups.filter(pk=key.id).first()
    if group is None:
        raise Http404
    event = group.event
    if event.current is None or event.state == EventState.CANCELLED or group.version != key.version:
        raise LinkOver(event)
    if at >= valid_until(event.current.data):
        raise LinkOver(event)
    return group
