"""Message: one mail to one person. Addresses that get none, Breaker and Heartbeat around it."""

from notifications.outbox.models.addresses import OptOut, Suppression
from notifications.outbox.models.messages import (
    GONE,
    HOST,
    OPTIONAL,
    CalendarMethod,
    Failed,
    Held,
    Kind,
    Message,
    MessageQuerySet,
    MessageState,
    Retried,
)
from notifications.outbox.models.running import Breaker, Heartbeat

__all__ = [
    "GONE",
    "HOST",
    "OPTIONAL",
    "Breaker",
    "CalendarMethod",
    "Failed",
    "Heartbeat",
    "Held",
    "Kind",
    "Message",
    "MessageQuerySet",
    "MessageState",
    "OptOut",
    "Retried",
    "Suppression",
]
