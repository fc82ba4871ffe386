"""The tables of this app, gathered from its rooms. Plans are written into the programme's visits and legs."""

from scheduling.calendar.models import ClosedDay, CouncilCalendar
from scheduling.groups.models import GroupQuota, Together
from scheduling.live.models import Arrival, Delay, PlanB, PlanBPlace, PlanBWay, Sent
from scheduling.planner.models import (
    DayWish,
    Moment,
    PlanRun,
    Proposal,
    ProposalKind,
    RunState,
    StopWish,
    Undo,
)
from scheduling.polls.models import Answer, Invitee, Option, Poll, Quorum
from scheduling.travel.models import Road

__all__ = [
    "Answer",
    "Arrival",
    "ClosedDay",
    "CouncilCalendar",
    "DayWish",
    "Delay",
    "GroupQuota",
    "Invitee",
    "Moment",
    "Option",
    "PlanB",
    "PlanBPlace",
    "PlanBWay",
    "PlanRun",
    "Poll",
    "Proposal",
    "ProposalKind",
    "Quorum",
    "Road",
    "RunState",
    "Sent",
    "StopWish",
    "Together",
    "Undo",
]
