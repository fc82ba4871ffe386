"""The tables of this app, gathered from its rooms."""

from notifications.calendar.models import EventObject, Told
from notifications.outbox.models import Breaker, Heartbeat, Message, Suppression

__all__ = ["Breaker", "EventObject", "Heartbeat", "Message", "Suppression", "Told"]
