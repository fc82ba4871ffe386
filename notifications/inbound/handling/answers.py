"""What a calendar answered: matched by UID, checked against the person, applied to seat or speaker (RFC 5546)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.errors import RuleBroken
from notifications.calendar.models import Told
from notifications.inbound.errors import Malformed
from notifications.inbound.handling import telling
from notifications.inbound.handling.result import Result
from notifications.inbound.handling.voice import Voice, may_speak_for, voice_of
from notifications.inbound.models import Answer, Outcome, Received
from notifications.inbound.parsing import (
    COMMENT_CHARS,
    CalendarPart,
    Guest,
    Mail,
    own_words,
    read_answer,
)
from tours.models import Event, Registration, Speaker
from tours.personal.speaker_page import may_answer
from tours.programme.actions import answer as answer_as_speaker
from tours.programme.models import SpeakerState
from tours.signups.actions import answer
from tours.signups.desk.actions import take_note
from tours.signups.desk.models import NoticeKind
from tours.signups.errors import EventBegun, EventCalledOff
from tours.signups.models import CancelledBy, RegistrationState, Said
from tours.signups.seats import lock_pools

_OURS = (CancelledBy.DESK, CancelledBy.EVENT)  # a yes that crossed our no does not undo it


def answered(received: Received, mail: Mail, part: CalendarPart) -> Result:
    """Do what the calendar says, if it may say so."""
    try:
        parsed = read_answer(part)
    except Malformed as error:
        return Result(Outcome.MALFORMED, why=str(error), text=own_words(mail.tree))
    if parsed.text_is_theirs and not parsed.comment:
        parsed = replace(parsed, comment=own_words(mail.tree)[:COMMENT_CHARS])
    told = _entry(parsed.uid)
    if told is None:
        return Result(
            Outcome.IGNORED if parsed.method == "REFRESH" else Outcome.UNKNOWN_ENTRY,
            text=own_words(mail.tree),
        )
    guest = parsed.guest(told.email) if told.email else None
    if parsed.method == "REFRESH":
        return _refreshed(told, mail, guest)
    voice = voice_of(told, parsed, guest, mail, received.came_at)
    if isinstance(voice, Result):
        return voice
    return _countered(voice) if parsed.method == "COUNTER" else _replied(voice)


def _entry(uid: str) -> Told | None:
    """The entry with this UID. It stands still: locked after what is locked before it everywhere else."""
    found = Told.objects.filter(uid=uid).select_related("event").first()
    if found is None:
        return None
    if found.speaker_id:
        Speaker.objects.select_for_update(no_key=True).filter(pk=found.speaker_id).first()
    elif found.registration_id:
        lock_pools(found.event)
    rows = Told.objects.select_for_update(of=("self",), no_key=True)
    about = ("event__organisation", "event__current", "registration", "speaker")
    return rows.select_related(*about).filter(pk=found.pk).first()


def _replied(voice: Voice) -> Result:
    if voice.hands_on:
        return _handed_on(voice)
    if not voice.said:
        return voice.result(Outcome.IGNORED)  # NEEDS-ACTION says nothing
    stale = _stale(voice)
    if stale == Outcome.OUTDATED:
        return _outdated(voice)
    if stale:
        return voice.result(stale)
    person = voice.person
    if person is None:
        return _host_replied(voice)
    return _speaker_replied(voice, person) if isinstance(person, Speaker) else _guest_replied(voice, person)


def _host_replied(voice: Voice) -> Result:
    """Nothing hangs on it but what the organisers know: they hear a no at once."""
    if not may_answer(voice.told.event, voice.dtstamp):
        return voice.result(Outcome.LATE)
    said_no = Answer.objects.filter(told=voice.told, said=Said.NO).exists()
    if voice.said == Said.NO and not said_no and voice.told.ended_at is None:
        telling.host_says_no(voice.told, text=voice.answer.comment, dtstamp=voice.dtstamp)
    return _applied(voice)


def _guest_replied(voice: Voice, registration: Registration) -> Result:
    if voice.said == Said.NO and registration.has_seat and not voice.certain:
        telling.ask_to_confirm_no(voice.told, registration)
        _note_words(voice)
        return voice.result(Outcome.ASKED)
    try:
        answer(registration, said=voice.said, by=voice.by)
    except (EventBegun, EventCalledOff):
        return voice.result(Outcome.LATE)
    except RuleBroken as no:
        return voice.result(Outcome.NOT_ALLOWED, why=str(no))
    return _applied(voice)


def _speaker_replied(voice: Voice, speaker: Speaker) -> Result:
    """As on the speaker's own page. No seat hangs on it, and the speaker is told and can take it back at once."""
    if not may_answer(voice.told.event, voice.dtstamp):
        return voice.result(Outcome.LATE)
    new = {Said.YES: SpeakerState.CONFIRMED, Said.NO: SpeakerState.DECLINED}.get(Said(voice.said))
    if new and speaker.state != new:
        speaker.event = voice.told.event
        answer_as_speaker(speaker, confirmed=new == SpeakerState.CONFIRMED)
    return _applied(voice)


