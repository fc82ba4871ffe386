"""The verbs about the mails of a publication: prepare, begin, hold, let go, withdraw; and tell who was left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.poke import poke
from core.states import MoveRefused
from notifications.batches.errors import NotUnderWay, WishesChanged
from notifications.batches.models import Batch, BatchState, LeftOut
from notifications.batches.wishes import Wishes, wishes_for
from notifications.calendar.actions import Unsaid, unsay
from notifications.calendar.changes import Part, PersonKey
from notifications.calendar.models import Told
from notifications.outbox.errors import HoldIsOn
from notifications.outbox.look import Refusal
from notifications.outbox.models import CalendarMethod, Message, MessageQuerySet, MessageState
from tours.models import Event, Notice, Revision, User
from tours.signups.desk.models import NoticeKind

_S = MessageState
_UNSENT = [_S.PENDING, _S.HELD]
_SOME = 400  # people named in one statement: below SQLite's old limit of 999 variables
T = TypeVar("T")


@transaction.atomic
def leave_out(
    event: Event, people: Collection[PersonKey], *, of: Collection[PersonKey], seen: int, by: User
) -> Wishes:
    """Of these people exactly so many are not to hear of the next publication. Raises WishesChanged."""
    draft = _prepared(event, seen=seen)
    for some in _some(sorted(set(of) - set(people), key=str)):
        LeftOut.objects.filter(_any_of(some), batch=draft).delete()
    now = timezone.now()
    LeftOut.objects.bulk_create(
        [LeftOut(batch=draft, by=by, at=now, **_columns(person)) for person in set(people) & set(of)],
        batch_size=500,
        ignore_conflicts=True,
    )
    return wishes_for(event)


@transaction.atomic
def add_lines(event: Event, lines: dict[str, str], *, seen: int) -> Batch:
    """The organiser's own lines: by kind of mail, and under "" one for all. Raises WishesChanged."""
    draft = _prepared(event, seen=seen)
    draft.lines = lines
    draft.save(update_fields=["lines"])
    return draft


def begin(
    event: Event, revision: Revision, parts: Iterable[Part], wishes: Wishes, *, at: datetime, by: int | None
) -> Batch | None:
    """The batch for what a publication tells; None where there is nothing to tell. Inside the publishing transaction.

    Who was left out earlier was compared just now: they hear it, need not, or are left out again.
    """
    told = any(part.people for part in parts)
    without = [person.key for part in parts for person in part.left_out]
    _settle(LeftOut.objects.filter(batch__event=event, since__isnull=False, settled_at=None), at=at)
    batch = wishes.draft
    if not told and not without:
        if batch:
            batch.delete()
        return None
    columns = {"revision_id": revision.pk, "begun_at": at, "moved_at": at, "moved_by_id": by}
    if batch is None:
        batch = Batch.objects.create(event=event, state=BatchState.RUNNING, **columns)
    else:
        batch.move_to(BatchState.RUNNING, **columns)
        _account_for(batch, without, at=at)
    return batch


@transaction.atomic
def hold_new(batch: Batch, *, by: User) -> Batch:
    """Keep in the house what was written in this very transaction; nobody else knows of it yet."""
    batch.move_to(BatchState.HELD, moved_at=timezone.now(), moved_by_id=by.pk)
    _messages(batch).filter(state=_S.PENDING).update(state=_S.HELD)
    return batch


def pause(batch: Batch, *, by: User) -> Batch:
    """Send nothing more of it: when this returns no worker claims one of its messages. Raises NotUnderWay.

    Two transactions, so that nothing slips through: once the first is committed a claim that begins passes the batch by;
    a claim that began before finds each row taken away by the second, or had it already: such a worker looks every two
    seconds, and what it gives back is pending in a batch that is held.
    """
    _move(batch, BatchState.HELD, by=by)
    with transaction.atomic():
        held = Batch.objects.select_for_update(no_key=True).filter(pk=batch.pk, state=BatchState.HELD)
        if held.first():  # else somebody let it go again already
            _messages(batch).filter(state=_S.PENDING).update(state=_S.HELD)
    return batch


@transaction.atomic
def let_go(batch: Batch, *, by: User) -> Batch:
    """Send what was held. Raises HoldIsOn while nothing may leave the house, NotUnderWay."""
    if settings.OUTBOX_HOLD:
        raise HoldIsOn
    _move(batch, BatchState.RUNNING, by=by)
    now = timezone.now()
    _messages(batch).filter(state=_S.HELD).update(
        state=_S.PENDING, due_at=now, next_attempt_at=now, attempts=0, reason="", released_at=now
    )
    transaction.on_commit(lambda: poke("notifications.deliver_due"), robust=True)
    return batch


@transaction.atomic
def withdraw_batch(batch: Batch, *, by: User) -> Batch:
    """What did not leave never goes; whom it was for stands as not told. Raises NotUnderWay."""
    Event.objects.select_for_update(no_key=True).get(pk=batch.event_id)
    _move(batch, BatchState.WITHDRAWN, by=by)
    now = timezone.now()
    people = take_back(batch.event, _messages(batch), at=now)
    _leave_out_since(batch, people, by=by, at=now)
    return batch


@transaction.atomic
def withdraw_message(message: Message, *, by: User) -> Message:
    """Take one message back; of a batch, its reader stands as not told. Raises MoveRefused."""
    if message.batch is None or message.event is None:
        message.move_to(_S.WITHDRAWN)
        return message
    now = timezone.now()
    people = take_back(message.event, Message.objects.filter(pk=message.pk), at=now)
    message.refresh_from_db(fields=["state"])
    if message.state != _S.WITHDRAWN:
        raise MoveRefused
    _leave_out_since(message.batch, people, by=by, at=now)
    return message


