"""Mails that are going to leave: what waits in the outbox, and the reminders that the rules will find by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncMinute
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.calendar.models import Told
from notifications.desk.event_now import EventNow
from notifications.outbox.models import IS_FIRST, Kind, Message, MessageState, in_words
from notifications.reminders.chasing import CHASE_AFTER, to_chase_in
from notifications.reminders.due import AGREED, CONFIRM_BEFORE
from notifications.reminders.moments import moments_of, said_before
from tours.models import Event, Registration
from tours.programme.models import SpeakerState
from tours.programme.reminders import awake
from tours.signups.models import RegistrationState

SHOWN = 6


@dataclass(frozen=True)
class MailAhead:
    """One mail to several people. `posted`: it stands in the outbox and can be looked at; else it will be written then.

    `now`: it leaves any moment.
    """

    at: datetime
    subject: str | Promise
    to: str
    event: Event
    posted: bool = False
    now: bool = False


def mails_ahead(events: Sequence[EventNow], *, at: datetime) -> list[MailAhead]:
    """The next mails, the first first. Five statements, however many events and messages there are."""
    coming = [now for now in events if now.is_published and now.event.current]
    found = [*_posted(events, at=at), *_held_seats(coming, at=at), *_silent_invited(coming, at=at)]
    entries = _entries(coming)
    for now in coming:
        found += [*_by_rules(now, *entries.get(now.event.pk, (0, 0))), *_chasers(now)]
    ahead = (mail for mail in found if mail.posted or mail.at > at)
    return sorted(ahead, key=lambda mail: mail.at)[:SHOWN]


def mails_per_person(event: Event) -> float:
    """What each participant who got any mail got of this event so far, what waits included."""
    sent = Message.objects.filter(event=event, registration__isnull=False).exclude(
        state__in=[MessageState.WITHDRAWN, MessageState.EXPIRED, MessageState.FAILED]
    )
    found = sent.aggregate(mails=Count("pk"), people=Count("registration", distinct=True))
    return round(found["mails"] / found["people"], 1) if found["people"] else 0.0


def _posted(events: Iterable[EventNow], *, at: datetime) -> Iterator[MailAhead]:
    """What waits in the outbox: all that may leave now as one, the rest by kind and minute."""
    by_id = {now.event.pk: now.event for now in events}
    waiting = Message.objects.filter(event__in=by_id, state=MessageState.PENDING)
    rows = waiting.annotate(first=IS_FIRST).order_by()
    due: dict[int, dict[str, int]] = {}
    for event, kind, first, number in (
        rows.filter(due_at__lte=at)
        .values_list("event", "kind", "first")
        .annotate(n=Count("pk"))
        .order_by("event", "kind", "first")
    ):
        due.setdefault(event or 0, {})[in_words(kind, is_first=first)] = number
    for event, kinds in due.items():
        number = sum(kinds.values())
        said = ngettext("Eén mail", "%(n)s mails", number) % {"n": number}
        yield MailAhead(at, said, ", ".join(kinds), by_id[event], posted=True, now=True)
    later = rows.filter(due_at__gt=at).annotate(minute=TruncMinute("due_at"))
    grouped = later.values_list("kind", "first", "event", "minute").annotate(n=Count("pk"))
    for kind, first, event, minute, number in grouped:
        if event:
            yield MailAhead(
                minute, in_words(kind, is_first=first), _people(number), by_id[event], posted=True
            )


def _by_rules(now: EventNow, coming: int, agreed: int) -> Iterator[MailAhead]:
    """What the rules of the event will find.

    `coming`: participants who get mail. `agreed`: those of them whose calendar said yes to the time as it is; a week
    ahead they hear nothing.
    """
    slides = sum(bool(one.email) and one.state == SpeakerState.CONFIRMED for one in now.without_slides)
    speakers = sum(bool(one.email) and one.state == SpeakerState.CONFIRMED for one in now.speakers)
    moments = moments_of(now.event)
    for moment in moments:
        if any(
            each.rule.roles >= moment.rule.roles for each in said_before(moment, moments, event=now.event)
        ):
            continue  # who is told now has heard it less than a day before
        days = (_local_day(now.event) - moment.due.astimezone(now.event.zone).date()).days
        subject: str | Promise
        match moment.kind:
            case Kind.SLIDES_MISSING:
                subject, number, to = Kind.SLIDES_MISSING.label, slides, _speakers(slides)
            case Kind.SPEAKER_REMINDER:
                subject, number, to = _speaking_words(days), speakers, _speakers(speakers)
            case Kind.REMINDER:
                number = coming - agreed if moment.is_early else coming
                subject, to = _reminder_words(days), _people(number)
            case _:
                continue
        if number:
            yield MailAhead(moment.due, subject, to, now.event)


def _entries(coming: Sequence[EventNow]) -> dict[int, tuple[int, int]]:
    """Per event the participants who have an entry of theirs, and those whose calendar said yes to what it was told last."""
    theirs = Told.objects.live().filter(
        event__in=[now.event.pk for now in coming],
        registration__state=RegistrationState.CONFIRMED,
        registration__erased_at=None,
    )
    rows = theirs.order_by().values("event").annotate(number=Count("pk"), agreed=Count("pk", filter=AGREED))
    return {row["event"]: (row["number"], row["agreed"]) for row in rows}


def _reminder_words(days: int) -> str:
    if days <= 1:
        return _("Morgen: uw groep en uw route") if days else _("Vandaag: uw groep en uw route")
    return _("Nog %(n)s dagen: uw groep en uw route") % {"n": days}


def _speaking_words(days: int) -> str:
    if days <= 1:
        return _("Morgen spreekt u") if days else _("Vandaag spreekt u")
    return _("Nog %(n)s dagen: u spreekt") % {"n": days}


def _chasers(now: EventNow) -> Iterator[MailAhead]:
    """To speakers who do not answer, by the day on which they are asked again."""
    turns: dict[datetime, int] = {}
    for speaker in now.speakers:
        if speaker.state == SpeakerState.INVITED and speaker.email and speaker.invited_at:
            moment = next(
                (m for m in (speaker.invited_at + after for after in CHASE_AFTER) if m > now.at), None
            )
            if moment and moment.date() <= _local_day(now.event):
                hour = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
                hour = awake(hour, event=now.event)
                turns[hour] = turns.get(hour, 0) + 1
    for moment, number in turns.items():
        yield MailAhead(moment, _("Komt u spreken?"), _speakers(number), now.event)


def _silent_invited(coming: Sequence[EventNow], *, at: datetime) -> Iterator[MailAhead]:
    """To people invited by name who say nothing: per event and day on which they are asked again."""
    by_id = {now.event.pk: now.event for now in coming}
    turns: dict[tuple[int, date], list[datetime]] = {}
    silent = to_chase_in(by_id).exclude(email="").order_by("invited_at")
    for event, invited_at in silent.values_list("event", "invited_at"):
        asked = [invited_at + after for after in CHASE_AFTER] if invited_at else []
        moment = next((each for each in asked if each > at), None)
        current = by_id[event].current
        if moment and current and moment < current.starts_at:
            turns.setdefault((event, moment.astimezone(by_id[event].zone).date()), []).append(moment)
    for (event, _day), moments in turns.items():
        first = awake(moments[0], event=by_id[event])
        yield MailAhead(first, Kind.INVITED_AGAIN.label, _people(len(moments)), by_id[event])


def _held_seats(coming: Sequence[EventNow], *, at: datetime) -> Iterator[MailAhead]:
    """One reminder, three days before a held seat lapses: per event and day."""
    by_id = {now.event.pk: now.event for now in coming}
    held = Registration.objects.filter(
        event__in=by_id,
        state=RegistrationState.HELD,
        address_confirmed_at=None,
        answer_by__gt=at + CONFIRM_BEFORE,
    ).exclude(email="")
    turns: dict[tuple[int, date], list[datetime]] = {}
    for event, answer_by in held.order_by("answer_by").values_list("event", "answer_by"):
        if answer_by:
            moment = awake(answer_by - CONFIRM_BEFORE, event=by_id[event])
            turns.setdefault((event, moment.astimezone(by_id[event].zone).date()), []).append(moment)
    for (event, _day), moments in turns.items():
        yield MailAhead(moments[0], Kind.CONFIRM_REMINDER.label, _people(len(moments)), by_id[event])


def _local_day(event: Event) -> date:
    if event.current is None:
        raise ValueError("only a published event sends mail")
    return event.current.starts_at.astimezone(event.zone).date()


def _people(number: int) -> str:
    return ngettext("één persoon", "%(n)s mensen", number) % {"n": number}


def _speakers(number: int) -> str:
    return ngettext("één spreker", "%(n)s sprekers", number) % {"n": number}
