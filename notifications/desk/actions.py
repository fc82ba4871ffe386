"""What an organiser does on the desk: publish exactly what was shown, pass on lunch, mail an address that works again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.errors import RuleBroken
from notifications.batches.actions import hold_new
from notifications.batches.models import Batch
from notifications.batches.wishes import wishes_for
from notifications.desk.errors import CountChanged, OtherThanShown
from notifications.desk.lunch import persons
from notifications.desk.mail_trouble import failed_for_good
from notifications.desk.models import LunchPassedOn
from notifications.desk.publishing import fingerprint
from notifications.outbox.actions import allow_address, send_again
from notifications.outbox.models import Message
from scheduling.polls.actions import withdraw_poll
from scheduling.polls.models import Poll
from tours.lifecycle.actions import cancel_event, publish
from tours.models import Event, Registration, User
from tours.programme.models import Revision
from tours.signups.desk.actions import settle_notice
from tours.signups.desk.counts import count_people
from tours.signups.desk.models import NoticeKind


@transaction.atomic
def call_off(event: Event, *, reason: str, by: User) -> Event:
    """Call the event off; nobody is asked for a date any more, and whoever was hears why. Raises whatever cancel_event does."""
    cancel_event(event, reason=reason, by=by)
    for poll in Poll.objects.live().filter(event=event):
        withdraw_poll(poll, by=by, reason=event.cancel_reason)
    return event


@transaction.atomic
def publish_as_shown(
    event: Event, *, seen: str, by: User, wishes: int | None = None, hold: bool = False
) -> Revision:
    """Publish, if that is what the organiser looked at; else nothing happens and nobody is told.

    `wishes` is the version of what was asked for the mails, None for whatever it is; `hold` keeps them in the house. The same button pressed twice publishes once. Raises OtherThanShown, and whatever publish raises. After any of
    them the caller fetches the event again.
    """
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    before = Event.objects.select_related("current").get(pk=event.pk).current
    if before and fingerprint(before.number - 1, before.data) == seen:
        return before
    if wishes is not None and wishes_for(event).version != wishes:
        raise OtherThanShown
    earlier = list(Batch.objects.begun().filter(event=event).values_list("pk", flat=True))
    revision = publish(event, by=by)
    if fingerprint(before.number if before else 0, revision.data) != seen:
        raise OtherThanShown
    batch = Batch.objects.begun().filter(event=event).exclude(pk__in=earlier).first() if hold else None
    if batch:
        hold_new(batch, by=by)
    return revision


@transaction.atomic
def pass_on_lunch(event: Event, *, seen: dict[str, int], by: User) -> LunchPassedOn:
    """Note that this count was passed on. Raises CountChanged when it is not the count any more."""
    now = persons(count_people(event))
    if now != seen:
        raise CountChanged
    noted, _new = LunchPassedOn.objects.update_or_create(
        event=event, defaults={"persons": now, "passed_on_at": timezone.now(), "passed_on_by": by}
    )
    return noted


@transaction.atomic
def address_works(registration: Registration) -> int:
    """The mailbox is there after all: mail may go there, and what failed goes once more where it is still true.

    Returns how many. Who complained is not meant: that was no mistake. Raises Complained.
    """
    allow_address(registration.email)
    for notice in registration.notices.open().filter(kind=NoticeKind.BOUNCED):
        settle_notice(notice)
    failed = failed_for_good(Message.objects.filter(registration=registration), at=timezone.now())
    last = failed.order_by().values_list("kind").annotate(last=Max("pk")).values_list("last", flat=True)
    return sum(_goes_again(message) for message in Message.objects.filter(pk__in=list(last)).order_by("pk"))


def _goes_again(message: Message) -> bool:
    try:
        send_again(message)
    except RuleBroken:  # not true any more, or under way again already
        return False
    return True
