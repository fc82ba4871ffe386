"""What goes out of the outbox with time: the words of a mail, and who it went to once that person is not known any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from notifications.calendar.models import Told
from notifications.outbox.models import Message, MessageState
from tours.models import Organisation, Stop

KEPT_WITHOUT_EVENT = timedelta(days=30)  # a digest, or mail about an event that was deleted
_ENDED = [MessageState.SENT, MessageState.FAILED, MessageState.EXPIRED, MessageState.WITHDRAWN]
_WORDS = {"body_text": "", "body_html": "", "facts": {}}
_WHO = {"recipient": "", "recipient_name": "", "last_error": ""}
_ERASED = Q(registration__erased_at__isnull=False) | Q(speaker__erased_at__isnull=False)
_BELONGS_TO_NOBODY = Q(registration=None, speaker=None, user=None)


def forget(*, at: datetime) -> int:
    """Erase old bodies, and the address and name of people who were erased. The hash of what was sent stays.

    What the mail server said goes with the address: it mostly repeats it. A mail that is still to go, such as the cancellation that an erased person gets, keeps its address until it went. Who is known by the mail alone, such as somebody who promised something, is forgotten with its words.
    """
    ended = Message.objects.filter(state__in=_ENDED)
    forgotten = 0
    for old in _kept_long_enough(at):
        forgotten += ended.filter(old, _BELONGS_TO_NOBODY).exclude(recipient="").update(**_WHO, **_WORDS)
        forgotten += ended.filter(old).exclude(body_text="").update(**_WORDS)
    forgotten += ended.filter(_ERASED).exclude(recipient="").update(**_WHO, **_WORDS)
    forgotten += _forget_hosts(at)
    return forgotten + Told.objects.filter(_ERASED).exclude(email="").update(email="")


def _forget_hosts(at: datetime) -> int:
    """Entries of contacts who do not stand at a stop any more, of events that are over."""
    contact = Stop.objects.filter(event=OuterRef("event"), contact_email__iexact=OuterRef("email"))
    over = Told.objects.of_hosts().filter(~Exists(contact), event__current__ends_at__lt=at)
    return over.update(email="", host_name="")


def _kept_long_enough(at: datetime) -> list[Q]:
    """Per number of days that organisations chose, the mail that is older."""
    chosen = Organisation.objects.order_by().values_list("keep_mails_days", flat=True).distinct()
    return [Q(event=None, created_at__lt=at - KEPT_WITHOUT_EVENT)] + [
        Q(event__organisation__keep_mails_days=days, created_at__lt=at - timedelta(days=days))
        for days in chosen
    ]
