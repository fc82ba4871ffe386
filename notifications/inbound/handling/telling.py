"""The few mails that an answer brings about. They go to addresses we know already, and each to at most one a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.calendar.models import Told
from notifications.inbound.parsing import CalendarAnswer, Guest
from notifications.news.posting import entry_holder, organisers, to_entry, to_organiser
from notifications.outbox.actions import Letter, post, post_many
from notifications.outbox.models import CalendarMethod, Kind, Message
from tours.models import Event, Registration, Speaker
from tours.signups.models import Said


@dataclass(frozen=True)
class Contact:
    """The contact of a stop: who receives the groups there, and is known by the address alone."""

    event: Event
    name: str
    email: str


def ask_to_confirm_no(told: Told, registration: Registration) -> None:
    """Somebody said no for this person, and we cannot see who: the person says it by link."""
    post(_letter(told, registration, Kind.CONFIRM_DECLINE, _today()))


def tell_of_answer(
    told: Told, person: Registration | Speaker | None, *, by: str, said: str, dtstamp: datetime
) -> None:
    """Somebody answered for this person, who hears of it."""
    about = {"by": by, "said": said}
    post(_letter(told, person, Kind.ANSWERED_FOR, dtstamp.isoformat(), facts=about))


def decline_counter(told: Told, person: Registration | Speaker | None, *, dtstamp: datetime) -> bool:
    """The time stays as it is (RFC 5546 3.2.8). False when that was said already: the same once more, or today."""
    about = {"dtstamp": dtstamp.isoformat()}
    said = Message.objects.filter(told=told, kind=Kind.COUNTER_DECLINED, facts__dtstamp=about["dtstamp"])
    if said.exists():
        return False
    method = CalendarMethod.DECLINECOUNTER
    post(_letter(told, person, Kind.COUNTER_DECLINED, _today(), facts=about, method=method))
    return True


def send_entry_again(told: Told) -> None:
    """The same object, as its row says it: same SEQUENCE, same DTSTAMP."""
    kind = Kind.SEAT_CONFIRMED if told.registration else Kind.SPEAKER_CONFIRMED
    if told.is_of_host:
        kind = Kind.HOST_TOLD
    occurrence = f"refresh:{told.sequence}:{_today()}"
    person = told.registration or told.speaker
    post(_letter(told, person, kind, occurrence, method=CalendarMethod.REQUEST))


def host_says_no(told: Told, *, text: str, dtstamp: datetime) -> None:
    """Nobody to receive the groups: that is for the organisers to know at once."""
    about = {"speaker": told.host_name or told.email, "what": "host", "text": text}
    post_many(
        to_organiser(
            user, told.event, Kind.ORGANISER_ALERT, f"told{told.pk}:{dtstamp.isoformat()}", facts=about
        )
        for user in organisers(told.event)
    )


def forward(
    person: Registration | Speaker | Contact, *, key: str, sender: str, text: str, subject: str
) -> None:
    """What somebody wrote, to the organisers; an answer to it goes to the writer and not to us."""
    facts = {"reply_to": sender, "text": text, "person": person.name, "about": subject}
    who: dict[str, Registration | Speaker] = {}
    if isinstance(person, Registration):
        who["registration"] = person
    elif isinstance(person, Speaker):
        who["speaker"] = person
    post_many(
        to_organiser(user, person.event, Kind.REPLY_FORWARDED, key, facts=facts, **who)
        for user in organisers(person.event)
    )


def proposed(answer: CalendarAnswer, event: Event) -> str:
    """The other time and the words that came along, as the organiser reads them."""
    with translation.override(settings.LANGUAGE_CODE):
        times = [_in_words(moment, event) for moment in (answer.start, answer.end) if moment]
        said = _("Voorstel: %(when)s") % {"when": " – ".join(times)} if times else ""
    return "\n".join(part for part in (said, answer.comment) if part)


def handed_on(guest: Guest, *, comment: str) -> str:
    """Who is to come instead and the words that came along, as the organiser reads them."""
    with translation.override(settings.LANGUAGE_CODE):
        said = _("Geeft de uitnodiging door aan een ander.")
        if guest.delegated_to:
            said = _("Geeft de uitnodiging door aan %(email)s.") % {"email": guest.delegated_to}
    return "\n".join(part for part in (said, comment) if part)


def said_of_earlier(said: str) -> str:
    """What somebody answered to the entry as it was before it changed, as the organiser reads it."""
    with translation.override(settings.LANGUAGE_CODE):
        sentence = _(
            "Antwoordde “%(said)s” op de uitnodiging van vóór de laatste wijziging. Vraag na wat nu geldt."
        )
        return sentence % {"said": Said(said).label}


def _in_words(moment: date, event: Event) -> str:
    if not isinstance(moment, datetime):
        return date_format(moment, "DATE_FORMAT")
    local = moment.astimezone(event.zone) if moment.tzinfo else moment
    return date_format(local, "DATETIME_FORMAT")


def _today() -> str:
    return timezone.localdate().isoformat()


def _letter(
    told: Told,
    person: Registration | Speaker | None,
    kind: str,
    occurrence: str,
    *,
    facts: dict[str, str] | None = None,
    method: str = "",
) -> Letter:
    """About the entry as its row says it."""
    holder = entry_holder(told, person)
    return to_entry(told.event, holder, kind, occurrence, method=method, dtstamp=told.dtstamp, facts=facts)
