"""What a person wrote by hand: to the organiser by mail, and to the registration in the desk's list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from notifications.inbound.handling import telling
from notifications.inbound.handling.result import Result
from notifications.inbound.handling.telling import Contact
from notifications.inbound.models import Outcome, Received
from notifications.inbound.parsing import Mail, own_words
from notifications.news.posting import address_key
from notifications.outbox.models import HOST, Message
from tours.models import Event, Membership, Organisation, Registration, Speaker, Stop
from tours.programme.models import EventState
from tours.signups.desk.actions import take_note
from tours.signups.desk.models import NoticeKind

_Writer = Registration | Speaker | Contact
FORWARDED_A_DAY = 5  # of one person; what more they write stands in the list


def written(mail: Mail) -> Result:
    """Find out who wrote, and let the organiser know. What we sent ourselves is never sent on."""
    text = own_words(mail.tree)
    if _is_ours(mail):
        return Result(Outcome.IGNORED)
    person = _by_reference(mail) or _by_address(mail.sender)
    if isinstance(person, Event):
        return Result(Outcome.STRANGER, event=person, text=text)
    if person is None:
        return Result(Outcome.STRANGER, text=text)
    if _is_of_the_desk(mail.sender, person.event) or _known_already(mail):
        return Result(Outcome.IGNORED, event=person.event, text=text)
    if isinstance(person, Registration):
        take_note(person, kind=NoticeKind.REPLY, text=text or mail.subject, sender=mail.sender)
    if _sent_on_lately(person) < FORWARDED_A_DAY:
        key = address_key(mail.message_id or f"{mail.sender}{text}")
        telling.forward(person, key=key, sender=mail.sender, text=text, subject=mail.subject)
    return Result(Outcome.REPLY, text=text, look=not isinstance(person, Registration), **_about(person))


def sealed(mail: Mail) -> Result:
    """Nobody here can read it: somebody asks, and is told whom where that is known."""
    person = _by_reference(mail) or _by_address(mail.sender)
    if person is None or isinstance(person, Event):
        return Result(Outcome.SEALED, event=person)
    return Result(Outcome.SEALED, **_about(person))


def _about(person: _Writer) -> dict[str, Any]:
    """Whom a Result is about."""
    if isinstance(person, Contact):
        return {"event": person.event, "host": person.email}
    who = "speaker" if isinstance(person, Speaker) else "registration"
    return {"event": person.event, who: person}


def _sent_on_lately(person: _Writer) -> int:
    since = timezone.now() - timedelta(days=1)
    lately = Received.objects.filter(outcome=Outcome.REPLY, came_at__gte=since, **_about(person))
    return lately.count()


def _is_ours(mail: Mail) -> bool:
    """A mail of our own that comes back."""
    own = {settings.MAIL_FROM.lower()}
    own |= {
        email.lower()
        for email in Organisation.objects.exclude(mail_from="").values_list("mail_from", flat=True)
    }
    return (
        mail.sender in own
        or Message.objects.filter(message_id=mail.message_id).exclude(message_id="").exists()
    )


def _is_of_the_desk(sender: str, event: Event) -> bool:
    return Membership.objects.filter(organisation=event.organisation_id, user__email=sender).exists()


def _known_already(mail: Mail) -> bool:
    """The same mail by another way."""
    same = Received.objects.filter(message_id=mail.message_id, outcome=Outcome.REPLY)
    return bool(mail.message_id) and same.exists()


def _by_reference(mail: Mail) -> _Writer | None:
    """Whoever got the mail that this one answers: its Message-ID was told to nobody else."""
    rows = Message.objects.filter(message_id__in=mail.references, registration__erased_at=None)
    about = ("registration__event", "speaker__event", "event")
    by_id = {
        message.message_id: message.registration or message.speaker or _host_of(message)
        for message in rows.select_related(*about)
    }
    return next((by_id[each] for each in mail.references if by_id.get(each)), None)


def _host_of(message: Message) -> Contact | None:
    if message.kind not in HOST or message.event is None or not message.recipient:
        return None  # or who it was is erased
    return Contact(message.event, message.recipient_name or message.recipient, message.recipient.lower())


def _by_address(sender: str) -> _Writer | Event | None:
    """Whoever comes with this address to the nearest event; the event alone where they are several."""
    if not sender:
        return None
    ahead = {"event__state": EventState.PUBLISHED, "event__current__ends_at__gt": timezone.now()}
    people: list[_Writer] = [
        *Registration.objects.filter(email=sender, erased_at=None, **ahead).select_related("event__current"),
        *Speaker.objects.filter(email__iexact=sender, **ahead).select_related("event__current"),
    ]
    if not people:  # else they write as who comes or speaks
        stops = Stop.objects.filter(contact_email__iexact=sender, **ahead).select_related("event__current")
        nearest_first = stops.order_by("event__current__starts_at", "event_id", "position")
        people += [Contact(stop.event, stop.contact_name or sender, sender) for stop in nearest_first[:1]]
    if not people:
        return None
    nearest = min((one.event for one in people), key=lambda event: event.current.starts_at)  # type: ignore[union-attr]
    there = [one for one in people if one.event.pk == nearest.pk]
    return there[0] if len({one.name.lower() for one in there}) == 1 else nearest
