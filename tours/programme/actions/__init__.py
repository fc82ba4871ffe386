"""The verbs about a programme; nothing else writes one."""

from tours.programme.actions.bookings import claim_bookings, clashing_bookings, release_bookings

__all__ = ["claim_bookings", "clashing_bookings", "release_bookings"]
