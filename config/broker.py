"""The transport to Redis, with one fault of kombu 5.7 mended: a broker that goes away ended the worker for good.

When the line to Redis drops, Celery closes the channel a second time after its connection is gone. A task that was in
hand is then to be put back or acknowledged over that channel, which met `AttributeError: 'NoneType' object has no
attribute 'hostname'`. Nobody expects that there: the worker gave up, and hung while it did. What kombu and Celery do
expect, and get over, is an error of the connection.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as LineIsGone


class Channel(redis.Channel):
    def _connparams(self, *args: Any, **options: Any) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise LineIsGone("the connection of this channel was closed")
        found: dict[str, Any] = super()._connparams(*args, **options)  # type: ignore[misc]  # its types leave it out
        return found


class Transport(redis.Transport):
    Channel = Channel


def use() -> None:
    """For every redis:// and rediss:// from now on."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:{Transport.__name__}"
