"""The guide's link: opens the page of one group until noon on the day after the event."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.urls import reverse

from core.tokens import UnknownToken, make_token, read_token
from scheduling.live.errors import LinkOver
from tours.programme.models import DAY_MIN, Event, EventState, Group

PURPOSE = "gids"
NOON_MIN = 12 * 60


def guide_path(group: Group) -> str:
    """Another guide or another number ends the link: the group's version is in it."""
    return reverse("live:guide", args=[make_token(PURPOSE, group.pk, group.version)])


def valid_until(event: Event) -> datetime:
    """Evenings that run late are covered; the names of participants are not kept open for longer."""
    return event.moment(DAY_MIN + NOON_MIN)


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
    over = event.date is None or at >= valid_until(event) or event.state == EventState.CANCELLED
    if over or event.current is None or group.version != key.version:
        raise LinkOver(event)
    return group
