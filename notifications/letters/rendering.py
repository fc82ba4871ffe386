"""The words of a message: three templates per kind, in the reader's language.

Thousands get the same letter but for their name and links. So a letter is filled in once with marks in their place, and
kept; each reader's own words take the place of the marks. What is kept depends on its key alone: it is made from it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import escape

from core.text import one_line
from notifications.letters.context import letter_context
from notifications.letters.styles import with_styles
from notifications.outbox.models import Message

SUBJECT_LENGTH = 300
# Templates print these as they are, or ask whether there is one; they change nothing about them.
OWN_WORDS = ("name", "own_url", "route_url")
_MARK = "\ue000{}\ue001"  # of the private use area: nobody types it, and no template escapes it
_BLANK_LINES = re.compile(r"\s*\n[^\S\n]*\n\s*")
_KEPT = 64


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(message: Message) -> Rendered:
    """Subject on one line, text that is complete by itself, and the same in HTML. Reads what is true now."""
    with translation.override(message.language):
        values = letter_context(message)
        own = {word: values[word] for word in OWN_WORDS if word in values and not _is_empty(values[word])}
        marks = {word: _MARK.format(word) for word in own}
        try:
            key = json.dumps(values | marks, default=_plain, sort_keys=True)
        except TypeError:  # something in it is not plain data
            return _tidied(fill(values))
        form = _form.__wrapped__(key) if settings.DEBUG else _form(key)
    for word, mark in marks.items():
        form = _with_own_word(form, mark, own[word])
    return _tidied(form)


def fill(values: dict[str, Any]) -> Rendered:
    """The three templates of a letter, filled in, with the holes that template tags leave."""
    kind = values["kind"]
    subject = one_line(_fill(f"{kind}.subject.txt", values, escape=False))
    text = _fill(f"{kind}.txt", values, escape=False)
    html = _fill(f"{kind}.html", values | {"subject": subject}, escape=True)
    return Rendered(subject=subject, text=text, html=with_styles(html))


@lru_cache(maxsize=_KEPT)
def _form(values: str) -> Rendered:
    """A letter with marks in it, from its values as JSON; the language is one of them."""
    return fill(json.loads(values))


def _is_empty(word: object) -> bool:
    """Of a link that is worked out only where it is printed, the type alone is asked."""
    return type(word) is str and not word


def _plain(value: object) -> str:
    if isinstance(value, Promise):
        return str(value)
    raise TypeError


def _with_own_word(form: Rendered, mark: str, word: object) -> Rendered:
    """The word is not worked out where no template prints it."""
    if mark not in form.text and mark not in form.html and mark not in form.subject:
        return form
    said = str(word)
    return Rendered(
        subject=one_line(form.subject.replace(mark, said)),
        text=form.text.replace(mark, said),
        html=form.html.replace(mark, escape(said)),
    )


def _tidied(form: Rendered) -> Rendered:
    return Rendered(form.subject[:SUBJECT_LENGTH], _tidy(form.text), _tidy(form.html))


def _fill(name: str, values: dict[str, object], *, escape: bool) -> str:
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)  # noqa: S101  (for the types: settings name one engine)
    template = engine.engine.get_template(f"notifications/mail/{name}")
    return template.render(Context(values, autoescape=escape))


def _tidy(text: str) -> str:
    """Without the holes that template tags leave: at most one blank line, one newline at the end."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"
