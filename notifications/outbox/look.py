"""Look again at send time: what was true when a message was written need not be true when its turn comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from notifications.outbox import asked
from notifications.outbox.models import HOST, OPTIONAL, Kind, Message, MessageState, OptOut, Suppression
from scheduling.polls.models import PollState
from tours.programme.models import EventState, SpeakerState
from tours.signups.models import SEATED
from tours.signups.models import RegistrationState as R

Row = dict[str, Any]


class Refusal(models.TextChoices):
    """Why a message is not sent after all; stands in `reason`."""

    LATE = "late", _("De tijd waarop dit bericht nog nut had, is voorbij.")
    POLL_OVER = "poll_over", _("De datumprikker is gesloten, of deze persoon heeft al geantwoord.")
    EVENT_GONE = "event_gone", _("De bijeenkomst bestaat niet meer.")
    EVENT_OFF = "event_off", _("De bijeenkomst gaat niet door of is afgesloten.")
    EVENT_ON = "event_on", _("De bijeenkomst gaat toch door.")
    EVENT_OVER = "event_over", _("De bijeenkomst is geweest.")
    PERSON_GONE = "person_gone", _("Deze persoon staat niet meer in de lijst.")
    OVERTAKEN = "overtaken", _("Dit klopt niet meer voor deze persoon.")
    OTHER_ADDRESS = "other_address", _("Deze persoon heeft intussen een ander e-mailadres.")
    SUPERSEDED = "superseded", _("Er is een nieuwer bericht over dezelfde afspraak in de agenda.")
    UNWANTED = (
        "unwanted",
        _("Deze persoon wil alleen mail die nodig is: geen vraag voor de tweede keer en geen bedankje."),
    )
    TAKEN_BACK = "taken_back", _("De organisatie verstuurde dit bericht niet.")
    SUPPRESSED = "suppressed", _("Dit adres bestaat niet, of wil geen mail van ons.")

    @property
    def state(self) -> str:
        """The state in which a message that is refused for this reason ends."""
        if self in {Refusal.LATE, Refusal.EVENT_OVER}:
            return MessageState.EXPIRED
        return MessageState.FAILED if self == Refusal.SUPPRESSED else MessageState.WITHDRAWN


# Per kind, the states of the registration or speaker in which the message is still true.
_NOT_CANCELLED = frozenset(R) - {R.CANCELLED}
_REGISTRATION: dict[str, frozenset[R]] = {
    Kind.CONFIRM_ADDRESS: _NOT_CANCELLED,
    Kind.CONFIRM_REMINDER: _NOT_CANCELLED,
    Kind.INVITED: SEATED | {R.INVITED},  # who said yes meanwhile needs the entry all the same
    Kind.INVITED_AGAIN: frozenset({R.INVITED}),
    Kind.SEAT_CONFIRMED: SEATED,
    Kind.WAITING_LIST: frozenset({R.WAITING}),
    Kind.SEAT_OFFERED: frozenset({R.OFFERED}),
    Kind.OWN_LINK: frozenset(R),
    Kind.CHANGED: _NOT_CANCELLED,
    Kind.REMINDER: SEATED,
    Kind.CONFIRM_DECLINE: SEATED,
}
_SPEAKER: dict[str, frozenset[SpeakerState]] = {
    Kind.SPEAKER_INVITED: frozenset({SpeakerState.LISTED, SpeakerState.INVITED}),
    Kind.SPEAKER_REMINDER: frozenset(SpeakerState) - {SpeakerState.DECLINED},
    Kind.SPEAKER_CHANGED: frozenset(SpeakerState) - {SpeakerState.DECLINED},
    Kind.SPEAKER_CONFIRMED: frozenset({SpeakerState.CONFIRMED}),
    Kind.SLIDES_MISSING: frozenset(SpeakerState) - {SpeakerState.DECLINED},
}
_POLL: dict[str, PollState] = {
    Kind.POLL_INVITED: PollState.OPEN,
    Kind.POLL_REMINDER: PollState.OPEN,
    Kind.DATE_CHOSEN: PollState.CHOSEN,
    Kind.POLL_STOPPED: PollState.WITHDRAWN,
}
_TO_EITHER = frozenset(
    {Kind.ANSWERED_FOR, Kind.COUNTER_DECLINED, Kind.WRITTEN}
)  # to a participant or a speaker
ABOUT_COMING_EVENT = (_REGISTRATION.keys() | _SPEAKER.keys() | HOST) - {
    Kind.HOST_CANCELLED,
    Kind.OWN_LINK,
    Kind.SLIDES_MISSING,
}
_ASKS_TO_CONFIRM = frozenset({Kind.CONFIRM_ADDRESS, Kind.CONFIRM_REMINDER})
# A message in one of these states reached its reader, or will.
_STANDS = [MessageState.PENDING, MessageState.SENDING, MessageState.SENT, MessageState.HELD]


def look_again(messages: Iterable[Message], *, at: datetime) -> dict[int, Refusal]:
    """Which of these must not go out, by id, and why. One statement, and one more per kind of question among them."""
    newer = Message.objects.filter(
        told=OuterRef("told"), sequence__gt=OuterRef("sequence"), state__in=_STANDS
    ).order_by()
    suppressed = Suppression.objects.of_address(OuterRef("recipient"))
    stopped = OptOut.objects.of_address(OuterRef("recipient"))
    rows = Message.objects.filter(pk__in=[message.pk for message in messages]).order_by()
    found = {}
    rows = rows.annotate(
        superseded=Exists(newer),
        suppressed=Exists(suppressed),
        stopped=Exists(stopped.filter(organisation=OuterRef("event__organisation"))),
        stopped_digest=Exists(stopped.filter(organisation=None)),
    )
    looked = list(rows.values(*_COLUMNS, *asked.COLUMNS))
    vain = asked.asked_in_vain(looked)
    for row in looked:
        row["in_vain"] = row["pk"] in vain
        refusal = next((refusal for refusal, applies in _CHECKS if applies(row, at)), None)
        if refusal:
            found[row["pk"]] = refusal
    return found


def _is_late(row: Row, at: datetime) -> bool:
    not_after: datetime | None = row["not_after"]
    return not_after is not None and not_after < at


def _event_is_gone(row: Row, _at: datetime) -> bool:
    return row["kind"] in ABOUT_COMING_EVENT and row["event_id"] is None


def _event_is_off(row: Row, _at: datetime) -> bool:
    off: bool = row["event__state"] in {EventState.CANCELLED, EventState.CLOSED}
    return row["kind"] in ABOUT_COMING_EVENT and off


def _event_is_on(row: Row, _at: datetime) -> bool:
    return bool(row["kind"] == Kind.EVENT_CANCELLED and row["event__state"] == EventState.PUBLISHED)


def _event_is_over(row: Row, at: datetime) -> bool:
    ends_at: datetime | None = row["event__current__ends_at"]
    return row["kind"] in ABOUT_COMING_EVENT and ends_at is not None and ends_at <= at


def _person_is_gone(row: Row, _at: datetime) -> bool:
    return (
        (row["kind"] in _REGISTRATION and row["registration_id"] is None)
        or (row["kind"] in _SPEAKER and row["speaker_id"] is None)
        or (row["kind"] in _POLL and row["invitee_id"] is None)
        or (row["kind"] == Kind.WRITTEN and row["registration_id"] is None and row["speaker_id"] is None)
    )


def _poll_is_over(row: Row, _at: datetime) -> bool:
    """Asking goes on until the poll ends, and nobody is reminded who answered."""
    kind = row["kind"]
    if kind not in _POLL:
        return False
    if kind == Kind.POLL_REMINDER and row["invitee__answered_at"] is not None:
        return True
    off = row["event__state"] == EventState.CANCELLED and kind != Kind.POLL_STOPPED
    return bool(row["invitee__poll__state"] != _POLL[kind] or off)


def _is_overtaken(row: Row, _at: datetime) -> bool:
    kind, state = row["kind"], row["registration__state"]
    if kind in _ASKS_TO_CONFIRM and row["registration__address_confirmed_at"] is not None:
        return True
    if kind == Kind.CANCELLED and state is not None and state != R.CANCELLED:
        return row["told__ended_at"] is None  # an entry at an earlier address must go all the same
    if kind in _SPEAKER:
        return row["speaker__state"] not in _SPEAKER[kind]
    return kind in _REGISTRATION and state not in _REGISTRATION[kind]


def _is_asked_in_vain(row: Row, _at: datetime) -> bool:
    return bool(row["in_vain"])


def _is_about_another_time(row: Row, _at: datetime) -> bool:
    """A reminder of an event that was moved since: the rules find a new one for the new time, for slides for the new day."""
    if not row["facts__start"] or row["event__current__starts_at"] is None:
        return False
    counted_from, starts_at = datetime.fromisoformat(row["facts__start"]), row["event__current__starts_at"]
    if row["kind"] == Kind.SLIDES_MISSING:
        return bool(counted_from.date() != starts_at.date())
    return bool(counted_from != starts_at)


def _has_other_address(row: Row, _at: datetime) -> bool:
    if row["kind"] in _REGISTRATION:
        return bool(row["registration__email"].lower() != row["recipient"].lower())
    if row["kind"] in _TO_EITHER:
        if row["registration_id"] is None and row["speaker_id"] is None:
            return False  # a host is known by the address
        now = row["registration__email"] or row["speaker__email"] or ""
        return bool(now.lower() != row["recipient"].lower())
    if row["kind"] in _POLL:
        return bool(row["invitee__email"].lower() != row["recipient"].lower())
    return row["kind"] in _SPEAKER and row["speaker__email"].lower() != row["recipient"].lower()


def _is_superseded(row: Row, _at: datetime) -> bool:
    return bool(row["superseded"])


def _is_unwanted(row: Row, _at: datetime) -> bool:
    return row["kind"] in OPTIONAL and bool(row["stopped" if row["event_id"] else "stopped_digest"])


def _is_suppressed(row: Row, _at: datetime) -> bool:
    return bool(row["suppressed"])


_CHECKS: tuple[tuple[Refusal, Callable[[Row, datetime], bool]], ...] = (
    (Refusal.LATE, _is_late),
    (Refusal.EVENT_GONE, _event_is_gone),
    (Refusal.EVENT_OFF, _event_is_off),
    (Refusal.EVENT_ON, _event_is_on),
    (Refusal.EVENT_OVER, _event_is_over),
    (Refusal.PERSON_GONE, _person_is_gone),
    (Refusal.POLL_OVER, _poll_is_over),
    (Refusal.OVERTAKEN, _is_overtaken),
    (Refusal.OVERTAKEN, _is_about_another_time),
    (Refusal.OVERTAKEN, _is_asked_in_vain),
    (Refusal.OTHER_ADDRESS, _has_other_address),
    (Refusal.SUPERSEDED, _is_superseded),
    (Refusal.UNWANTED, _is_unwanted),
    (Refusal.SUPPRESSED, _is_suppressed),
)
_COLUMNS = (
    "pk", "kind", "recipient", "not_after", "superseded", "suppressed", "stopped", "stopped_digest", "told__ended_at",
    "event_id", "event__state", "event__current__starts_at", "event__current__ends_at",
    "registration_id", "registration__state", "registration__email", "registration__address_confirmed_at",
    "speaker_id", "speaker__state", "speaker__email",
    "invitee_id", "invitee__email", "invitee__answered_at", "invitee__poll__state",
)  # fmt: skip
