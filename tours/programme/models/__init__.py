"""Event, Venue, OpeningHours, Stop, Group, Visit, Leg, Talk, Speaker, Booking, Revision.

Drafts are minutes since local midnight; a Revision holds what was published, with moments in UTC.
"""

from tours.programme.models.event import AgendaSetter, Event, EventKind, EventQuerySet, EventState
from tours.programme.models.fields import DAY_MIN, MINUTE, ONE_LINE
from tours.programme.models.places import OpeningHours, Stop, StopKind, Venue
from tours.programme.models.published import Booking, Revision
from tours.programme.models.rounds import Group, Leg, TravelMode, Visit
from tours.programme.models.talks import Speaker, SpeakerState, Talk, TalkKind

__all__ = [
    "DAY_MIN",
    "MINUTE",
    "ONE_LINE",
    "AgendaSetter",
    "Booking",
    "Event",
    "EventKind",
    "EventQuerySet",
    "EventState",
    "Group",
    "Leg",
    "OpeningHours",
    "Revision",
    "Speaker",
    "SpeakerState",
    "Stop",
    "StopKind",
    "Talk",
    "TalkKind",
    "TravelMode",
    "Venue",
    "Visit",
]
