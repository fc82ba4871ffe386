"""Tasks about those who come: seats that lapse, a line that stands still, lunch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.calling.listing import RING_DAYS
from notifications.desk.event_now import EventNow
from notifications.desk.lunch import Lunch, pass_on_by
from notifications.desk.tasks_to_do.task import Button, Task, Urgency, day, names, to
from tours.organisations.models import Role
from tours.signups.models import RegistrationState

_NONE = 0
RING_AFTER = timedelta(days=10)  # since the invitation: two reminders had their time


def seats_about_to_lapse(now: EventNow) -> Iterator[Task]:
    """Somebody did not confirm, and the seat goes within two days."""
    if not now.is_published or not now.lapsing:
        return
    first = now.lapsing[0].answer_by
    if first is None:
        return
    number = len(now.lapsing)
    title = ngettext("Eén plaats vervalt: niet bevestigd", "%(n)s plaatsen vervallen: niet bevestigd", number)
    moment = timezone.localtime(first, now.event.zone)
    until = _("%(day)s om %(time)s uur") % {"day": day(moment), "time": date_format(moment, "TIME_FORMAT")}
    yield Task(
        urgency=Urgency.SOON,
        icon="clock",
        title=title % {"n": number},
        tag=_("Vanaf %(moment)s") % {"moment": until},
        sentence=_("Daarna komt de plaats vrij voor iemand anders. Bel even om te vragen wie toch komt."),
        event=now.event,
        tone="warn",
        button=Button(
            _("Bekijk wie"),
            to("signups:people", now.event, query=f"?stand={now.lapsing[0].state}"),
            icon="phone",
        ),
        people=names([one.name for one in now.lapsing]),
    )


def invited_do_not_answer(now: EventNow) -> Iterator[Task]:
    """Asked by name and silent, for long or shortly before: no further mail, somebody rings."""
    invited, days = now.invited, now.days
    if not now.is_published or not invited.unknown or days is None or days < _NONE:
        return
    if days > RING_DAYS and (invited.since is None or invited.since + RING_AFTER > now.at):
        return
    if invited.silent_roles == {Role.COUNCILLOR}:
        title = ngettext("Eén raadslid onbekend", "%(n)s raadsleden onbekend", invited.unknown)
    else:
        title = ngettext("Eén genodigde onbekend", "%(n)s genodigden onbekend", invited.unknown)
    yield Task(
        urgency=Urgency.SOON,
        icon="question",
        title=title % {"n": invited.unknown},
        tag=_("Vandaag bellen"),
        sentence=_("Zij antwoordden niet op de uitnodiging. De bellijst staat klaar."),
        event=now.event,
        tone="warn",
        button=Button(_("Open bellijst"), to("calling:invited", now.event, anchor="bellijst"), icon="phone"),
        link=Button(_("Bekijk wie er komt"), to("calling:invited", now.event)),
        standing=invited,
    )


def residents_wish_to_speak(now: EventNow) -> Iterator[Task]:
    """Residents who signed up to speak and do not stand in the programme, by their names."""
    known = {speaker.name.casefold() for speaker in now.speakers}
    asked = [name for name in now.wish_to_speak if name.casefold() not in known]
    if not now.is_published or not asked:
        return
    title = ngettext("Eén bewoner wil inspreken", "%(n)s bewoners willen inspreken", len(asked))
    yield Task(
        urgency=Urgency.THIS_WEEK,
        icon="mic",
        title=title % {"n": len(asked)},
        tag=_("Nog niet in het programma"),
        sentence=_("Zet hen als meeprater in het programma, met een tijd en een onderwerp."),
        event=now.event,
        button=Button(_("Naar het programma"), to("board:programme", now.event)),
        link=Button(_("Bekijk de mensen"), to("signups:people", now.event)),
        people=names(asked),
    )


def line_stands_still(now: EventNow) -> Iterator[Task]:
    """People wait while there are seats: somebody closed the list, or their own seats are full."""
    waiting = now.people.get(RegistrationState.WAITING, 0)
    pool = now.everybody
    if not now.is_published or not waiting or pool is None:
        return
    free = None if pool.capacity is None else pool.capacity - pool.taken
    if free is not None and free <= _NONE:
        return
    title = ngettext(
        "Eén persoon wacht terwijl er plaats is", "%(n)s mensen wachten terwijl er plaats is", waiting
    )
    why = (
        _("U neemt niemand meer aan. Zet de lijst weer open, of geef de plaatsen zelf weg.")
        if pool.closed
        else _("De plaatsen voor een bepaalde rol zijn vol. Maak er daar meer van, of haal die grens weg.")
    )
    yield Task(
        urgency=Urgency.THIS_WEEK,
        icon="people",
        title=title % {"n": waiting},
        tag=_("Er is plaats") if free is None else _("%(n)s vrij") % {"n": free},
        sentence=why,
        event=now.event,
        tone="warn",
        button=Button(_("Naar de plaatsen"), to("signups:pools", now.event)),
        link=Button(_("Bekijk de wachtlijst"), to("signups:people", now.event, query="?stand=waiting")),
    )


def lunch_to_pass_on(now: EventNow) -> Iterator[Task]:
    """How many eat, by diet, for whoever makes the lunch; again when the count changed since."""
    lunch, date = now.lunch, now.event.day
    if lunch is None or date is None or lunch.is_passed_on:
        return
    by = pass_on_by(date)
    late = now.today > by
    eating = lunch.counts.eating
    title = (
        ngettext("Lunch doorgeven: één persoon", "Lunch doorgeven: %(n)s personen", eating)
        if lunch.was is None
        else ngettext("De lunch is veranderd: één persoon", "De lunch is veranderd: %(n)s personen", eating)
    )
    yield Task(
        urgency=Urgency.SOON if late else Urgency.THIS_WEEK,
        icon="fork",
        title=title % {"n": eating},
        tag=_("Nu nodig") if late else _("Vóór %(day)s") % {"day": day(by)},
        sentence=_who_eats(lunch),
        event=now.event,
        tone="warn" if late else "sun",
        button=Button(_("Geef lunch door"), to("desk:lunch", now.event)),
        link=Button(_("Bekijk alle tellingen"), to("signups:people", now.event)),
        counts=tuple((number, str(word).lower()) for word, number in lunch.counts.by_diet),
    )


def _who_eats(lunch: Lunch) -> str:
    counts = lunch.counts
    parts = [
        ngettext("één deelnemer", "%(n)s deelnemers", counts.seated) % {"n": counts.seated},
        ngettext("één spreker", "%(n)s sprekers", counts.speakers) % {"n": counts.speakers},
        ngettext("één gastheer of gastvrouw", "%(n)s gastheren en gastvrouwen", counts.hosts)
        % {"n": counts.hosts},
        ngettext("één gids", "%(n)s gidsen", counts.guides) % {"n": counts.guides},
    ]
    numbers = (counts.seated, counts.speakers, counts.hosts, counts.guides)
    said = ", ".join(part for part, number in zip(parts, numbers, strict=True) if number)
    venue = lunch.stops[0].venue
    where = _("Bij %(place)s.") % {"place": venue.name if venue else lunch.stops[0].title}
    if lunch.was is not None:
        where += " " + _("U gaf er eerder %(n)s door.") % {"n": lunch.was}
    return f"{said[:1].upper()}{said[1:]}. {where}" if said else where