def take_back(event: Event, messages: MessageQuerySet, *, at: datetime) -> set[PersonKey]:
    """Withdraw those that did not leave, and let the entries say what was really heard. Returns whom they were for."""
    unsent = messages.filter(state__in=_UNSENT)
    # Entries before messages, as whoever tells somebody does.
    list(Told.objects.filter(pk__in=unsent.order_by().values("told")).select_for_update().order_by("pk"))
    locked = list(unsent.select_for_update().order_by("pk").values_list("pk", flat=True))
    if not locked:
        return set()
    columns = ("registration_id", "speaker_id", "recipient", "told_id", "method", "facts")
    last_said = unsent.filter(told__dtstamp=F("dtstamp"), told__sequence=F("sequence"))
    letters = list(last_said.order_by("pk").values_list(*columns))
    no_entry = list(unsent.filter(told=None).order_by("pk").values_list("registration_id", "speaker_id"))
    unsent.update(state=_S.WITHDRAWN, reason=Refusal.TAKEN_BACK)
    unsay(event, (Unsaid(*letter[3:]) for letter in letters), at=at)
    return {
        PersonKey(registration, speaker, "" if registration or speaker else recipient)
        for registration, speaker, recipient, *_ in letters
    } | {PersonKey(registration, speaker) for registration, speaker in no_entry if registration or speaker}


def note_as_taken_back(event: Event, entries: Sequence[int]) -> None:
    """The last letter about each of these was withdrawn for good: what is published is what they heard before it."""
    for some in _some(entries):
        Message.objects.filter(
            event=event, told__in=some, told__sequence=F("sequence"), state=_S.WITHDRAWN
        ).update(reason=Refusal.TAKEN_BACK)


def told_after_all(registration: int, *, at: datetime) -> None:
    """Somebody who was left out heard it by another way."""
    mine = LeftOut.objects.filter(registration=registration, since__isnull=False, settled_at=None)
    _settle(mine, at=at)


def _prepared(event: Event, *, seen: int) -> Batch:
    """The draft that was looked at, one version on; a new one where there was none."""
    if not seen:
        try:
            with transaction.atomic():
                return Batch.objects.create(event=event)
        except IntegrityError as error:
            raise WishesChanged from error
    mine = Batch.objects.filter(event=event, state=BatchState.DRAFT, version=seen)
    if not mine.update(version=F("version") + 1):
        raise WishesChanged
    return Batch.objects.get(event=event, state=BatchState.DRAFT)


def _move(batch: Batch, state: str, *, by: User) -> None:
    try:
        batch.move_to(state, moved_at=timezone.now(), moved_by_id=by.pk)
    except MoveRefused as error:
        raise NotUnderWay from error


def _messages(batch: Batch) -> MessageQuerySet:
    return Message.objects.filter(event=batch.event_id, batch=batch)


def _account_for(batch: Batch, people: list[PersonKey], *, at: datetime) -> None:
    """Of the wishes only those stay that kept somebody from hearing something; what still waits for them goes too."""
    wished = LeftOut.objects.filter(batch=batch)
    for some in _some(people):
        wished.filter(_any_of(some)).update(since=at)
    wished.filter(since=None).delete()
    theirs = Q(registration__in=wished.exclude(registration=None).values("registration")) | Q(
        speaker__in=wished.exclude(speaker=None).values("speaker")
    )
    theirs |= Q(
        registration=None, speaker=None, recipient__in=wished.exclude(host="").values("host"), user=None
    )
    take_back(
        batch.event,
        Message.objects.filter(theirs, event=batch.event_id, method=CalendarMethod.REQUEST),
        at=at,
    )
    _note(people)


def _leave_out_since(batch: Batch, people: set[PersonKey], *, by: User, at: datetime) -> None:
    LeftOut.objects.bulk_create(
        [
            LeftOut(batch=batch, by=by, at=at, since=at, **_columns(person))
            for person in sorted(people, key=str)
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    _note(people)


def _note(people: Iterable[PersonKey]) -> None:
    """It stands at the person in the list, too."""
    Notice.objects.bulk_create(
        [
            Notice(registration_id=person.registration, kind=NoticeKind.NOT_TOLD)
            for person in people
            if person.registration
        ],
        batch_size=500,
    )


def _settle(left_out: QuerySet[LeftOut], *, at: datetime) -> None:
    rows = list(left_out.values_list("pk", "registration_id"))
    if not rows:
        return
    for some in _some([pk for pk, _registration in rows]):
        LeftOut.objects.filter(pk__in=some).update(settled_at=at)
    for some in _some([registration for _pk, registration in rows if registration]):
        about = Notice.objects.open().filter(registration__in=some, kind=NoticeKind.NOT_TOLD)
        about.update(settled_at=at)


def _any_of(people: Iterable[PersonKey]) -> Q:
    registrations, speakers, hosts = zip(*people, strict=True)
    return (
        Q(registration__in=[pk for pk in registrations if pk])
        | Q(speaker__in=[pk for pk in speakers if pk])
        | Q(host__in=[host for host in hosts if host])
    )


def _columns(person: PersonKey) -> dict[str, Any]:
    return {
        "registration_id": person.registration,
        "speaker_id": person.speaker,
        "host": person.host,
    }


def _some(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _SOME):
        yield rows[start : start + _SOME]
