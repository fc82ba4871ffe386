"""Who was asked when they can: while the question is open, and to be invited afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from scheduling.polls.models import Invitee, Poll, PollState
from tours.programme.models import Event
from tours.signups.invitations.sources import Source


def who_was_asked(event: Event) -> Iterable[str]:
    """Names."""
    asked = Invitee.objects.filter(poll__event=event, poll__state=PollState.OPEN, invited_at__isnull=False)
    return asked.order_by("name").values_list("name", flat=True)


def to_invite(event: Event) -> Source | None:
    """The page on which those whom a poll asked are invited."""
    if not Poll.objects.filter(event=event).exists():
        return None
    return Source(_("Kies uit de datumprikker"), reverse("polls:invite", args=[event.slug]))
