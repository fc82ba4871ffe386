"""The verbs about a programme; nothing else writes one."""

from tours.programme.actions.bookings import (
    claim_bookings,
    held_by_others,
    held_from,
    held_on,
    release_bookings,
    resource_of,
    resources_at,
    venue_resource,
)
from tours.programme.actions.following import follow
from tours.programme.actions.groups import add_group, change_group, delete_group
from tours.programme.actions.rebooking import rebook, taken_from
from tours.programme.actions.speakers import (
    add_speaker,
    add_speakers,
    answer,
    change_speaker,
    delete_speaker,
    invite,
    invite_all,
)
from tours.programme.actions.stops import (
    add_stop,
    add_stops,
    change_stop,
    delete_stop,
    move_stop,
    move_visit,
    reorder_stops,
    reorder_visits,
)
from tours.programme.actions.talks import add_talk, change_talk, delete_talk, move_talk, reorder_talks
from tours.programme.actions.venues import add_venue, change_venue, delete_venue, set_hours
from tours.programme.actions.visits import check_minutes, write_legs, write_visits

__all__ = [
    "add_group",
    "add_speaker",
    "add_speakers",
    "add_stop",
    "add_stops",
    "add_talk",
    "add_venue",
    "answer",
    "change_group",
    "change_speaker",
    "change_stop",
    "change_talk",
    "change_venue",
    "check_minutes",
    "claim_bookings",
    "delete_group",
    "delete_speaker",
    "delete_stop",
    "delete_talk",
    "delete_venue",
    "follow",
    "held_by_others",
    "held_from",
    "held_on",
    "invite",
    "invite_all",
    "move_stop",
    "move_talk",
    "move_visit",
    "rebook",
    "release_bookings",
    "reorder_stops",
    "reorder_talks",
    "reorder_visits",
    "resource_of",
    "resources_at",
    "set_hours",
    "taken_from",
    "venue_resource",
    "write_legs",
    "write_visits",
]
