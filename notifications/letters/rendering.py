"""The words of a message: three templates per kind, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.utils import translation

from core.text import one_line
from notifications.letters.context import letter_context
from notifications.letters.styles import with_styles
from notifications.outbox.models import Message

SUBJECT_LENGTH = 300
_BLANK_LINES = re.compile(r"\s*\n[^\S\n]*\n\s*")


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(message: Message) -> Rendered:
    """Subject on one line, text that is complete by itself, and the same in HTML. Reads what is true now."""
    with translation.override(message.language):
        values = letter_context(message)
        subject = one_line(_fill(f"{message.kind}.subject.txt", values, escape=False))[:SUBJECT_LENGTH]
        text = _fill(f"{message.kind}.txt", values, escape=False)
        html = _fill(f"{message.kind}.html", values | {"subject": subject}, escape=True)
    return Rendered(subject=subject, text=_tidy(text), html=_tidy(with_styles(html)))


def _fill(name: str, values: dict[str, object], *, escape: bool) -> str:
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)  # noqa: S101  (for the types: settings name one engine)
    template = engine.engine.get_template(f"notifications/mail/{name}")
    return template.render(Context(values, autoescape=escape))


def _tidy(text: str) -> str:
    """Without the holes that template tags leave: at most one blank line, one newline at the end."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"
