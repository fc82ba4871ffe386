"""What to do with what came in: one module per sort, each from the mail to a Result. Called in a transaction."""

from __future__ import annotations

from notifications.inbound.handling.answers import answered
from notifications.inbound.handling.bounces import bounced
from notifications.inbound.handling.bounces import reported as handle_report
from notifications.inbound.handling.replies import sealed, written
from notifications.inbound.handling.result import Result
from notifications.inbound.models import Outcome, Received
from notifications.inbound.parsing import Mail, is_sealed, own_words
from notifications.inbound.parsing.calendar import method_of
from notifications.trial.actions import came_back

__all__ = ["Result", "handle_mail", "handle_report"]

_ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH"})


def handle_mail(received: Received, mail: Mail) -> Result:
    """A report first, for it may enclose anything; then a calendar's answer, which a machine may send for a person."""
    if mail.tree.get_content_type() == "multipart/report":
        return bounced(mail)
    if came_back(mail, at=received.came_at):
        return Result(Outcome.TRIAL)
    part = next((each for each in mail.calendars if _ANSWERS & {each.method, method_of(each)}), None)
    if part:
        return answered(received, mail, part)
    if is_sealed(mail.tree) and not own_words(mail.tree):
        return sealed(mail)
    if mail.is_automatic:
        return Result(Outcome.AUTOMATIC)
    return written(mail)
