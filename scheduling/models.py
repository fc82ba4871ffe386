"""The tables of this app, gathered from its rooms. Plans are written into the programme's visits and legs."""

from scheduling.calendar.models import ClosedDay, CouncilCalendar
from scheduling.live.models import Arrival, Delay
from scheduling.polls.models import Answer, Invitee, Option, Poll, Quorum

__all__ = [
    "Answer",
    "Arrival",
    "ClosedDay",
    "CouncilCalendar",
    "Delay",
    "Invitee",
    "Option",
    "Poll",
    "Quorum",
]
