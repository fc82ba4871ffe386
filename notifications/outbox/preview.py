"""A message as its reader sees it, without the links that only the reader should have."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.tokens import masked
from notifications.letters import compose, words_of
from notifications.outbox.models import Message

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Preview:
    """`stored`: as it went out. Else as it would be written now. Empty when it cannot be written, or was erased."""

    subject: str
    text: str
    html: str
    stored: bool


def preview_of(message: Message) -> Preview:
    """What was sent, or what would be sent now."""
    if message.body_sha256:
        return Preview(message.subject, masked(message.body_text), masked(message.body_html), stored=True)
    try:
        letter = compose(message)
    except Exception:
        logger.exception("message %s (%s) could not be written for a preview", message.pk, message.kind)
        return Preview("", "", "", stored=False)
    words = words_of(letter)
    return Preview(words.subject, masked(words.text), masked(words.html), stored=False)
