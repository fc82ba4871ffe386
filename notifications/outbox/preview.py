"""A message as its reader sees it, without the links that only the reader should have."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from notifications.letters import compose
from notifications.outbox.models import Message

logger = logging.getLogger(__name__)
# A personal link lets whoever has it act as that person: core.tokens.
_TOKEN = re.compile(r"\d+\.\d+\.[0-9a-f]{40}")


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
        return Preview(message.subject, _masked(message.body_text), _masked(message.body_html), stored=True)
    try:
        letter = compose(message)
    except Exception:
        logger.exception("message %s (%s) could not be written for a preview", message.pk, message.kind)
        return Preview("", "", "", stored=False)
    html = next((str(content) for content, kind in letter.alternatives if kind == "text/html"), "")
    return Preview(str(letter.subject), _masked(str(letter.body)), _masked(html), stored=False)


def _masked(text: str) -> str:
    return _TOKEN.sub("…", text)
