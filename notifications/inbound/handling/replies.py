"""What a person wrote by hand: to the organiser by mail, and to the registration in the desk's list."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from notifications.inbound.handling import telling
from notifications.inbound.handling.result import Result
from notifications.inbound.models import Outcome, Received
from notifications.inbound.parsing import Mail, own_words
from notifications.news.posting import address_key
from notifications.outbox.models import HOST, Message
from tours.models import Event, Membership, Organisation, Registration, Speaker
from tours.programme.models import EventState
from tours.signups.desk.actions import take_note
from tours.signups.desk.models import NoticeKind

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
    speaker = person if isinstance(person, Speaker) else None
    registration = person if isinstance(person, Registration) else None
    result = Result(
        Outcome.REPLY,
        event=person.event,
        registration=registration,
        speaker=speaker,
        text=text,
        look=speaker is not None,
    )
    if _is_of_the_desk(mail.sender, person.event) or _known_already(mail):
        return Result(Outcome.IGNORED, event=person.event, text=text)
    if registration:
        take_note(registration, kind=NoticeKind.REPLY, text=text or mail.subject, sender=mail.sender)
    if _sent_on_lately(person) < FORWARDED_A_DAY:
        key = address_key(mail.message_id or f"{mail.sender}{text}")
        telling.forward(person, key=key, sender=mail.sender, text=text, subject=mail.subject)
    return result


def sealed(mail: Mail) -> Result:
    """Nobody here can read it: somebody asks, and is told whom where that is known."""
    person = _by_reference(mail) or _by_address(mail.sender)
    event = person if isinstance(person, Event) else (person.event if person else None)
    return Result(
        Outcome.SEALED,
        event=event,
        registration=person if isinstance(person, Registration) else None,
        speaker=person if isinstance(person, Speaker) else None,
    )


def _sent_on_lately(person: Registration | Speaker) -> int:
    since = timezone.now() - timedelta(days=1)
    return person.received.filter(outcome=Outcome.REPLY, came_at__gte=since).count()


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


def _by_reference(mail: Mail) -> Registration | Speaker | Event | None:
    """Whoever got the mail that this one answers: its Message-ID was told to nobody else. Of a host, the event."""
    rows = Message.objects.filter(message_id__in=mail.references, registration__erased_at=None)
    by_id = {
        message.message_id: message.registration
        or message.speaker
        or (message.event if message.kind in HOST else None)
        for message in rows.select_related("registration__event", "speaker__event", "event")
    }
    return next((by_id[each] for each in mail.references if by_id.get(each)), None)


def _by_address(sender: str) -> Registration | Speaker | Event | None:
    """Whoever comes with this address to the nearest event; the event alone where they are several."""
    if not sender:
        return None
    ahead = {"event__state": EventState.PUBLISHED, "event__current__ends_at__gt": timezone.now()}
    people: list[Registration | Speaker] = [
        *Registration.objects.filter(email=sender, erased_at=None, **ahead).select_related("event__current"),
        *Speaker.objects.filter(email__iexact=sender, **ahead).select_related("event__current"),
    ]
    if not people:
        return None
    nearest = min((one.event for one in people), key=lambda event: event.current.starts_at)  # type: ignore[union-attr]
    there = [one for one in people if one.event_id == nearest.pk]
    return there[0] if len({one.name.lower() for one in there}) == 1 else nearest
