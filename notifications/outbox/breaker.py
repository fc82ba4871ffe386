"""The breaker of the mail backend: open while it refuses us altogether, so that nothing is tried and no attempt is spent."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from notifications.outbox.models import Breaker

logger = logging.getLogger(__name__)
OPEN_FOR = timedelta(minutes=2)


def current() -> Breaker | None:
    """The breaker of the backend in use, open or about to be tried."""
    return Breaker.objects.filter(backend=settings.EMAIL_BACKEND).first()


def mail_stands_still() -> bool:
    """Whether what is written now stays in the house until somebody, or the mail server, lets it go."""
    return settings.OUTBOX_HOLD or current() is not None


def trip(reason: str) -> None:
    """Open it, or keep it open; after a while one batch may try."""
    logger.error("mail is not sent, the backend refuses us: %s", reason)
    Breaker.objects.update_or_create(
        backend=settings.EMAIL_BACKEND,
        defaults={"open_until": timezone.now() + OPEN_FOR, "reason": reason[:2000]},
    )


def close() -> None:
    """The backend took a mail again."""
    Breaker.objects.filter(backend=settings.EMAIL_BACKEND).delete()
