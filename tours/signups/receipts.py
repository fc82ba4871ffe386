"""What somebody just filled in, kept an hour for the page that says thank you. In the cache: no address in the URL."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

_KEEP_S = 60 * 60


@dataclass(frozen=True)
class Receipt:
    """What was typed in `details`, and what came of it.

    `registration` only when this visitor made it just now: then its address may be mended. `held_until` where the
    address must be confirmed by then.
    """

    event: int
    details: dict[str, Any]
    waiting: bool
    held_until: datetime | None
    registration: int | None
    trapped: bool = False

    @property
    def email(self) -> str:
        return str(self.details["email"])

    @property
    def seats(self) -> int:
        return 1 + int(self.details.get("companions") or 0)


def keep(receipt: Receipt, *, token: str = "") -> str:
    """Keep it for an hour, under a new token or the one it had. Returns the token."""
    token = token or secrets.token_urlsafe(16)
    with suppress(RedisError):  # signed up is signed up: the page then says less
        cache.set(f"receipt:{token}", receipt, _KEEP_S)
    return token


def find(token: str, *, event: int) -> Receipt | None:
    """The receipt of this event, unless the hour is over."""
    found = None
    with suppress(RedisError):
        found = cache.get(f"receipt:{token}")
    return found if isinstance(found, Receipt) and found.event == event else None
