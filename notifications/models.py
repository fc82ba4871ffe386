"""The tables of this app, gathered from its rooms."""

from notifications.calendar.models import EventObject, Saying, Told
from notifications.desk.models import LunchPassedOn
from notifications.outbox.models import Breaker, Heartbeat, Message, Suppression
from notifications.reminders.models import DigestRound

__all__ = [
    "Breaker",
    "DigestRound",
    "EventObject",
    "Heartbeat",
    "LunchPassedOn",
    "Message",
    "Saying",
    "Suppression",
    "Told",
]
