"""The verbs: start a trial, and note what comes back of it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from notifications.inbound.parsing import Mail, enclosed_in, results_of
from notifications.inbound.parsing.calendar import uids_of
from notifications.outbox.actions import Letter, post
from notifications.outbox.models import CalendarMethod, Kind, Message
from notifications.trial.errors import TooManyTrials
from notifications.trial.models import MailTrial
from tours.models import Organisation, User

AN_HOUR = 10
_UID = "proef."


@transaction.atomic
def start(organisation: Organisation, *, email: str, by: User | None) -> MailTrial:
    """Send a test invitation from the mailbox of this organisation. Raises TooManyTrials."""
    now = timezone.now()
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.mail_trials.filter(started_at__gt=now - timedelta(hours=1)).count() >= AN_HOUR:
        raise TooManyTrials(most=AN_HOUR)
    trial = MailTrial(organisation=organisation, token=secrets.token_hex(16), started_at=now)
    key = f"{Kind.MAIL_TRIAL}:{trial.token}"
    post(
        Letter(
            key=key,
            kind=Kind.MAIL_TRIAL,
            recipient=email,
            language=by.language if by else settings.LANGUAGE_CODE,
            user=by,
            method=CalendarMethod.REQUEST,
            dtstamp=now,
            facts={
                "sender": {"name": organisation.name, "email": sender_of(organisation)},
                "uid": f"{_UID}{trial.token}@{settings.SITE_HOST}",
                "begins": (now + timedelta(days=1)).replace(minute=0, second=0, microsecond=0).isoformat(),
            },
        )
    )
    trial.message = Message.objects.get(key=key)
    trial.save(force_insert=True)
    return trial


def sender_of(organisation: Organisation) -> str:
    """The mailbox from which its mail comes, and to which answers go."""
    return organisation.mail_from or settings.MAIL_FROM


def came_back(mail: Mail, *, at: datetime) -> MailTrial | None:
    """Note what this mail says about a trial; None where it is about none.

    Either it is the test invitation itself, which was sent to a mailbox of which the mail reaches us, or which somebody
    forwarded as an attachment, or it is a calendar's answer to it.
    """
    for tree, message_id in ((mail.tree, mail.message_id), *enclosed_in(mail.tree)):
        trial = MailTrial.objects.filter(message__message_id=message_id).first() if message_id else None
        if trial:
            trial.came_back_at = at
            trial.results = results_of(tree)
            trial.save(update_fields=["came_back_at", "results"])
            return trial
    tokens = [uid.removeprefix(_UID).partition("@")[0] for uid in uids_of(mail) if uid.startswith(_UID)]
    trial = MailTrial.objects.filter(token__in=tokens).first() if tokens else None
    if trial:
        trial.answered_at = at
        trial.save(update_fields=["answered_at"])
    return trial
