"""What became of something that came in."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.inbound.models import Outcome
from tours.models import Event, Registration, Speaker

# Somebody has to look at these; of the rest there is nothing left to do.
TO_REVIEW = frozenset(
    {
        Outcome.MALFORMED,
        Outcome.SEALED,
        Outcome.TOO_LARGE,
        Outcome.UNKNOWN_ENTRY,
        Outcome.OTHER_PERSON,
        Outcome.NOT_ALLOWED,
        Outcome.STRANGER,
        Outcome.FAILED,
    }
)


@dataclass(frozen=True)
class Result:
    """`look`: somebody must, though the outcome alone does not ask for it."""

    outcome: Outcome
    why: str = ""
    event: Event | None = None
    registration: Registration | None = None
    speaker: Speaker | None = None
    host: str = ""
    said: str = ""
    text: str = ""
    look: bool = False

    @property
    def to_review(self) -> bool:
        return self.look or self.outcome in TO_REVIEW
