"""What a Revision holds: the programme as data, written once at publishing and only read afterwards.

Moments are ISO 8601 strings in UTC. Phone numbers and addresses of people are not in it: those are read live.
"""

from tours.programme.snapshot.drafts import groups_of, stops_of, with_programme
from tours.programme.snapshot.words import (
    GroupData,
    LegData,
    MeetingData,
    Programme,
    SpeakerData,
    StopData,
    TalkData,
    VenueData,
    VisitData,
)
from tours.programme.snapshot.writing import leg_data, numbered, snapshot, utc, venue_data

__all__ = [
    "GroupData",
    "LegData",
    "MeetingData",
    "Programme",
    "SpeakerData",
    "StopData",
    "TalkData",
    "VenueData",
    "VisitData",
    "groups_of",
    "leg_data",
    "numbered",
    "snapshot",
    "stops_of",
    "utc",
    "venue_data",
    "with_programme",
]
