"""The tables of this app, gathered from its rooms."""

from notifications.batches.models import Batch, LeftOut
from notifications.calendar.models import EventObject, Saying, Told
from notifications.desk.models import LunchPassedOn
from notifications.inbound.models import Answer, Received
from notifications.outbox.models import Breaker, Heartbeat, Message, OptOut, Suppression
from notifications.reminders.models import DigestRound
from notifications.trial.models import MailTrial

__all__ = [
    "Answer",
    "Batch",
    "Breaker",
    "DigestRound",
    "EventObject",
    "Heartbeat",
    "LeftOut",
    "LunchPassedOn",
    "MailTrial",
    "Message",
    "OptOut",
    "Received",
    "Saying",
    "Suppression",
    "Told",
]
