"""The verbs about optional mail: stop it, and have it again."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from notifications.outbox.actions import withdraw
from notifications.outbox.models import OPTIONAL, Message, OptOut
from tours.models import Organisation, Registration
from tours.signups.desk.actions import settle_notice, take_note
from tours.signups.desk.models import NoticeKind


@transaction.atomic
def stop_optional(message: Message) -> None:
    """Whoever got this message wants no optional mail of its organisation any more; saying so twice is nothing.

    It stands at the registration, so that the desk knows why there was no reminder.
    """
    try:
        with transaction.atomic():
            OptOut.objects.create(email=message.recipient.lower(), organisation=organisation_of(message))
    except IntegrityError:
        return
    about = {"event__organisation": organisation_of(message)} if message.event_id else {"event": None}
    withdraw(kind__in=OPTIONAL, recipient__iexact=message.recipient, **about)
    registration: Registration | None = message.registration
    if registration and not registration.erased_at:
        take_note(registration, kind=NoticeKind.OPTED_OUT)


@transaction.atomic
def want_optional(message: Message) -> None:
    """They want it after all; the note at the registration has had its day."""
    opt_outs_of(message).delete()
    registration: Registration | None = message.registration
    if registration:
        for notice in registration.notices.open().filter(kind=NoticeKind.OPTED_OUT):
            settle_notice(notice)


def has_stopped(message: Message) -> bool:
    """Whether the reader of this message wants no optional mail."""
    return opt_outs_of(message).exists()


def opt_outs_of(message: Message) -> QuerySet[OptOut]:
    return OptOut.objects.of_address(message.recipient).filter(organisation=organisation_of(message))


def organisation_of(message: Message) -> Organisation | None:
    """Whose mail it is; nobody's where it is the service's own."""
    return message.event.organisation if message.event else None
