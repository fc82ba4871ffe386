"""Nobody loses a seat to our silence: what is kept until an answer comes is kept while the question has not left the house."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from notifications.outbox.models import Kind, Message, MessageState
from tours.models import Registration
from tours.signups import actions as signups

LEAST = timedelta(days=1)  # what anybody has to answer, from when the mail left
KEPT_ON = timedelta(days=2)  # from now; so what waits is looked after once a day
_ASKING = (Kind.CONFIRM_ADDRESS, Kind.SEAT_OFFERED)
_ON_THE_WAY = (MessageState.PENDING, MessageState.SENDING, MessageState.HELD)


def keep_who_was_not_asked(*, at: datetime) -> int:
    """Keep seats for longer whose time nearly ends, where the mail that asks is still here or left too late.

    What such a mail promises becomes the new time. Returns how many. One statement where there is nobody.
    """
    asking = Message.objects.filter(registration=OuterRef("pk"), kind__in=_ASKING)
    unasked = asking.filter(
        Q(state__in=_ON_THE_WAY) | Q(state=MessageState.SENT, sent_at__gt=OuterRef("answer_by") - LEAST)
    )
    ending = Registration.objects.lapsing_by(at + LEAST, at=at).filter(Exists(unasked))
    return sum(_keep(one, at=at) for one in ending.select_related("event__current"))


@transaction.atomic
def _keep(registration: Registration, *, at: datetime) -> int:
    if not signups.keep_until(registration, until=at + KEPT_ON):
        return 0
    for message in registration.messages.filter(kind__in=_ASKING, state__in=_ON_THE_WAY):
        if "answer_by" in message.facts and registration.answer_by:
            facts = message.facts | {"answer_by": registration.answer_by.isoformat()}
            Message.objects.filter(pk=message.pk).update(facts=facts)
    return 1
