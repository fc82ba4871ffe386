"""Tasks about the plan: what does not fit, what is not published, what changed since."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.desk.event_now import EventNow
from notifications.desk.tasks_to_do.task import Button, Task, Tone, Urgency, names, to
from scheduling.board.warnings import PlanWarning
from tours.lifecycle.errors import NotPublishable
from tours.programme.models import EventState

AT_ONCE = 3  # warnings of one event that get a card of their own
_ICONS = {
    "leg_too_short": "bike",
    "overlap": "clock",
    "speaker_twice": "mic",
    "speaker_busy": "mic",
    "venue_busy": "building",
    "too_few_chairs": "seat",
}
_NEAR_DAYS = 14


def plan_does_not_fit(now: EventNow) -> Iterator[Task]:
    """It cannot go like this. A speaker who said no has a task of their own."""
    alarms = [each for each in now.pressing if each.severity == "alarm" and each.code != "speaker_declined"]
    for warning in alarms[:AT_ONCE]:
        yield Task(
            urgency=Urgency.NOW if _is_near(now) else Urgency.SOON,
            icon=_ICONS.get(warning.code, "alert"),
            title=warning.title,
            tag=_("Plan klopt niet"),
            sentence=warning.sentence,
            event=now.event,
            tone="alarm",
            button=_fix(warning),
            link=Button(_("Bekijk in het programma"), warning.url),
        )
    more = len(alarms) - AT_ONCE
    if more > 0:
        title = ngettext(
            "Nog één ding klopt niet in het plan", "Nog %(n)s dingen kloppen niet in het plan", more
        )
        yield _look(now, Urgency.SOON, title % {"n": more}, alarms[AT_ONCE].sentence, tone="alarm")


def plan_needs_a_look(now: EventNow) -> Iterator[Task]:
    """Doubts about the plan: one is shown, more are gathered."""
    doubts = [each for each in now.pressing if each.severity == "warn"]
    if not doubts:
        return
    first = doubts[0]
    urgency = Urgency.THIS_WEEK if _is_near(now) else Urgency.IN_TIME
    if len(doubts) == 1:
        yield Task(
            urgency=urgency,
            icon="eye",
            title=first.title,
            tag=_("Kijk even"),
            sentence=first.sentence,
            event=now.event,
            button=_fix(first),
            link=Button(_("Bekijk in het programma"), first.url),
        )
        return
    title = _("%(n)s dingen om na te kijken in het plan") % {"n": len(doubts)}
    yield _look(now, urgency, title, _("Bijvoorbeeld: %(sentence)s") % {"sentence": first.sentence})


def date_to_choose(now: EventNow) -> Iterator[Task]:
    """A date poll: choose when everybody answered or had the time to; until then, who is silent."""
    poll = now.poll
    if poll is None:
        return
    values = {"title": now.event.title, "n": poll.asked - len(poll.silent), "all": poll.asked}
    waits = bool(poll.silent) and now.today < poll.answer_by
    title = _("De datumprikker voor ‘%(title)s’ loopt") if waits else _("Kies de datum van ‘%(title)s’")
    yield Task(
        urgency=Urgency.IN_TIME if waits else Urgency.SOON,
        icon="calendar",
        title=title % values,
        tag=_("Datumprikker"),
        sentence=_("%(n)s van de %(all)s antwoordden.") % values,
        event=now.event,
        tone="" if waits else "sun",
        button=Button(_("Bekijk de antwoorden"), to("polls:poll", now.event)),
        people=names(poll.silent),
    )


def not_published_yet(now: EventNow) -> Iterator[Task]:
    """A draft: what is missing before people can know of it, or that they can."""
    if now.event.state != EventState.DRAFT or now.poll:
        return
    urgency = Urgency.SOON if _is_near(now) else Urgency.IN_TIME
    if now.missing:
        yield Task(
            urgency=urgency,
            icon="calendar" if now.event.date is None else "pin",
            title=_("‘%(title)s’ is nog een concept") % {"title": now.event.title},
            tag=_("Nog niet openbaar"),
            sentence=str(now.missing),
            event=now.event,
            tone="sun",
            button=Button(_("Vul aan"), _where(now)),
            link=Button(_("Bekijk het concept"), to("lifecycle:event", now.event)),
        )
        return
    if now.event.programme_complete:
        sentence = _("Datum, plaats en programma komen op de website. Daarna kunnen mensen zich aanmelden.")
    else:
        sentence = _("Zet datum en plaats vast op de website, met ‘programma volgt’. Aanvullen kan later.")
    yield Task(
        urgency=urgency,
        icon="send",
        title=_("U kunt ‘%(title)s’ publiceren") % {"title": now.event.title},
        tag=_("Nog niet openbaar"),
        sentence=sentence,
        event=now.event,
        tone="sun",
        button=Button(_("Bekijk en publiceer"), to("desk:publish", now.event)),
        link=Button(_("Bekijk het concept"), to("lifecycle:event", now.event)),
    )


def changed_since_publishing(now: EventNow) -> Iterator[Task]:
    """What the organiser changed and nobody knows."""
    if not now.is_published:
        return
    if now.missing:
        yield Task(
            urgency=Urgency.SOON,
            icon="alert",
            title=_("Uw wijzigingen kunt u nog niet publiceren"),
            tag=_("Er ontbreekt iets"),
            sentence=str(now.missing),
            event=now.event,
            tone="warn",
            button=Button(_("Vul aan"), _where(now)),
        )
    elif now.unpublished:
        number = len(now.unpublished)
        title = ngettext(
            "U hebt één ding veranderd dat nog niemand weet",
            "U hebt %(n)s dingen veranderd die nog niemand weet",
            number,
        )
        yield Task(
            urgency=Urgency.NOW if _is_near(now) else Urgency.SOON,
            icon="edit",
            title=title % {"n": number},
            tag=_("Nog niet gepubliceerd"),
            sentence=" · ".join(str(change) for change in now.unpublished[:2]),
            event=now.event,
            tone="sun",
            button=Button(_("Bekijk en publiceer"), to("desk:publish", now.event)),
            link=Button(_("Naar het programma"), to("board:programme", now.event)),
        )


def _look(now: EventNow, urgency: Urgency, title: str, sentence: str, *, tone: Tone = "") -> Task:
    return Task(
        urgency=urgency,
        icon="eye",
        title=title,
        tag=_("Kijk even"),
        sentence=sentence,
        event=now.event,
        tone=tone,
        button=Button(_("Naar het programma"), to("board:programme", now.event)),
    )


def _fix(warning: PlanWarning) -> Button | None:
    fix = warning.fix
    return Button(fix.label, fix.url, fix.fields) if fix else None


def _where(now: EventNow) -> str:
    """The field in which what is missing is filled in."""
    if isinstance(now.missing, NotPublishable):
        return to("lifecycle:settings", now.event, anchor=f"id_{now.missing.field}")
    return to("board:programme", now.event)


def _is_near(now: EventNow) -> bool:
    return now.days is not None and now.days <= _NEAR_DAYS
