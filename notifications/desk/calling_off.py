"""Who hears of it when an event is called off, and who must be rung because we have no address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from notifications.calendar.heard import entries_nobody_heard_of, never_asked, never_asked_to_speak
from notifications.calendar.models import Told, ToldQuerySet
from notifications.news.polls import who_heard
from scheduling.polls.models import Poll, PollState
from tours.models import Event, Registration, Speaker
from tours.programme.models import SpeakerState
from tours.signups.models import RegistrationState

Row = TypeVar("Row", bound=Model)
SHOWN = 20
_COUNT_ON_IT = [state for state in RegistrationState if state != RegistrationState.CANCELLED]
_ASKED = [SpeakerState.INVITED, SpeakerState.CONFIRMED]


@dataclass(frozen=True)
class ByPhone:
    """Somebody whom no mail reaches."""

    name: str
    phone: str


@dataclass(frozen=True)
class Hearers:
    """How many hear of it by mail, and whom to ring."""

    participants: int
    speakers: int
    hosts: int  # contacts of stops
    asked: int  # when they can, in a poll that is open
    by_phone: list[ByPhone]

    @property
    def mails(self) -> int:
        return self.participants + self.speakers + self.hosts + self.asked


def hearers(event: Event, *, at: datetime) -> Hearers:
    """Whoever counts on the event; nobody once it is over. Registrations before the first publication hear nothing."""
    if event.is_over(at=at):
        return Hearers(0, 0, 0, 0, [])
    counting = Registration.objects.of(event).filter(state__in=_COUNT_ON_IT, erased_at=None)
    asked = Speaker.objects.filter(event=event, state__in=_ASKED)
    by_phone = [*counting.filter(email="").order_by("name"), *asked.filter(email="")]
    return Hearers(
        participants=_mails(event, counting) if event.current else 0,
        speakers=_knowing(asked, never_asked_to_speak(event)).exclude(email="").count(),
        hosts=_entries(event).of_hosts().count(),
        asked=sum(who_heard(poll).count() for poll in Poll.objects.filter(event=event, state=PollState.OPEN)),
        by_phone=[ByPhone(one.name, one.phone) for one in by_phone],
    )


def _mails(event: Event, counting: QuerySet[Registration]) -> int:
    """One for every calendar entry, and one for every other address."""
    entries = _entries(event).filter(registration__isnull=False)
    known = {email.lower() for email in entries.values_list("email", flat=True)}
    knowing = _knowing(counting, never_asked(Registration.objects.of(event)))
    others = {one.email.lower() for one in knowing if one.email} - known
    return entries.count() + len(others)


def _entries(event: Event) -> ToldQuerySet:
    """Of those who heard of it."""
    unheard = entries_nobody_heard_of(event).values("pk")
    return Told.objects.live().filter(event=event).exclude(pk__in=unheard)


def _knowing(people: QuerySet[Row], unasked: QuerySet[Row]) -> QuerySet[Row]:
    return people.exclude(pk__in=unasked.order_by().values("pk"))
