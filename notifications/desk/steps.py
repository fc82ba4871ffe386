"""The five steps of an event: plan, uitnodigen, controleren, de dag, vervolg; and where to go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.desk.event_now import EventNow
from tours.programme.models import SpeakerState

State = Literal["", "done", "now", "stuck"]
_SOON_DAYS = 14
PLAN, INVITE, CHECK, DAY, AFTER = range(5)
_NAMES: tuple[str | Promise, ...] = (
    gettext_lazy("Plan"),
    gettext_lazy("Uitnodigen"),
    gettext_lazy("Controleren"),
    gettext_lazy("De dag"),
    gettext_lazy("Vervolg"),
)


@dataclass(frozen=True)
class Step:
    """`current`: the step at which the event is; `state` "stuck" says that something does not fit there."""

    name: str | Promise
    state: State
    note: str
    current: bool

    @property
    def state_in_words(self) -> str:
        """For who does not see the colours."""
        words = {"done": _("klaar"), "now": _("nu"), "stuck": _("klopt nog niet"), "": _("later")}
        return words[self.state]


@dataclass(frozen=True)
class Progress:
    """The steps, and the page that the current one is about."""

    steps: list[Step]
    url: str


def progress_of(now: EventNow) -> Progress:
    """How far the event is. A plan that does not fit is stuck, wherever the event is."""
    current = _current(now)
    stuck = any(warning.severity == "alarm" for warning in now.pressing)
    states: list[State] = [
        "done" if index < current else "now" if index == current else "" for index in range(len(_NAMES))
    ]
    if stuck and current <= CHECK:
        states[PLAN] = "stuck"
    steps = [
        Step(name, state, note(now), index == current)
        for index, (name, state, note) in enumerate(zip(_NAMES, states, _NOTES, strict=True))
    ]
    return Progress(steps, _where(now, PLAN if states[PLAN] == "stuck" else current))


def _current(now: EventNow) -> int:
    days = now.days
    if not now.is_published or days is None:
        return PLAN
    if days <= 0:
        return DAY if days == 0 else AFTER
    if not now.event.programme_complete:
        return PLAN
    return INVITE if _not_asked(now) or (_silent(now) and days > _SOON_DAYS) else CHECK


def _where(now: EventNow, step: int) -> str:
    """The page where one goes on."""
    names = {
        PLAN: "board:programme",
        INVITE: "programme:speakers",
        CHECK: "signups:people",
        DAY: "signups:people",
        AFTER: "dialogue:event",
    }
    name = names[step]
    if step == PLAN and not now.missing and not now.warnings and (now.unpublished or not now.is_published):
        name = "desk:publish"
    if step == INVITE and not _not_asked(now) and now.invited.unknown:
        name = "calling:invited"
    if step == CHECK and now.without_slides:
        name = "materials:event"
    return reverse(name, args=[now.event.slug])


def _plan(now: EventNow) -> str:
    if now.event.date is None:
        return _("kies datum")
    alarms = sum(warning.severity == "alarm" for warning in now.pressing)
    if alarms:
        return ngettext("%(n)s punt", "%(n)s punten", alarms) % {"n": alarms}
    if not now.is_published:
        return _("concept")
    return "" if now.event.programme_complete else _("volgt nog")


def _invite(now: EventNow) -> str:
    unasked, silent = _not_asked(now), _silent(now)
    if unasked:
        return _("%(n)s niet gevraagd") % {"n": unasked}
    return _("%(n)s onbekend") % {"n": silent} if silent else ""


def _check(now: EventNow) -> str:
    """What is open; only of interest once people know of the event."""
    open_ends = len(now.without_slides) + len(now.lapsing) + now.failed + now.held
    return _("%(n)s open") % {"n": open_ends} if open_ends and now.is_published else ""


def _day(now: EventNow) -> str:
    if now.event.day is None:
        return ""
    return _("vandaag") if now.days == 0 else date_format(now.event.day, "j F")


def _after(now: EventNow) -> str:
    return date_format(now.follow_up, "j F") if now.follow_up else ""


def _not_asked(now: EventNow) -> int:
    return sum(speaker.state == SpeakerState.LISTED for speaker in now.speakers)


def _silent(now: EventNow) -> int:
    return sum(speaker.state == SpeakerState.INVITED for speaker in now.speakers) + now.invited.unknown


_NOTES: tuple[Callable[[EventNow], str], ...] = (_plan, _invite, _check, _day, _after)
