"""Who made a key for a program hears two weeks before that it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from notifications import links
from notifications.outbox.actions import Letter
from notifications.outbox.models import Kind
from tours.models import ApiKey


def ending_keys(*, at: datetime) -> Iterator[Letter]:
    """One letter per key and the day on which it ends."""
    for key in ApiKey.objects.ending(on=timezone.localdate(at)).select_related("user").order_by("pk"):
        assert key.expires_on is not None  # noqa: S101  (else it does not end)
        ends = key.expires_on.isoformat()
        yield Letter(
            key=f"{Kind.KEY_ENDS}:{key.pk}:{ends}",
            kind=Kind.KEY_ENDS,
            recipient=key.user.email,
            recipient_name=key.user.name,
            language=key.user.language,
            user=key.user,
            facts={"name": key.name, "due_date": ends, "url": links.absolute("organisations:keys")},
        )
