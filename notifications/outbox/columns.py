"""What delivery writes into a message: the words that went out, and how it ended."""

from __future__ import annotations

import hashlib
from typing import Any

from notifications.letters import Rendered
from notifications.outbox.look import Refusal
from notifications.outbox.models import Failed, MessageState

_ERROR_CHARS = 2000


def as_written(words: Rendered) -> dict[str, Any]:
    """The columns that keep what was written: subject, both texts, and a hash that outlives them."""
    subject, text, html = (_storable(part) for part in (words.subject, words.text, words.html))
    digest = hashlib.sha256(f"{subject}\n{text}\n{html}".encode()).hexdigest()
    return {"subject": subject[:300], "body_text": text, "body_html": html, "body_sha256": digest}


def fails(error: str, *, unwelcome: bool = False) -> dict[str, Any]:
    """For good, by what went wrong or what the server said."""
    reason = Failed.UNWELCOME.value if unwelcome else ""
    return {"state": MessageState.FAILED, "last_error": error_text(error), "reason": reason}


def refused(refusal: Refusal) -> dict[str, Any]:
    """Not sent, for a reason of ours; what the server said at an earlier try stays."""
    return {"state": refusal.state, "reason": refusal.value}


def error_text(text: str) -> str:
    return _storable(text)[:_ERROR_CHARS]


def _storable(text: object) -> str:
    """Text that any database takes: a mark that cannot be written would mean a mail that is sent again."""
    return str(text).replace("\0", "").encode("utf-8", "replace").decode()
