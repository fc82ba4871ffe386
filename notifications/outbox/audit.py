"""What people should have been told, against what the outbox says they were. Reads only.

Between a seat and its mail there is one transaction; if this finds something, a rule was broken or a row was changed by
hand. A mail that was refused by its reader's server is no difference: it was tried, and the log shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from notifications.batches.models import BatchState, LeftOut
from notifications.calendar.changes import PersonKey, parts_of
from notifications.calendar.heard import never_asked
from notifications.calendar.models import Told
from notifications.outbox import breaker
from notifications.outbox.health import DUE_MAY_WAIT
from notifications.outbox.lease import one_mail_s
from notifications.outbox.look import ABOUT_COMING_EVENT, Refusal
from notifications.outbox.models import CalendarMethod, Kind, Message, MessageState
from notifications.reminders.actions import unposted
from tours.models import Event, Registration, Speaker
from tours.programme.models import EventState, SpeakerState
from tours.signups.models import RegistrationState

# Whoever is in one of these states was sent a mail of this kind when they got there.
_REGISTRATIONS = {
    RegistrationState.HELD: Kind.CONFIRM_ADDRESS,
    RegistrationState.OFFERED: Kind.SEAT_OFFERED,
    RegistrationState.WAITING: Kind.WAITING_LIST,
}
_LEASE_LAPSED_SINCE = timedelta(minutes=5)


def differences(*, at: datetime) -> list[str]:
    """A sentence per person or message for which something is wrong; empty when all is well."""
    found: list[str] = []
    coming = Event.objects.filter(state=EventState.PUBLISHED, current__ends_at__gt=at)
    for event in coming.select_related("current").order_by("pk"):
        found += _not_told(event)
        found += _without_mail(event)
    found += _not_told_it_is_off(at)
    found += _still_in_calendars(at)
    found += _entries_without_mail(at)
    found += _after_the_farewell(at)
    found += _not_reminded(at)
    found += _stuck(at)
    return found


def _not_told(event: Event) -> Iterator[str]:
    """Whoever would hear something if the same programme were published again, but for whom an organiser left out."""
    if event.current is None:
        return
    left_out = LeftOut.objects.filter(batch__event=event, since__isnull=False, settled_at=None)
    known = {PersonKey(*who) for who in left_out.values_list("registration_id", "speaker_id", "host")}
    known |= _news_on_its_way(event, since=event.current.published_at)
    for part in parts_of(event, event.current.data, at=timezone.now()):
        what = "should hear that they need not come" if part.new is None else "was not told what is published"
        part.leave_out(known)
        for person in part.people:
            if person.key.host:
                continue  # whom one meets at a stop may have changed since: that is told with the next publication
            yield f"{event.slug}: {person.email} {what}"


def _news_on_its_way(event: Event, *, since: datetime) -> set[PersonKey]:
    """Those without an entry to whom what is published was written; that it left, or could not, is another matter."""
    news = Message.objects.filter(event=event, told=None, facts__changed=True, created_at__gte=since)
    written = news.exclude(state=MessageState.WITHDRAWN)
    return {PersonKey(*who) for who in written.values_list("registration_id", "speaker_id")}


def _without_mail(event: Event) -> Iterator[str]:
    """Whoever waits, holds a seat or is asked to speak, and was sent nothing about it."""
    for state, kind in _REGISTRATIONS.items():
        posted = Message.objects.filter(registration=OuterRef("pk"), kind=kind)
        people = Registration.objects.of(event).filter(~Exists(posted), state=state).exclude(email="")
        for email in people.order_by("pk").values_list("email", flat=True):
            yield f"{event.slug}: {email} is {state} and no {kind} was written"
    posted = Message.objects.filter(speaker=OuterRef("pk"), kind=Kind.SPEAKER_INVITED)
    speakers = Speaker.objects.filter(~Exists(posted), event=event, state=SpeakerState.INVITED)
    for email in speakers.exclude(email="").order_by("pk").values_list("email", flat=True):
        yield f"{event.slug}: {email} is invited to speak and no {Kind.SPEAKER_INVITED} was written"


def _not_told_it_is_off(at: datetime) -> Iterator[str]:
    """Whoever knows of an event that was called off, and to whose address nothing was written about that."""
    said = Message.objects.filter(
        event=OuterRef("event"), kind=Kind.EVENT_CANCELLED, recipient__iexact=OuterRef("email")
    ).exclude(state=MessageState.WITHDRAWN)
    known = Registration.objects.exclude(state=RegistrationState.CANCELLED).exclude(email="")
    off = known.filter(event__state=EventState.CANCELLED, event__current__ends_at__gt=at)
    off = off.exclude(pk__in=never_asked(Registration.objects.all()).values("pk"))
    people = off.filter(~Exists(said)).order_by("pk").values_list("event__slug", "email")
    for slug, email in people:
        yield f"{slug}: {email} does not know that it is off"


def _still_in_calendars(at: datetime) -> Iterator[str]:
    """Entries that should have gone with the seat, the speaker's yes or the event."""
    gone = (
        Q(registration__state=RegistrationState.CANCELLED)
        | Q(speaker__state=SpeakerState.DECLINED)
        | Q(event__state=EventState.CANCELLED)
    )
    live = Told.objects.live().filter(gone, event__current__ends_at__gt=at)
    for slug, email in live.order_by("pk").values_list("event__slug", "email"):
        yield f"{slug}: {email} cancelled, but the entry still stands in their calendar"


