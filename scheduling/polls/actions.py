"""The verbs about a date poll; nothing else writes one."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.facts import announce
from core.text import mail_address
from scheduling.facts import DateChosen, PollOpened, PollStopped
from scheduling.polls.errors import (
    AnswerByMissing,
    AnswerByPassed,
    AnswerMissing,
    DateIsBlocked,
    InviteeKnown,
    NobodyInvited,
    OnlyDraftsArePolled,
    OptionEndsBeforeStart,
    OptionIsPast,
    OptionKnown,
    PollIsOver,
    PollIsRunning,
    TooFewOptions,
)
from scheduling.polls.models import Answer, Invitee, Option, Poll, PollState, Quorum, Value
from scheduling.polls.ranking import veto_on
from tours.lifecycle.actions import set_date
from tours.organisations.models import Role, User
from tours.programme.models import Event, EventState

FEWEST_OPTIONS = 2
_log = logging.getLogger(__name__)


@transaction.atomic
def start_poll(event: Event) -> Poll:
    """Prepare a poll for a draft. Nobody is asked yet. Raises OnlyDraftsArePolled, PollIsRunning."""
    if event.state != EventState.DRAFT:
        raise OnlyDraftsArePolled
    try:
        with transaction.atomic():
            return Poll.objects.create(event=event)
    except IntegrityError:
        raise PollIsRunning from None


@transaction.atomic
def change_poll(poll: Poll, *, note: str, answer_by: date) -> Poll:
    """What the invitees read, and when their answer is wanted. Raises AnswerByPassed, PollIsOver."""
    locked = _live(poll)
    if answer_by < timezone.localdate():
        raise AnswerByPassed
    locked.note, locked.answer_by = note, answer_by
    locked.save(update_fields=["note", "answer_by"])
    return locked


@transaction.atomic
def add_option(poll: Poll, *, date: date, start_min: int | None = None, end_min: int | None = None) -> Option:
    """Propose one more day. Raises OptionIsPast, OptionKnown, OptionEndsBeforeStart, PollIsOver."""
    _live(poll)
    if date < timezone.localdate():
        raise OptionIsPast
    if end_min is not None and (start_min is None or end_min <= start_min):
        raise OptionEndsBeforeStart
    try:
        with transaction.atomic():
            return Option.objects.create(poll=poll, date=date, start_min=start_min, end_min=end_min)
    except IntegrityError:
        raise OptionKnown from None


@transaction.atomic
def remove_option(option: Option) -> None:
    """Do not propose this day after all; answers about it go too. Raises PollIsOver, TooFewOptions once people vote."""
    poll = _live(option.poll)
    if poll.is_open and poll.options.count() <= FEWEST_OPTIONS:
        raise TooFewOptions
    option.delete()


@transaction.atomic
def add_invitee(
    poll: Poll,
    *,
    name: str,
    email: str = "",
    party: str = "",
    role: str = Role.COUNCILLOR,
    language: str = settings.LANGUAGE_CODE,
) -> Invitee:
    """Ask one more person; at once when the poll is open. Raises InviteeKnown, PollIsOver."""
    person = {"name": name, "email": email, "party": party, "role": role, "language": language}
    return _invite(_live(poll), [person])[0]


@transaction.atomic
def add_invitees(poll: Poll, people: Iterable[Mapping[str, Any]]) -> list[Invitee]:
    """Ask all of these who are not asked yet (fields name, email, party, role, perhaps language). Returns the newcomers."""
    locked = _live(poll)
    known = {_who(invitee.name, invitee.email) for invitee in locked.invitees.all()}
    new = []
    for person in people:
        who = _who(person["name"], person["email"])
        if who not in known:
            known.add(who)
            new.append(person)
    return _invite(locked, new)


@transaction.atomic
def change_invitee(invitee: Invitee, **fields: Any) -> Invitee:
    """Correct a name, address, party or role. Who gets another address is asked there. Raises InviteeKnown, PollIsOver."""
    poll = _live(invitee.poll)
    moved = fields.get("email", invitee.email).lower() != invitee.email.lower()
    for field, value in fields.items():
        setattr(invitee, field, value)
    if moved:
        invitee.link_version += 1
    try:
        with transaction.atomic():
            invitee.save(update_fields=[*fields, "link_version"])
    except IntegrityError:
        raise InviteeKnown(name=invitee.name) from None
    if moved and poll.is_open and invitee.email:
        announce(PollOpened(poll, (invitee,)))
    return invitee


@transaction.atomic
def remove_invitee(invitee: Invitee) -> None:
    """Do not ask this person after all; their answers go too. Raises PollIsOver."""
    _live(invitee.poll)
    invitee.delete()


@transaction.atomic
def set_quorum(poll: Poll, needed: Mapping[tuple[str, str], int]) -> None:
    """How many must be able to come, per (attribute, value), in place of what was asked before; 0 asks nothing.

    Raises PollIsOver.
    """
    locked = _live(poll)
    locked.quorums.all().delete()
    Quorum.objects.bulk_create(
        Quorum(poll=locked, attribute=attribute, value=value, minimum=minimum)
        for (attribute, value), minimum in needed.items()
        if minimum
    )


def check_askable(poll: Poll) -> None:
    """Raises TooFewOptions, NobodyInvited, AnswerByMissing, AnswerByPassed: what must be there before anybody is asked."""
    today = timezone.localdate()
    if sum(not option.has_passed(today) for option in poll.options.all()) < FEWEST_OPTIONS:
        raise TooFewOptions
    if not poll.invitees.exists():
        raise NobodyInvited
    if poll.answer_by is None:
        raise AnswerByMissing
    if poll.answer_by < today:
        raise AnswerByPassed


@transaction.atomic
def open_poll(poll: Poll, *, by: User | None) -> Poll:
    """Ask everybody. The event has no date from now on, until one is chosen.

    Raises TooFewOptions, NobodyInvited, AnswerByMissing, AnswerByPassed, OnlyDraftsArePolled, MoveRefused.
    """
    now = timezone.now()
    locked = _live(poll)
    check_askable(locked)
    _without_date(locked.event)
    locked.move_to(PollState.OPEN, opened_at=now)
    locked.invitees.update(invited_at=now)
    _log.info("poll %s of event %s opened by user %s", locked.pk, locked.event.slug, by.pk if by else "-")
    announce(PollOpened(locked, tuple(locked.invitees.all())))
    return locked


@transaction.atomic
def answer_poll(
    invitee: Invitee, *, answers: Mapping[int, str], remark: str = "", language: str = ""
) -> Invitee:
    """Say of every option (by id) yes, maybe or no, in place of what was said before.

    Raises AnswerMissing when an option was left out, PollIsOver when the poll does not ask (any more).
    """
    poll = _live(invitee.poll)
    if not poll.is_open:
        raise PollIsOver
    options = set(poll.options.values_list("pk", flat=True))
    said = {option: value for option, value in answers.items() if option in options and value in Value.values}
    if said.keys() != options:
        raise AnswerMissing
    Answer.objects.bulk_create(
        [Answer(invitee=invitee, option_id=option, value=value) for option, value in said.items()],
        update_conflicts=True,
        unique_fields=["invitee", "option"],
        update_fields=["value"],
    )
    invitee.remark, invitee.answered_at = remark, timezone.now()
    invitee.language = language or invitee.language
    invitee.save(update_fields=["remark", "answered_at", "language"])
    return invitee


@transaction.atomic
def choose_date(option: Option, *, by: User | None, despite: bool = False) -> Poll:
    """Make this day the event's date and tell everybody who was asked.

    `despite`: although something forbids the day. Raises DateIsBlocked, OptionIsPast, PollIsOver, OnlyDraftsArePolled.
    """
    poll = _live(option.poll)
    if not poll.is_open:
        raise PollIsOver
    if poll.event.state != EventState.DRAFT:
        raise OnlyDraftsArePolled
    if option.has_passed(timezone.localdate()):
        raise OptionIsPast
    veto = veto_on(option)
    if veto and not despite:
        raise DateIsBlocked(reason=veto)
    times = {"start_min": option.start_min, "end_min": option.end_min} if option.start_min is not None else {}
    set_date(poll.event, date=option.date, **times)
    poll.move_to(PollState.CHOSEN, chosen_id=option.pk, ended_at=timezone.now())
    _log.info("date of event %s chosen by user %s", poll.event.slug, by.pk if by else "-")
    announce(DateChosen(poll))
    return poll


@transaction.atomic
def withdraw_poll(poll: Poll, *, by: User | None, reason: str = "") -> Poll:
    """Stop asking, without a date, and tell who was asked why. What was not sent yet stays at home. Raises PollIsOver."""
    locked = _live(poll)
    locked.move_to(PollState.WITHDRAWN, ended_at=timezone.now())
    _log.info("poll %s of event %s stopped by user %s", locked.pk, locked.event.slug, by.pk if by else "-")
    if locked.opened_at:
        announce(PollStopped(locked, reason))
    return locked


def _live(poll: Poll) -> Poll:
    """The poll as it is now; who changes anything about it waits here. Raises PollIsOver."""
    locked = Poll.objects.select_for_update(no_key=True).get(
        pk=poll.pk
    )  # its event is read after the waiting
    if not locked.is_live:
        raise PollIsOver
    return locked


def _without_date(event: Event) -> None:
    if event.state != EventState.DRAFT:
        raise OnlyDraftsArePolled
    if event.date is not None:
        set_date(event, date=None)


def _invite(poll: Poll, people: Iterable[Mapping[str, Any]]) -> list[Invitee]:
    asked_at = timezone.now() if poll.is_open else None
    new = [Invitee(poll=poll, invited_at=asked_at, **_lower(person)) for person in people]
    try:
        with transaction.atomic():
            for invitee in new:
                invitee.save(force_insert=True)
    except IntegrityError:
        raise InviteeKnown(name=invitee.name) from None
    if new and poll.is_open:
        announce(PollOpened(poll, tuple(new)))
    return new


def _lower(person: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {name: person[name] for name in ("name", "email", "party", "role")}
    return wanted | {
        "email": mail_address(wanted["email"]),
        "role": wanted["role"] or Role.COUNCILLOR,
        "language": person.get("language") or settings.LANGUAGE_CODE,
    }


def _who(name: str, email: str) -> tuple[str, str]:
    """One person once: the same name at the same address."""
    return name.lower(), email.lower()
