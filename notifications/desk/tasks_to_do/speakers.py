"""Tasks about speakers: who said no, who was not asked, who does not answer, whose slides are missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.desk.differences import listed
from notifications.desk.event_now import EventNow
from notifications.desk.tasks_to_do.task import Button, Task, Urgency, day, in_a_sentence, names, to
from notifications.reminders.chasing import CHASE_AFTER
from notifications.reminders.moments import moments_of
from tours.materials.deadlines import deadline_of
from tours.materials.models import Help
from tours.programme.models import Speaker, SpeakerState
from tours.programme.reminders import Anchor

LATE_DAYS = 7  # a no within so many days of the event is urgent
ASK_SLIDES_DAYS = 7  # before the deadline the organiser begins to see whose slides are missing


def speaker_declined(now: EventNow) -> Iterator[Task]:
    """Somebody who said no and still stands in the programme."""
    for speaker in now.speakers:
        stops = now.talks_of(speaker) if speaker.state == SpeakerState.DECLINED else []
        if not stops:
            continue
        late = now.days is not None and now.days <= LATE_DAYS
        sentence = _("%(name)s staat nog bij %(stops)s. Vraag iemand anders, of haal het onderdeel weg.")
        said = sentence % {"name": speaker.name, "stops": listed(f"‘{stop}’" for stop in stops)}
        if speaker.proposal:
            said += " " + _("Dit is het voorstel: ‘%(words)s’") % {"words": speaker.proposal}
        yield Task(
            urgency=Urgency.NOW if late else Urgency.SOON,
            icon="mic",
            title=_("%(name)s komt niet") % {"name": speaker.name},
            tag=_("Nog %(n)s dagen") % {"n": now.days} if late else _("Zoek vervanging"),
            sentence=said,
            event=now.event,
            tone="alarm" if late else "warn",
            button=Button(_("Naar de sprekers"), to("programme:speakers", now.event)),
            link=Button(_("Bekijk in het programma"), to("board:programme", now.event)),
        )


def speakers_not_asked(now: EventNow) -> Iterator[Task]:
    """On the list, but nobody asked them. Without a date nobody can be asked."""
    listed_only = [speaker for speaker in now.speakers if speaker.state == SpeakerState.LISTED]
    if not listed_only or now.days is None:
        return
    with_address = [speaker for speaker in listed_only if speaker.email]
    title = ngettext(
        "Eén spreker is nog niet gevraagd", "%(n)s sprekers zijn nog niet gevraagd", len(listed_only)
    )
    page = to("programme:speakers", now.event)
    ask = Button(_("Nodig uit"), to("programme:speakers_invite", now.event), (("all", "1"),), "send")
    yield Task(
        urgency=Urgency.SOON if now.days <= 2 * LATE_DAYS else Urgency.THIS_WEEK,
        icon="mic",
        title=title % {"n": len(listed_only)},
        tag=_("Nog %(n)s dagen") % {"n": now.days},
        sentence=_why_not_asked(listed_only, with_address),
        event=now.event,
        button=ask if with_address else Button(_("Vul adressen in"), page),
        link=Button(_("Bekijk de sprekers"), page),
        people=names([speaker.name for speaker in listed_only]),
    )


def _why_not_asked(listed_only: list[Speaker], with_address: list[Speaker]) -> str:
    without = [speaker.name for speaker in listed_only if not speaker.email]
    if not with_address:
        return _("We hebben geen e-mailadres. Vul dat in, of bel zelf en noteer het antwoord.")
    said = ngettext(
        "Deze spreker krijgt een eigen pagina met tijd en plaats, en zegt daar ja of nee.",
        "Zij krijgen een eigen pagina met tijd en plaats. Daar zeggen zij ja of nee.",
        len(with_address),
    )
    if without:
        said += " " + _("Van %(names)s hebben we geen e-mailadres.") % {"names": in_a_sentence(without)}
    return said


def speakers_do_not_answer(now: EventNow) -> Iterator[Task]:
    """Asked a while ago and silent: first we ask again by ourselves, then somebody rings."""
    silent = [
        speaker
        for speaker in now.speakers
        if speaker.state == SpeakerState.INVITED
        and (speaker.invited_at is None or speaker.invited_at + CHASE_AFTER[0] <= now.at)
    ]
    if not silent or now.days is None:
        return
    ring = now.days <= LATE_DAYS or any(_was_chased(speaker, now.at) for speaker in silent)
    title = ngettext(
        "Eén spreker heeft niet geantwoord", "%(n)s sprekers hebben niet geantwoord", len(silent)
    )
    asked_twice = ngettext(
        "Deze spreker is genoeg gemaild. Bel even, en noteer het antwoord.",
        "Deze sprekers zijn genoeg gemaild. Bel ze even, en noteer hun antwoord.",
        len(silent),
    )
    again = _("Er gaat vanzelf nog een herinnering uit. Bellen kan natuurlijk ook.")
    yield Task(
        urgency=Urgency.SOON if ring else Urgency.THIS_WEEK,
        icon="question",
        title=title % {"n": len(silent)},
        tag=_("Bel even") if ring else _("Wij vragen het nog eens"),
        sentence=asked_twice if ring else again,
        event=now.event,
        tone="warn" if ring else "",
        button=Button(_("Noteer het antwoord"), to("programme:speakers", now.event), icon="phone"),
        people=names([_with_phone(speaker) for speaker in silent]),
    )


def slides_are_missing(now: EventNow) -> Iterator[Task]:
    """From a week before the deadline until the event."""
    deadline = deadline_of(now.event)
    missing = now.without_slides
    if not missing or deadline is None or now.today < deadline - timedelta(days=ASK_SLIDES_DAYS):
        return
    late = now.today > deadline
    title = ngettext("Eén spreker zonder presentatie", "%(n)s sprekers zonder presentatie", len(missing))
    page = to("materials:event", now.event)
    yield Task(
        urgency=Urgency.SOON if late else Urgency.THIS_WEEK,
        icon="slides",
        title=title % {"n": len(missing)},
        tag=(_("Was nodig op %(day)s") if late else _("Uiterlijk %(day)s")) % {"day": day(deadline)},
        sentence=_next_reminder(now),
        event=now.event,
        tone="warn" if late else "",
        button=Button(_("Bekijk wie"), page),
        link=Button(_("Zelf een presentatie toevoegen"), to("materials:add_file", now.event)),
        people=names([_with_phone(speaker) if late else speaker.name for speaker in missing]),
    )


def speakers_need_a_hand(now: EventNow) -> Iterator[Task]:
    """Who answered that uploading does not work out: slides that come by mail, or help that is wanted."""
    for answer in now.slides_answers:
        helps = answer.answer == Help.ORGANISER
        title = _("%(name)s wil hulp bij de presentatie") if helps else _("%(name)s mailt de presentatie")
        sentence = (
            _("Bel even, of vraag of u het bestand mag toevoegen.")
            if helps
            else _("Hebt u de mail? Zet het bestand er dan zelf bij.")
        )
        yield Task(
            urgency=Urgency.SOON if helps else Urgency.THIS_WEEK,
            icon="reply",
            title=title % {"name": answer.speaker.name},
            tag=_("Antwoord van %(day)s") % {"day": day(timezone.localtime(answer.said_at, now.event.zone))},
            sentence=sentence,
            event=now.event,
            tone="sun",
            button=Button(_("Voeg het bestand toe"), to("materials:add_file", now.event)),
            link=Button(_("Bekijk al het materiaal"), to("materials:event", now.event)),
            people=(_with_phone(answer.speaker),) if answer.speaker.phone else (),
        )


def _next_reminder(now: EventNow) -> str:
    """When who comes is reminded by itself, if that is still to happen."""
    due = next((each.due for each in moments_of(now.event, Anchor.SLIDES_DUE) if each.due > now.at), None)
    if due is None:
        return _("Er gaat geen herinnering meer uit. Bel even.")
    moment = timezone.localtime(due, now.event.zone)
    about = {"day": day(moment), "time": date_format(moment, "TIME_FORMAT")}
    return _("Op %(day)s om %(time)s uur gaat er vanzelf een herinnering uit.") % about


def _was_chased(speaker: Speaker, at: datetime) -> bool:
    return speaker.invited_at is not None and speaker.invited_at + CHASE_AFTER[-1] <= at


def _with_phone(speaker: Speaker) -> str:
    return f"{speaker.name}, {speaker.phone}" if speaker.phone else speaker.name