def _applied(voice: Voice) -> Result:
    sequence = voice.told.sequence if voice.sequence is None else voice.sequence
    Answer.objects.update_or_create(
        told=voice.told, defaults={"said": voice.said, "sequence": sequence, "dtstamp": voice.dtstamp}
    )
    if voice.by:
        telling.tell_of_answer(voice.told, voice.person, by=voice.by, said=voice.said, dtstamp=voice.dtstamp)
    _note_words(voice)
    result = voice.result(Outcome.APPLIED)
    return replace(result, look=True) if _words_need_a_look(voice) else result


def _note_words(voice: Voice) -> None:
    """What the person wrote along, once: Evolution sends the same words with each change of mind."""
    if voice.answer.comment:
        _note_once(voice, voice.answer.comment)


def _note_once(voice: Voice, text: str) -> None:
    registration = voice.told.registration
    if registration and not registration.notices.filter(kind=NoticeKind.REPLY, text=text).exists():
        take_note(registration, kind=NoticeKind.REPLY, text=text, sender=voice.by or voice.told.email)


def _words_need_a_look(voice: Voice) -> bool:
    """Words of a speaker or host stand nowhere else; those that come with a host's no went to the organisers already."""
    if not voice.answer.comment or voice.told.registration:
        return False
    return not (voice.told.is_of_host and voice.said == Said.NO)


def _stale(voice: Voice) -> Outcome | None:
    """Higher SEQUENCE wins, then later DTSTAMP; an answer to an earlier time or place is none to this one."""
    last = Answer.objects.filter(told=voice.told).first()
    told, sequence = voice.told, voice.sequence
    if told.ended_at and voice.person and told.email.lower() != voice.person.email.lower():
        return Outcome.OUTDATED  # the entry moved to another address
    if last:
        known = (last.sequence, last.dtstamp)
        this = (last.sequence if sequence is None else sequence, voice.dtstamp)
        if this == known:
            return Outcome.TWICE
        if this < known:
            return Outcome.OLDER
    if _of_an_earlier_version(voice):
        return Outcome.OUTDATED
    return Outcome.OLDER if _crossed_our_cancellation(voice, last) else None


def _of_an_earlier_version(voice: Voice) -> bool:
    """By its SEQUENCE. KMail leaves out a 0: then by the start it names, where that was moved and can be compared."""
    told, start = voice.told, voice.answer.start
    standing = told.sequence - (told.ended_at is not None)  # taking it away raised it by one
    if voice.sequence is not None:
        return voice.sequence < standing
    if not standing or told.itinerary["all_day"] or not isinstance(start, datetime) or start.tzinfo is None:
        return False
    return start != datetime.fromisoformat(told.itinerary["start"])


def _outdated(voice: Voice) -> Result:
    """It is no answer to what stands; where it says something else the organisers can ask."""
    told, registration = voice.told, voice.told.registration
    if registration and told.ended_at is None and not _is_over(told.event, voice.dtstamp):
        stands = registration.said or (Said.YES if registration.has_seat else "")
        if voice.said != stands:
            _note_once(voice, telling.said_of_earlier(voice.said))
    return voice.result(Outcome.OUTDATED)


def _crossed_our_cancellation(voice: Voice, last: Answer | None) -> bool:
    """Said before the entry was taken away; unless that was for a no of theirs, on which this comes back."""
    told, registration = voice.told, voice.told.registration
    if told.ended_at is None or registration is None or registration.state != RegistrationState.CANCELLED:
        return False
    if registration.cancelled_by in _OURS:
        return True
    return not (last and last.said == Said.NO) and voice.dtstamp < told.dtstamp


def _handed_on(voice: Voice) -> Result:
    """Somebody else instead: for the organisers to arrange, since a seat is of the one who has it."""
    if voice.told.ended_at is not None or _is_over(voice.told.event, voice.dtstamp):
        return voice.result(Outcome.LATE)
    text = telling.handed_on(voice.guest, comment=voice.answer.comment)
    _note_once(voice, text)
    return replace(voice.result(Outcome.REPLY), text=text, look=voice.told.registration is None)


def _countered(voice: Voice) -> Result:
    """Another time: for the organiser to know. The programme is many people's, so the answer is no."""
    if voice.told.ended_at is not None or _is_over(voice.told.event, voice.dtstamp):
        return voice.result(Outcome.LATE)
    text = telling.proposed(voice.answer, voice.told.event)
    if telling.decline_counter(voice.told, voice.person, dtstamp=voice.dtstamp) and voice.told.registration:
        take_note(voice.told.registration, kind=NoticeKind.COUNTER, text=text, sender=voice.told.email)
    return replace(voice.result(Outcome.COUNTER), said="", text=text, look=voice.told.registration is None)


def _refreshed(told: Told, mail: Mail, guest: Guest | None) -> Result:
    """The entry as it stands, once more; to anybody else not a word."""
    from_guest = guest is not None and mail.sender in {"", guest.email, guest.sent_by}
    if not from_guest or (guest and guest.sent_by and not may_speak_for(guest.sent_by, told)):
        return Result(Outcome.IGNORED)
    if told.ended_at is None:
        telling.send_entry_again(told)
    return Result(Outcome.REFRESH, event=told.event, registration=told.registration, speaker=told.speaker)


def _is_over(event: Event, at: datetime) -> bool:
    return not may_answer(event, at)
