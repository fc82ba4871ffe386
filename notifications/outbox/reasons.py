"""Why a message was not sent, or not yet, in words."""

from __future__ import annotations

from notifications.outbox.look import Refusal
from notifications.outbox.models import Failed, Held, Message, Retried


def why(message: Message) -> str:
    """Our own sentence where the reason is ours, else what the mail server said."""
    for sentences in (Refusal, Held, Retried, Failed):
        if message.reason in sentences.values:
            return str(sentences(message.reason).label)
    return message.last_error
