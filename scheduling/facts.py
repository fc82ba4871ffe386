"""What happened in planning, for others to listen to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduling.polls.models import Invitee, Poll


@dataclass(frozen=True)
class PollOpened:
    """These people are asked when they can: everybody when the poll opens, whoever is added later."""

    poll: Poll
    invitees: tuple[Invitee, ...]


@dataclass(frozen=True)
class DateChosen:
    """The event has its date now; `poll.chosen` is the option."""

    poll: Poll
