"""Who was asked is forgotten as long after the day as those who came."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from scheduling.polls.models import Invitee, Poll


def erase_invitees(*, at: datetime) -> int:
    """Delete the invitees, with their answers, of polls whose time is over. Returns how many people.

    Counted from the last of these days: the poll was made, was ended, the days it proposed, the day of the event.
    """
    today = timezone.localdate(at)
    asked = Poll.objects.filter(pk__in=Invitee.objects.values("poll"), created_at__lte=at)
    over = [
        poll.pk
        for poll in asked.select_related("event__organisation").prefetch_related("options")
        if max(_days(poll)) + timedelta(days=poll.event.organisation.keep_attendees_days) < today
    ]
    return Invitee.objects.filter(poll__in=over).delete()[1].get("scheduling.Invitee", 0)


def _days(poll: Poll) -> list[date]:
    moments = [timezone.localdate(moment) for moment in (poll.created_at, poll.ended_at) if moment]
    days = [option.date for option in poll.options.all()]
    return [*moments, *days, *([poll.event.date] if poll.event.date else [])]
