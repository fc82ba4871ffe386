"""What goes out of the outbox with time: the words of a mail, and who it went to once that person is erased."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifications.calendar.models import Told
from notifications.outbox.models import Message, MessageState

BODIES_KEPT = timedelta(days=30)
_ENDED = [MessageState.SENT, MessageState.FAILED, MessageState.EXPIRED, MessageState.WITHDRAWN]


def forget(*, at: datetime) -> int:
    """Erase old bodies, and the address and name of people who were erased. The hash of what was sent stays.

    What the mail server said goes with the address: it mostly repeats it. A mail that is still to go, such as the cancellation that an erased person gets, keeps its address until it went.
    """
    ended = Message.objects.filter(state__in=_ENDED)
    words = {"body_text": "", "body_html": "", "facts": {}}
    forgotten = ended.filter(created_at__lt=at - BODIES_KEPT).exclude(body_text="").update(**words)
    of_erased = ended.filter(registration__erased_at__isnull=False).exclude(recipient="")
    forgotten += of_erased.update(recipient="", recipient_name="", last_error="", **words)
    entries = Told.objects.filter(registration__erased_at__isnull=False).exclude(email="")
    return forgotten + entries.update(email="")
