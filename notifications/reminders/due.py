"""Who is to be reminded of what now: queries that give letters. Asked twice, the second time gives nothing.

A reminder is a key, not a timer: the rule, the person and the moment it is counted from. An event that moves has
another start, hence another key; a rule that fell due before somebody had their seat, or within a day after they were
told the same, by a mail or by another rule, is passed over. In the quiet hours of who organises nothing is due.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Lower

from notifications.calendar.models import Told, ToldQuerySet
from notifications.news.afterwards import afterwards, owner_key, to_owner
from notifications.news.posting import entry_holder, to_participant, to_person, to_speaker
from notifications.outbox.actions import Letter
from notifications.outbox.models import GONE, Kind, Message
from notifications.reminders.chasing import just_asked, silent_at
from notifications.reminders.moments import (
    TOLD_THE_SAME,
    Moment,
    is_awake,
    moments_from,
    moments_of,
    said_before,
)
from tours.materials.deadlines import speakers_without_slides
from tours.models import Commitment, Event, Registration, Revision, Speaker
from tours.programme.models import EventState, SpeakerState
from tours.programme.reminders import MOST_DAYS, Anchor, Who, end_of
from tours.signups.models import RegistrationState, Said

CONFIRM_BEFORE = timedelta(days=3)
_ASK_TO_CONFIRM = [Kind.CONFIRM_ADDRESS, Kind.CONFIRM_REMINDER]
# The calendar said yes to what it was told last: an answer to an older time does not count.
AGREED = Q(answer__said=Said.YES, answer__sequence__gte=F("sequence"))


def participants(*, at: datetime) -> Iterator[Letter]:
    """Confirmed people whose event comes near, with their own group and route."""
    for event, revision in _coming(at):
        done: frozenset[str] = frozenset()  # roles of which a later rule had its turn
        for moment in _before_the_start(event, at):
            if moment.rule.who != Who.SPEAKERS:
                entries = to_remind(event, moment).exclude(registration__role__in=done)
                done |= moment.rule.roles
                fresh = entries.exclude(Exists(_under(moment)))
                for told in fresh.select_related("registration").order_by("pk"):
                    yield _reminder(event, revision, told, moment)


def speakers(*, at: datetime) -> Iterator[Letter]:
    """Shortly before, to who speaks; who also takes part under the same name hears it as a participant."""
    for event, revision in _coming(at):
        theirs = [each for each in _before_the_start(event, at) if each.rule.who == Who.SPEAKERS]
        for moment in theirs[:1]:
            fresh = to_remind(event, moment).exclude(Exists(_under(moment)))
            for told in fresh.select_related("speaker").order_by("pk"):
                yield _reminder(event, revision, told, moment)


def to_remind(event: Event, moment: Moment) -> ToldQuerySet:
    """The entries of those for whom this rule before the start is.

    A week and more ahead only those whose calendar did not say yes; nobody who just said no.
    """
    live = Told.objects.live().filter(event=event, dtstamp__lte=moment.due - TOLD_THE_SAME)
    for earlier in said_before(moment, moments_of(event, Anchor.START), event=event):
        live = live.exclude(Exists(_under(earlier).exclude(state__in=GONE)))
    if moment.rule.who == Who.SPEAKERS:
        return live.filter(speaker__state=SpeakerState.CONFIRMED).exclude(Exists(_same_person()))
    theirs = live.filter(
        registration__state=RegistrationState.CONFIRMED,
        registration__role__in=moment.rule.roles,
        registration__gives_up_at=None,
    )
    if moment.is_early:
        return theirs.exclude(AGREED)
    return theirs


def held_seats(*, at: datetime) -> Iterator[Letter]:
    """Once, three days before a held seat lapses; not where it was held for less than that, nor within a day after asking."""
    lapsing = _held(asked_before=OuterRef("answer_by") - CONFIRM_BEFORE).filter(
        answer_by__gt=at, answer_by__lte=at + CONFIRM_BEFORE, event__state=EventState.PUBLISHED
    )
    fresh = lapsing.exclude(just_asked("registration", _ASK_TO_CONFIRM, at=at))
    for registration in fresh.select_related("event__organisation").order_by("pk"):
        if is_awake(registration.event, at):
            yield _ask_once_more(registration)


def sign_up(*, at: datetime) -> Iterator[Letter]:
    """Who did not confirm yet or, invited by name, says nothing, around the moment at which signing up ends.

    Nobody is asked to confirm more than once in all, or to come more often than twice.
    """
    for event, _revision in _coming(at):
        now = [each for each in moments_of(event, Anchor.SIGN_UP_CLOSES) if each.is_now(at=at)]
        for moment in now:
            if moment.rule.who != Who.UNANSWERED:
                yield from silent_at(event, moment)
            held = to_ask_to_confirm(event, moment).filter(answer_by__gt=at)
            fresh = held.exclude(just_asked("registration", _ASK_TO_CONFIRM, at=at))
            for registration in fresh.order_by("pk"):
                registration.event = event
                yield _ask_once_more(registration)


def to_ask_to_confirm(event: Event, moment: Moment) -> QuerySet[Registration]:
    """Whose seat is held and who was asked long enough ago; nobody where the rule is for who was invited."""
    held = _held(asked_before=Value(moment.due - TOLD_THE_SAME))
    roles = [] if moment.rule.who == Who.SILENT else moment.rule.roles
    return held.filter(event=event, role__in=roles)


def _held(*, asked_before: Combinable) -> QuerySet[Registration]:
    """Held seats of people who were asked to confirm before that moment, and not reminded of it since."""
    asked = Message.objects.filter(
        registration=OuterRef("pk"), kind=Kind.CONFIRM_ADDRESS, sent_at__lte=asked_before
    )
    reminded = Message.objects.filter(
        registration=OuterRef("pk"), kind=Kind.CONFIRM_REMINDER, not_after=OuterRef("answer_by")
    )
    held = Registration.objects.filter(state=RegistrationState.HELD, address_confirmed_at=None)
    return held.filter(Exists(asked), ~Exists(reminded)).exclude(email="")


def _ask_once_more(registration: Registration) -> Letter:
    until = registration.answer_by.isoformat() if registration.answer_by else ""
    letter = to_participant(registration, Kind.CONFIRM_REMINDER, until, facts={"answer_by": until})
    return replace(letter, not_after=registration.answer_by)


def slides(*, at: datetime) -> Iterator[Letter]:
    """Speakers whose presentation is not in, never twice within a day. Who says yes late is asked a day after that."""
    for event, revision in _coming(at):
        moment = next(
            (each for each in reversed(moments_of(event, Anchor.SLIDES_DUE)) if each.due <= at), None
        )
        if moment:
            fresh = to_ask_for_slides(event).exclude(answered_at__gt=at - TOLD_THE_SAME)
            for speaker in fresh.exclude(just_asked("speaker", [Kind.SLIDES_MISSING], at=at)):
                about = {"start": revision.starts_at.isoformat()}
                letter = to_speaker(speaker, Kind.SLIDES_MISSING, "", facts=about)
                yield replace(letter, key=moment.key(speaker.pk), not_after=revision.starts_at)


def to_ask_for_slides(event: Event) -> QuerySet[Speaker]:
    """Who comes to speak, can be mailed, and brought nothing yet."""
    return speakers_without_slides().filter(event=event, state=SpeakerState.CONFIRMED).exclude(email="")


def commitments(*, at: datetime) -> Iterator[Letter]:
    """Owners of what was promised and is not done, around the day on which it should be."""
    days = timedelta(days=MOST_DAYS + 1)
    near = Commitment.objects.open().filter(
        event__state__in=[EventState.PUBLISHED, EventState.CLOSED],
        due_date__range=(at.date() - days, at.date() + days),
    )
    fresh = near.exclude(owner_email="").select_related("event__organisation")
    for commitment in fresh.order_by("event_id", "pk"):
        event, day = commitment.event, commitment.due_date
        if day and is_awake(event, at):
            moments = moments_from(event, Anchor.COMMITMENT_DUE, end_of(day, event=event))
            for moment in [each for each in moments if each.is_now(at=at)][-1:]:
                earlier = said_before(moment, moments, event=event)
                if not (was_just_noted(commitment, moment) or was_asked(commitment, earlier)):
                    until = None if moment.rule.after else moment.counted_from
                    key = promise_key(commitment, moment)
                    yield to_owner(commitment, Kind.COMMITMENT_DUE, key=key, not_after=until)


def was_just_noted(commitment: Commitment, moment: Moment) -> bool:
    """Whether who owns it now was told of it within the day before, or later."""
    return Message.objects.filter(
        kind=Kind.COMMITMENT_MADE,
        event=commitment.event_id,
        recipient__iexact=commitment.owner_email,
        facts__commitment=commitment.pk,
        created_at__gt=moment.due - TOLD_THE_SAME,
    ).exists()


def was_asked(commitment: Commitment, moments: Iterable[Moment]) -> bool:
    """Whether who owns it now was asked for it at one of these moments."""
    keys = [promise_key(commitment, moment) for moment in moments]
    return bool(keys) and Message.objects.filter(key__in=keys).exclude(state__in=GONE).exists()


def promise_key(commitment: Commitment, moment: Moment) -> str:
    """Another owner is asked anew."""
    return moment.key(f"{commitment.pk}:{owner_key(commitment)}")


def thanks(*, at: datetime) -> Iterator[Letter]:
    """Where a rule after the start says so: the one mail afterwards, unless closing the event sent it already."""
    over = Event.objects.annotate(thanked_at=Max("messages__created_at", filter=_IS_THANKS)).filter(
        Q(state=EventState.PUBLISHED) | Q(state=EventState.CLOSED, thanked_at=None),
        current__ends_at__range=(at - timedelta(days=2 * MOST_DAYS), at),
    )
    for event in over.select_related("current", "organisation").order_by("pk"):
        due = [each for each in moments_of(event, Anchor.START) if each.rule.after and each.due <= at]
        last = vars(event)["thanked_at"]
        if due and (last is None or last < due[-1].due) and is_awake(event, at):
            yield from afterwards(event, for_whom={each.rule.who for each in due})


_IS_THANKS = Q(messages__kind=Kind.AFTERWARDS)


def _coming(at: datetime) -> list[tuple[Event, Revision]]:
    """Published events that begin within the longest time for which there are reminders."""
    soon = Event.objects.filter(
        state=EventState.PUBLISHED,
        current__starts_at__gt=at,
        current__starts_at__lte=at + timedelta(days=2 * MOST_DAYS),
    ).select_related("current", "organisation")
    return [(event, event.current) for event in soon if event.current and is_awake(event, at)]


def _before_the_start(event: Event, at: datetime) -> list[Moment]:
    """The rules whose turn it is, the last first; earlier ones have had theirs."""
    found = [each for each in moments_of(event, Anchor.START) if each.is_now(at=at) and not each.rule.after]
    return sorted(found, key=lambda moment: moment.due, reverse=True)


def _under(moment: Moment) -> QuerySet[Message]:
    """The message of this moment to whoever has the entry."""
    person = Cast(
        OuterRef("speaker_id" if moment.rule.who == Who.SPEAKERS else "registration_id"), CharField()
    )
    key = Concat(Value(moment.head), person, Value(moment.tail), output_field=CharField())
    return Message.objects.filter(key=key)


def _same_person() -> QuerySet[Told]:
    """A participant's entry of the same event under the speaker's own address and name."""
    rows = Told.objects.live().annotate(address=Lower("email"), who=Lower("registration__name"))
    return rows.filter(
        event=OuterRef("event"), address=Lower(OuterRef("email")), who=Lower(OuterRef("speaker__name"))
    )


def _reminder(event: Event, revision: Revision, told: Told, moment: Moment) -> Letter:
    """It belongs to the entry at this SEQUENCE: a change that is told meanwhile takes its place."""
    person = told.registration or told.speaker
    assert person is not None  # noqa: S101  (the database says that it is one of the two)
    return to_person(
        event,
        entry_holder(told, person),
        moment.kind,
        key=moment.key(person.pk),
        facts={"start": revision.starts_at.isoformat()},
        not_after=revision.starts_at,
    )
