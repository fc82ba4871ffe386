"""What happened in planning and on the day, for others to listen to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduling.polls.models import Invitee, Poll
    from tours.programme.models import Event, Revision


@dataclass(frozen=True)
class PollOpened:
    """These people are asked when they can: everybody when the poll opens, whoever is added later."""

    poll: Poll
    invitees: tuple[Invitee, ...]


@dataclass(frozen=True)
class DateChosen:
    """The event has its date now; `poll.chosen` is the option."""

    poll: Poll


@dataclass(frozen=True)
class PollStopped:
    """Nobody is asked any more, and no date was chosen. `reason` is for those who were asked; may be empty."""

    poll: Poll
    reason: str = ""


@dataclass(frozen=True)
class DayChanged:
    """The day goes otherwise than was published: `revision` was made from the last one, not from drafts.

    `note` is what everybody who hears of it reads first; may be empty.
    """

    event: Event
    revision: Revision
    note: str = ""
