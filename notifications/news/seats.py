"""News about one person's seat. An event that is not published, or over, sends nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from core.facts import listen
from notifications.batches.actions import note_as_taken_back, told_after_all
from notifications.calendar.actions import Telling, Unsaid, end, number_back, refresh, tell, unsay
from notifications.calendar.itinerary import participant_itinerary
from notifications.calendar.waiting import following, says_nothing, waiting_requests
from notifications.news.posting import (
    ABOUT_COMING,
    entry_holder,
    invitation,
    revision_for_news,
    to_entry,
    to_participant,
    withdrawal,
)
from notifications.outbox.actions import Letter, post, withdraw
from notifications.outbox.models import CalendarMethod, Kind, Message, MessageState
from tours import facts
from tours.models import Registration, Revision
from tours.signups.models import CancelledBy, RegistrationState

# Who asks for their link again within this time gets one mail: nobody's mailbox can be filled from the sign-up form.
LINK_EVERY_S = 600


@listen(facts.SeatHeld)
def seat_held(fact: facts.SeatHeld) -> None:
    """Ask to confirm the address, with the time until which the seat is kept."""
    registration = fact.registration
    if _is_on(registration):
        post(_ask_to_confirm(registration, promoted=fact.promoted))


@listen(facts.SeatConfirmed)
def seat_confirmed(fact: facts.SeatConfirmed) -> None:
    """You have a seat, with the invitation. Before the event is published nobody hears anything: then publishing tells."""
    registration, now = fact.registration, timezone.now()
    revision = revision_for_news(registration.event, at=now)
    if revision is None:
        return
    about = {"promoted": True} if fact.promoted else {}
    if not registration.may_get_calendar_mail:
        occurrence = _since(registration, Kind.SEAT_CONFIRMED)
        post(to_participant(registration, Kind.SEAT_CONFIRMED, occurrence, facts=about))
        return
    telling = tell(registration, revision, at=now)
    if telling:
        post(invitation(registration.event, telling, facts=about))


@listen(facts.PersonInvited)
def person_invited(fact: facts.PersonInvited) -> None:
    """The invitation, in the calendar at once: the answer comes from there, or from the page behind the link."""
    registration, now = fact.registration, timezone.now()
    revision = revision_for_news(registration.event, at=now)
    if revision is None or not registration.may_get_calendar_mail:
        return
    telling = tell(registration, revision, at=now)
    if telling:
        post(invitation(registration.event, telling))


@listen(facts.PutOnWaitingList)
def put_on_waiting_list(fact: facts.PutOnWaitingList) -> None:
    """You are on the list. There is no seat, so an entry that was there already, as of who was invited, must go."""
    registration, now = fact.registration, timezone.now()
    if not _is_on(registration):
        return
    told = end(registration, at=now) if fact.was_invited else None
    if told:
        holder = entry_holder(told, registration)
        post(withdrawal(registration.event, holder, Kind.WAITING_LIST, dtstamp=now))
    else:
        post(to_participant(registration, Kind.WAITING_LIST, _stamp(registration.queued_at)))


@listen(facts.SeatOffered)
def seat_offered(fact: facts.SeatOffered) -> None:
    """A seat is yours if you say so before the time is over."""
    registration = fact.registration
    if _is_on(registration):
        post(_offer(registration))


@listen(facts.RegistrationChanged)
def registration_changed(fact: facts.RegistrationChanged) -> None:
    """A new address: the entry moves. Another group: the entry changes. Anything else: no mail."""
    registration, now = fact.registration, timezone.now()
    revision = revision_for_news(registration.event, at=now)
    if revision is None:
        return
    moved = fact.old_email.lower() != registration.email.lower()
    if moved:
        _leave_address(registration, fact.old_email, at=now)
    in_calendar = {RegistrationState.CONFIRMED, RegistrationState.INVITED}
    if registration.state in in_calendar and registration.may_get_calendar_mail:
        telling = tell(registration, revision, at=now)
        if telling:
            _post_change(registration, telling, revision)
            told_after_all(registration.pk, at=now)
    elif moved and registration.email:
        letter = how_it_stands(registration)
        if letter:
            post(letter)


@listen(facts.RegistrationCancelled)
def registration_cancelled(fact: facts.RegistrationCancelled) -> None:
    """You are out, and so is the entry. An event that is called off tells everybody itself."""
    registration, now = fact.registration, timezone.now()
    event = registration.event
    if registration.cancelled_by == CancelledBy.EVENT:
        return
    withdraw(registration=registration, kind__in=ABOUT_COMING)
    if revision_for_news(event, at=now) is None:
        return
    if _never_heard(registration):
        unsay(
            event,
            [Unsaid(pk, CalendarMethod.REQUEST, {}) for pk in registration.told.values_list("pk", flat=True)],
            at=now,
        )
        return
    about = {"by": registration.cancelled_by}
    told = end(registration, at=now)
    if told:
        post(withdrawal(event, entry_holder(told, registration), Kind.CANCELLED, dtstamp=now, facts=about))
    else:
        post(to_participant(registration, Kind.CANCELLED, _since(registration, Kind.CANCELLED), facts=about))


def _never_heard(registration: Registration) -> bool:
    """Whether the desk takes off who it invited before any mail of it left: they need not hear that they are not asked."""
    left = [MessageState.SENDING, MessageState.SENT]
    by_desk = registration.was_invited and registration.cancelled_by == CancelledBy.DESK
    return by_desk and not registration.messages.filter(state__in=left).exists()


@listen(facts.LinkRequested)
def link_requested(fact: facts.LinkRequested) -> None:
    """Their own link again, with the entry as it now is: a renewed link stands in that too. Also after the event."""
    registration, now = fact.registration, timezone.now()
    occurrence = f"{registration.link_version}:{int(now.timestamp()) // LINK_EVERY_S}"
    letter = to_participant(registration, Kind.OWN_LINK, occurrence)
    revision = revision_for_news(registration.event, at=now)
    if revision and registration.state == RegistrationState.CONFIRMED and registration.may_get_calendar_mail:
        telling = refresh(registration, revision, at=now)
        if telling:
            letter = replace(invitation(registration.event, telling), key=letter.key)
    post(letter)


def _post_change(registration: Registration, telling: Telling, revision: Revision) -> None:
    """What differs from what they really heard: where the mail before did not leave yet, in its place; nothing where it is nothing."""
    event, entry = registration.event, telling.person.told
    before = waiting_requests(event, told=entry).get(entry) if telling.kind == Kind.CHANGED else None
    if before is None:
        post(invitation(event, telling))
        return
    withdraw(event=event, told=entry, kind__in=ABOUT_COMING)
    kind, about = following(before, telling.was)
    if says_nothing(about.get("was"), participant_itinerary(revision.data, registration.group_id)):
        number_back([entry])
        note_as_taken_back(event, [entry])
    else:
        letter = to_entry(
            event,
            telling.person,
            kind,
            method=CalendarMethod.REQUEST,
            dtstamp=telling.dtstamp,
            facts=about,
        )
        post(letter)


def _leave_address(registration: Registration, old_email: str, *, at: datetime) -> None:
    """Nothing more to the address that was: what waits is taken back, the entry there is cancelled."""
    withdraw(registration=registration, recipient__iexact=old_email, kind__in=ABOUT_COMING)
    told = end(registration, at=at)
    if told:
        holder = entry_holder(told, registration)
        about = {"by": "address"}
        if registration.state == RegistrationState.INVITED:
            about["invited"] = "yes"
        post(withdrawal(registration.event, holder, Kind.CANCELLED, dtstamp=at, facts=about))


def how_it_stands(registration: Registration) -> Letter | None:
    """What somebody without an entry needs to know first: at a new address, or of an event that is on again."""
    state, version = registration.state, registration.version
    if state == RegistrationState.HELD:
        return _ask_to_confirm(registration)
    if state == RegistrationState.OFFERED:
        return _offer(registration)
    if state == RegistrationState.INVITED:
        return to_participant(registration, Kind.INVITED, f"v{version}")
    if state == RegistrationState.WAITING:
        return to_participant(registration, Kind.WAITING_LIST, f"v{version}")
    if state == RegistrationState.CONFIRMED:
        return to_participant(registration, Kind.CONFIRM_ADDRESS, f"v{version}", facts={"reason": "address"})
    return None


def _ask_to_confirm(registration: Registration, *, promoted: bool = False) -> Letter:
    until = _stamp(registration.answer_by)
    about: dict[str, object] = {"answer_by": until}
    if promoted:
        about["promoted"] = True
    return to_participant(registration, Kind.CONFIRM_ADDRESS, f"{until}:v{registration.version}", facts=about)


def _offer(registration: Registration) -> Letter:
    until = _stamp(registration.answer_by)
    return to_participant(
        registration, Kind.SEAT_OFFERED, f"{until}:v{registration.version}", facts={"answer_by": until}
    )


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _is_on(registration: Registration) -> bool:
    return revision_for_news(registration.event, at=timezone.now()) is not None


def _since(registration: Registration, kind: str) -> str:
    """Tells this time from an earlier one, where no entry counts them: the last mail about anything else."""
    other = Message.objects.filter(registration=registration).exclude(kind=kind)
    return f"after{other.aggregate(last=Max('pk'))['last'] or 0}"
