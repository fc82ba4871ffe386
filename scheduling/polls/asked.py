"""Who was asked when they can, while the question is open."""

from __future__ import annotations

from collections.abc import Iterable

from scheduling.polls.models import Invitee, PollState
from tours.programme.models import Event


def who_was_asked(event: Event) -> Iterable[str]:
    """Names."""
    asked = Invitee.objects.filter(poll__event=event, poll__state=PollState.OPEN, invited_at__isnull=False)
    return asked.order_by("name").values_list("name", flat=True)
