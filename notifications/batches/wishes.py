"""What an organiser wants of the mails of the next publication: read by the page, and by the news when it is published."""

from __future__ import annotations

from dataclasses import dataclass, field

from notifications.batches.models import Batch, BatchState, LeftOut
from notifications.calendar.changes import PersonKey
from tours.models import Event


@dataclass(frozen=True)
class Wishes:
    """`draft` is None where nobody asked for anything."""

    draft: Batch | None = None
    left_out: frozenset[PersonKey] = field(default_factory=frozenset)

    @property
    def version(self) -> int:
        """Tells whether what was shown is what is wanted now."""
        return self.draft.version if self.draft else 0


def wishes_for(event: Event) -> Wishes:
    """At most two statements."""
    draft = Batch.objects.filter(event=event, state=BatchState.DRAFT).first()
    if draft is None:
        return Wishes()
    people = LeftOut.objects.filter(batch=draft).values_list("registration_id", "speaker_id", "host")
    return Wishes(draft, frozenset(PersonKey(*person) for person in people))
