"""Who gets what when, of one event: what went, what will go, and who is passed over and why.

Foreseen with what is known now, by the same queries as the sweep's: who signs up tomorrow is not in it yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from notifications.calendar.changes import may_be_told
from notifications.calendar.models import Told
from notifications.news.afterwards import afterwards
from notifications.news.posting import address_key
from notifications.outbox.models import Kind, Message
from notifications.reminders.chasing import CHASE_AFTER, polls_due, to_chase_in
from notifications.reminders.due import (
    CONFIRM_BEFORE,
    promise_key,
    to_ask_for_slides,
    to_ask_to_confirm,
    to_remind,
    was_just_noted,
)
from notifications.reminders.moments import TOLD_THE_SAME, Moment, moments_from, moments_of, said_before
from notifications.reminders.rounds import (
    Planned,
    Round,
    Somebody,
    came_of,
    heard_by,
    unreachable_of,
)
from notifications.reminders.turns import turns_of
from notifications.reminders.words import when_words, who_words
from scheduling.models import Invitee
from scheduling.polls.models import PollState
from tours.materials.deadlines import speakers_without_slides
from tours.models import Event, Registration, Speaker
from tours.programme.models import EventState, SpeakerState
from tours.programme.reminders import Anchor, Who, awake, end_of
from tours.signups.models import RegistrationState

_Person = TypeVar("_Person")
_REMINDING = [
    Kind.REMINDER, Kind.SPEAKER_REMINDER, Kind.SLIDES_MISSING, Kind.CONFIRM_REMINDER, Kind.COMMITMENT_DUE, Kind.AFTERWARDS,
    Kind.POLL_REMINDER, Kind.INVITED_AGAIN,
]  # fmt: skip


def schedule(event: Event, *, at: datetime) -> list[Round]:
    """Everything that goes by itself, the first first. A number of statements that depends on the rules only."""
    posted = dict(Message.objects.filter(event=event, kind__in=_REMINDING).values_list("key", "state"))
    unreachable = unreachable_of(event)
    rounds = [*_chasers(event), *_silent_in_polls(event)]
    if event.state in {EventState.PUBLISHED, EventState.CLOSED}:
        rounds += [*_by_rules(event, posted, at=at), *_promises(event, posted, at=at), *_lapsing(event)]
    if event.state == EventState.PUBLISHED:
        rounds += _silent_invited(event, posted, at=at)
    told = (came_of(each, posted, unreachable, at=at) for each in rounds if each.people)
    return sorted(told, key=lambda each: each.at)


def thanked_on_closing(event: Event) -> list[str]:
    """Who gets the mail of thanks when this event is closed, by name; those who have it do not. One for each address."""
    if event.state != EventState.PUBLISHED:
        return []
    had = set(event.messages.filter(kind=Kind.AFTERWARDS).values_list("key", flat=True))
    unreachable = unreachable_of(event)
    fresh = (letter for letter in afterwards(event) if letter.key not in had)
    return sorted(one.recipient_name for one in fresh if not unreachable.why(one.recipient, Kind.AFTERWARDS))


def _by_rules(event: Event, posted: dict[str, str], *, at: datetime) -> Iterator[Planned]:
    moments = moments_of(event)
    heard = set[str]()
    for moment in moments:
        earlier = _Earlier(said_before(moment, moments, event=event), heard)
        match moment.kind:
            case Kind.REMINDER:
                people = _participants(event, moment, earlier)
            case Kind.SPEAKER_REMINDER:
                people = _speakers(event, moment, earlier)
            case Kind.SLIDES_MISSING:
                people = _without_slides(event, moment)
            case Kind.CONFIRM_REMINDER:
                people = _unconfirmed(event, moment)
            case Kind.INVITED_AGAIN:
                continue  # see _silent_invited()
            case _:
                people = _guests(event, moment)
        planned = Planned(moment.due, moment.kind, who_words(moment.rule), list(people))
        heard |= heard_by(planned, posted, at=at)
        yield planned


class _Earlier(NamedTuple):
    """The rules that say the same less than a day before, and the keys of all mails that people got or will."""

    moments: list[Moment]
    heard: set[str]

    def why(self, person: int) -> str:
        """Why this person does not hear it once more; empty where none of those rules was for them."""
        for moment in self.moments:
            if moment.key(person) in self.heard:
                return _("kreeg minder dan een dag eerder de herinnering van ‘%(rule)s’") % {
                    "rule": when_words(moment.rule)
                }
        return ""


def _participants(event: Event, moment: Moment, earlier: _Earlier) -> Iterator[Somebody]:
    chosen = set(to_remind(event, moment).values_list("registration_id", flat=True))
    told = dict(Told.objects.live().filter(event=event).values_list("registration_id", "dtstamp"))
    coming = Registration.objects.of(event).confirmed().filter(role__in=moment.rule.roles)
    for one in coming.order_by("name", "pk").only("name", "email", "gives_up_at"):
        answered = _("zei net nee") if one.gives_up_at else _("heeft in de agenda al ja gezegd")
        why = earlier.why(one.pk)
        if not why and one.pk not in chosen:
            why = _why_not(one.email, told.get(one.pk), moment, otherwise=answered)
        yield Somebody(one.name, one.email, moment.key(one.pk), why)


def _speakers(event: Event, moment: Moment, earlier: _Earlier) -> Iterator[Somebody]:
    chosen = set(to_remind(event, moment).values_list("speaker_id", flat=True))
    told = dict(Told.objects.live().filter(event=event).values_list("speaker_id", "dtstamp"))
    coming = event.speakers.filter(state=SpeakerState.CONFIRMED).order_by("name", "pk")
    for pk, name, email in coming.values_list("pk", "name", "email"):
        both = _("krijgt de herinnering als deelnemer")
        why = earlier.why(pk)
        if not why and pk not in chosen:
            why = _why_not(email, told.get(pk), moment, otherwise=both)
        yield Somebody(name, email, moment.key(pk), why)


def _why_not(email: str, told_at: datetime | None, moment: Moment, *, otherwise: str) -> str:
    if not email:
        return _("geen e-mailadres")
    if told_at is None:
        return _("heeft nog geen afspraak in de agenda")
    if told_at > moment.due:
        return _("hoorde het pas na dat moment")
    if told_at > moment.due - TOLD_THE_SAME:
        return _("hoorde hetzelfde minder dan een dag eerder")
    return otherwise


def _without_slides(event: Event, moment: Moment) -> Iterator[Somebody]:
    chosen = set(to_ask_for_slides(event).values_list("pk", flat=True))
    for speaker in speakers_without_slides().filter(event=event):
        answered = speaker.state == SpeakerState.CONFIRMED
        why = _("geen e-mailadres") if answered else _("heeft nog niet gezegd of hij of zij komt")
        yield Somebody(
            speaker.name, speaker.email, moment.key(speaker.pk), "" if speaker.pk in chosen else why
        )


def _unconfirmed(event: Event, moment: Moment) -> Iterator[Somebody]:
    chosen = set(to_ask_to_confirm(event, moment).values_list("pk", flat=True))
    for person in _held(event).filter(role__in=moment.rule.roles):
        lapsed = person.answer_by is not None and person.answer_by <= moment.due
        why = "" if person.pk in chosen else _("is al gevraagd")
        yield Somebody(
            person.name, person.email, _key_of(person), _("de plaats is dan vervallen") if lapsed else why
        )


def _guests(event: Event, moment: Moment) -> Iterator[Somebody]:
    """Everybody who would be thanked: one mail to an address."""
    rule = moment.rule
    if rule.who != Who.SPEAKERS:
        for person in may_be_told(event).filter(role__in=rule.roles).order_by("name", "pk"):
            yield Somebody(person.name, person.email, f"{moment.kind}:{event.pk}:{address_key(person.email)}")
    if rule.who in {Who.SPEAKERS, Who.PARTICIPANTS}:
        for speaker in event.speakers.filter(state=SpeakerState.CONFIRMED).order_by("name", "pk"):
            why = "" if speaker.email else _("geen e-mailadres")
            yield Somebody(
                speaker.name, speaker.email, f"{moment.kind}:{event.pk}:{address_key(speaker.email)}", why
            )


def _promises(event: Event, posted: dict[str, str], *, at: datetime) -> Iterator[Planned]:
    for promise in event.commitments.open().filter(due_date__isnull=False).order_by("pk"):
        promise.event = event
        until = end_of(promise.due_date, event=event) if promise.due_date else None
        moments = moments_from(event, Anchor.COMMITMENT_DUE, until) if until else []
        heard = set[str]()
        for moment in moments:
            why = "" if promise.owner_email else _("geen e-mailadres")
            earlier = said_before(moment, moments, event=event)
            if was_just_noted(promise, moment) or any(
                promise_key(promise, each) in heard for each in earlier
            ):
                why = _("hoorde hetzelfde minder dan een dag eerder")
            owner = Somebody(promise.owner_name, promise.owner_email, promise_key(promise, moment), why)
            planned = Planned(moment.due, moment.kind, who_words(moment.rule), [owner])
            heard |= heard_by(planned, posted, at=at)
            yield planned


def _lapsing(event: Event) -> Iterator[Planned]:
    """Three days before a held seat lapses, by day."""
    dues = ((person, person.answer_by - CONFIRM_BEFORE) for person in _held(event) if person.answer_by)
    for due, people in _by_day(event, dues):
        asked = [Somebody(one.name, one.email, _key_of(one)) for one in people]
        yield Planned(due, Kind.CONFIRM_REMINDER, _("wie nog niet heeft bevestigd"), asked)


def _chasers(event: Event) -> Iterator[Planned]:
    """Speakers who do not say whether they come, by day."""
    silent = event.speakers.filter(state=SpeakerState.INVITED, invited_at__isnull=False).order_by("name")
    for turn, after in enumerate(CHASE_AFTER, start=1):
        dues = ((one, one.invited_at + after) for one in silent if one.invited_at)
        for due, people in _by_day(event, dues):
            yield Planned(
                due,
                Kind.SPEAKER_REMINDER,
                _("sprekers die niet hebben geantwoord"),
                [_chased(one, turn) for one in people],
            )


def _silent_invited(event: Event, posted: dict[str, str], *, at: datetime) -> Iterator[Planned]:
    """People invited by name who say nothing, by day and rule, until it begins."""
    silent = to_chase_in([event.pk]).order_by("name", "pk")
    by_rule = defaultdict[str, list[tuple[Somebody, datetime]]](list)
    for person, turns in turns_of(event, silent, posted, at=at):
        for turn in turns:
            asked = Somebody(person.name, person.email, turn.key, turn.why)
            by_rule[turn.to].append((asked, turn.due))
    for to, dues in by_rule.items():
        for due, people in _by_day(event, dues):
            yield Planned(due, Kind.INVITED_AGAIN, to, people)


def _silent_in_polls(event: Event) -> Iterator[Planned]:
    """Who did not say when they can, two days before the answer is wanted."""
    for poll in event.polls.filter(state=PollState.OPEN, answer_by__isnull=False):
        poll.event = event
        due = polls_due(poll)
        if due:
            silent = poll.invitees.unanswered().order_by("name", "pk")
            people = [_asked(one, due) for one in silent]
            yield Planned(due, Kind.POLL_REMINDER, _("wie nog niet zei wanneer het kan"), people)


def _asked(invitee: Invitee, due: datetime) -> Somebody:
    why = "" if invitee.email else _("geen e-mailadres")
    if invitee.invited_at is None or invitee.invited_at > due - TOLD_THE_SAME:
        why = _("werd pas kort ervoor gevraagd")
    return Somebody(
        invitee.name, invitee.email, f"{Kind.POLL_REMINDER}:{invitee.pk}:{invitee.link_version}:", why
    )


def _chased(speaker: Speaker, turn: int) -> Somebody:
    asked = speaker.invited_at.isoformat() if speaker.invited_at else ""
    why = "" if speaker.email else _("geen e-mailadres")
    return Somebody(speaker.name, speaker.email, f"{Kind.SPEAKER_REMINDER}:{speaker.pk}:{asked}:{turn}", why)


def _by_day(
    event: Event, dues: Iterable[tuple[_Person, datetime]]
) -> Iterator[tuple[datetime, list[_Person]]]:
    """People by the day on which it is their turn, with the first moment of that day that is not quiet."""
    days: dict[object, list[tuple[datetime, _Person]]] = defaultdict(list)
    for person, due in dues:
        moment = awake(due, event=event)
        days[moment.astimezone(event.zone).date()].append((moment, person))
    for turns in days.values():
        yield min(due for due, _person in turns), [person for _due, person in turns]


def _held(event: Event) -> QuerySet[Registration]:
    held = Registration.objects.of(event).filter(state=RegistrationState.HELD, address_confirmed_at=None)
    return held.exclude(email="").order_by("name", "pk")


def _key_of(person: Registration) -> str:
    until = person.answer_by.isoformat() if person.answer_by else ""
    return f"{Kind.CONFIRM_REMINDER}:{person.pk}:{until}"