def _entries_without_mail(at: datetime) -> Iterator[str]:
    """Entries that say something for which no message was written, or only one that was taken back."""
    coming = Told.objects.filter(event__current__ends_at__gt=at, event__state__in=_TOLD_OF)
    for entries, method in (
        (coming.live(), CalendarMethod.REQUEST),
        (coming.exclude(ended_at=None), CalendarMethod.CANCEL),
    ):
        yield from _no_message(entries.exclude(email=""), method)


def _no_message(entries: QuerySet[Told], method: CalendarMethod) -> Iterator[str]:
    written = Q(method=method) & ~Q(state=MessageState.WITHDRAWN)
    taken_back = Q(reason=Refusal.TAKEN_BACK)  # then the entry says again what was heard before
    said = Message.objects.filter(written | taken_back, told=OuterRef("pk"), sequence=OuterRef("sequence"))
    for slug, email, sequence in (
        entries.filter(~Exists(said)).order_by("pk").values_list("event__slug", "email", "sequence")
    ):
        yield f"{slug}: {email} has an entry with SEQUENCE {sequence}, and no {method} was written"


def _after_the_farewell(at: datetime) -> Iterator[str]:
    """Mail about an event that went to who had cancelled, declined or read that it is off: each reads that when it happens.

    What was under way at that moment, a worker may finish.
    """
    gone = {
        "registration": Q(registration__state=RegistrationState.CANCELLED)
        | Q(event__state=EventState.CANCELLED),
        "speaker": Q(speaker__state=SpeakerState.DECLINED) | Q(event__state=EventState.CANCELLED),
    }
    mails = Message.objects.filter(
        kind__in=ABOUT_COMING_EVENT, state=MessageState.SENT, event__current__ends_at__gt=at
    )
    for person, is_gone in gone.items():
        farewell = Message.objects.filter(**{person: OuterRef(person)}, kind__in=_FAREWELLS)
        told = mails.filter(is_gone).annotate(
            gone_at=Subquery(farewell.order_by("-created_at").values("created_at")[:1])
        )
        late = told.filter(sent_at__gt=F("gone_at") + timedelta(seconds=one_mail_s()))
        for slug, email, kind in late.order_by("pk").values_list("event__slug", "recipient", "kind"):
            yield f"{slug}: {email} was sent {kind} after they had cancelled or it was off"


def _not_reminded(at: datetime) -> Iterator[str]:
    """Whoever should have been reminded a while ago, and nothing was written."""
    for letter in unposted(at - DUE_MAY_WAIT):
        slug = letter.event.slug if letter.event else "-"
        yield f"{slug}: {letter.recipient} was due a {letter.kind}, and none was written"


def _stuck(at: datetime) -> Iterator[str]:
    """Messages that a worker left lying, and messages that nobody takes up."""
    now = timezone.now()
    left = Message.objects.filter(state=MessageState.SENDING, lease_until__lt=now - _LEASE_LAPSED_SINCE)
    waiting = Message.objects.filter(
        state=MessageState.PENDING, attempts=0, due_at__lt=at - DUE_MAY_WAIT
    ) | Message.objects.filter(
        state=MessageState.PENDING, attempts__gt=0, next_attempt_at__lt=at - DUE_MAY_WAIT
    )
    waiting = waiting.filter(Q(batch=None) | ~Q(batch__state=BatchState.HELD))
    for pk, recipient in left.order_by("pk").values_list("pk", "recipient"):
        yield f"message {pk} to {recipient} was left by its worker"
    for pk, recipient, due_at in waiting.order_by("pk").values_list("pk", "recipient", "due_at"):
        yield f"message {pk} to {recipient} has been due since {due_at.isoformat(timespec='seconds')}"
    tripped = breaker.current()
    if tripped:
        yield f"the mail backend refuses us: {tripped.reason}"


_FAREWELLS = [Kind.CANCELLED, Kind.EVENT_CANCELLED, Kind.SPEAKER_CANCELLED]
_TOLD_OF = [EventState.PUBLISHED, EventState.CANCELLED]
