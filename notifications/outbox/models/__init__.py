"""Message: one mail to one person. Addresses that get none, Breaker and Heartbeat around it."""

from notifications.outbox.models.addresses import OptOut, Suppression
from notifications.outbox.models.messages import (
    GONE,
    HOST,
    IS_FIRST,
    OPTIONAL,
    CalendarMethod,
    Failed,
    Held,
    Kind,
    Message,
    MessageQuerySet,
    MessageState,
    Retried,
    in_words,
)
from notifications.outbox.models.running import Breaker, Heartbeat

__all__ = [
    "GONE",
    "HOST",
    "IS_FIRST",
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
    "in_words",
]
