"""Who knows of an event without an entry in the calendar.

People on the waiting list, those whose seat is held or offered or whose new address is not confirmed, and speakers who
have not answered.

What they heard last stands in no row of Told: it is what was published when their last mail went. A mail that did not go
yet says what is published when it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from notifications.calendar.itinerary import Itinerary, participant_itinerary
from notifications.outbox.models import Kind, Message, MessageState
from tours.models import Event, Revision
from tours.programme.models import SpeakerState
from tours.programme.snapshot import Programme
from tours.signups.models import RegistrationState

_SAID_IN = [
    Kind.CONFIRM_ADDRESS, Kind.CONFIRM_REMINDER, Kind.SEAT_CONFIRMED, Kind.WAITING_LIST, Kind.SEAT_OFFERED, Kind.OWN_LINK, Kind.EVENT_CANCELLED,
    Kind.SPEAKER_INVITED, Kind.SPEAKER_REMINDER, Kind.SPEAKER_CANCELLED,
]  # fmt: skip


# In which mail people hear how it stands with them, by the state of their registration.
SAYS_HOW_IT_STANDS = {
    RegistrationState.WAITING: Kind.WAITING_LIST,
    RegistrationState.HELD: Kind.CONFIRM_ADDRESS,
    RegistrationState.OFFERED: Kind.SEAT_OFFERED,
    RegistrationState.CONFIRMED: Kind.CONFIRM_ADDRESS,  # at a new address, which is not confirmed
}

_ANSWER_BY = {RegistrationState.HELD, RegistrationState.OFFERED}


class Heard(NamedTuple):
    """Somebody, and what they heard last: in which kind of mail, and of which programme; None before the first.

    `state` is that of the registration, empty for a speaker; `until` when an answer is wanted, in ISO 8601.
    """

    registration: int | None
    speaker: int | None
    email: str
    name: str
    language: str
    state: str
    until: str
    kind: str
    programme: Programme | None


def who_heard(event: Event) -> list[Heard]:
    """One for each person. At most three statements. Who was told last that it is off, is told apart that it is on."""
    unconfirmed = Q(registration__state=RegistrationState.CONFIRMED, registration__address_confirmed_at=None)
    if not event.confirm_address:
        unconfirmed = Q(pk=None)
    seatless = set(SAYS_HOW_IT_STANDS) - {RegistrationState.CONFIRMED}
    waits = (Q(registration__state__in=seatless) | unconfirmed) & ~Q(registration__email="")
    asked = Q(speaker__state=SpeakerState.INVITED) & ~Q(speaker__email="")
    gone = Message.objects.filter(
        waits | asked, event=event, kind__in=_SAID_IN, state__in=[MessageState.SENT, MessageState.SENDING]
    )
    columns = ("sent_at", "created_at", "kind", "registration_id", "speaker_id")
    of_person = ("registration__email", "speaker__email", "registration__name", "speaker__name",
                 "registration__language", "speaker__language", "registration__state", "registration__answer_by")  # fmt: skip
    last = {row[3:5]: row for row in gone.order_by("pk").values_list(*columns, *of_person)}
    if not last:
        return []
    published = _Published(event, (sent or made for sent, made, *_rest in last.values()))
    found = []
    for sent, made, kind, registration, speaker, *who, state, answer_by in last.values():
        email, name, language = (who[at] or who[at + 1] for at in (0, 2, 4))
        until = answer_by.isoformat() if answer_by and state in _ANSWER_BY else ""
        if kind != Kind.EVENT_CANCELLED:
            found.append(
                Heard(
                    registration,
                    speaker,
                    email,
                    name,
                    language,
                    state or "",
                    until,
                    kind,
                    published.at(sent or made),
                )
            )
    return found


def day_in_general(programme: Programme) -> Itinerary:
    """When and where it is, for somebody who goes with no group yet."""
    return {**participant_itinerary(programme, None), "group": "", "steps": []}


class _Published:
    """The programmes that were published at some moments, fetched once."""

    def __init__(self, event: Event, moments: Iterable[datetime]) -> None:
        rows = event.revisions.order_by("number").values_list("pk", "published_at")
        self._since = list(rows)
        wanted = {pk for moment in moments for pk in self._number(moment)}
        self._data = dict(Revision.objects.filter(pk__in=wanted).values_list("pk", "data"))

    def at(self, moment: datetime) -> Programme | None:
        return next((self._data[pk] for pk in self._number(moment)), None)

    def _number(self, moment: datetime) -> Iterator[int]:
        before = [pk for pk, since in self._since if since <= moment]
        yield from before[-1:]
