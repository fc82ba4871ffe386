"""One thing to do, as the organiser reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Literal

from django.urls import reverse
from django.utils.formats import date_format

from notifications.desk.differences import listed
from tours.programme.models import Event
from tours.signups.invitations.standing import Standing

Tone = Literal["", "alarm", "warn", "sun"]
NAMES = 4  # that fit in a sentence or as chips


class Urgency(IntEnum):
    """What comes first in the list."""

    NOW = 0
    SOON = 1
    THIS_WEEK = 2
    IN_TIME = 3


@dataclass(frozen=True)
class Button:
    """`fields` are posted to `url`; without fields it is a link."""

    label: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()
    icon: str = ""


@dataclass(frozen=True)
class Task:
    """A title, a tag that says why now, a sentence, one button that does it and a link to look first.

    `people` are names shown as chips, `counts` numbers with a word, `standing` a bar of answers.
    """

    urgency: Urgency
    icon: str
    title: str
    tag: str
    sentence: str
    event: Event
    tone: Tone = ""
    button: Button | None = None
    link: Button | None = None
    people: tuple[str, ...] = ()
    counts: tuple[tuple[int, str], ...] = ()
    standing: Standing | None = None


def to(name: str, event: Event, *, query: str = "", anchor: str = "") -> str:
    """The address of a page about the event."""
    return reverse(name, args=[event.slug]) + query + (f"#{anchor}" if anchor else "")


def names(people: Sequence[str]) -> tuple[str, ...]:
    """The first few, and how many more."""
    more = len(people) - NAMES
    return tuple(people) if more <= 0 else (*people[:NAMES], f"+{more}")


def in_a_sentence(people: Sequence[str]) -> str:
    return listed(names(people))


def day(moment: date | datetime) -> str:
    """`zondag 24 juni`."""
    return date_format(moment, "l j F")
