"""How often somebody may ask for something, counted in the cache. Guards mailboxes and the queue, not the seats."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from core.http import client_address
from tours.programme.models import Event
from tours.signups.errors import TooManyTries

WINDOW_S = 10 * 60
_PER_MAILBOX = 10  # sign-ups and "send again" for one address, from one visitor
_PER_MAILBOX_ANYWHERE = 40
_PER_VISITOR = 300  # a town hall is one visitor to us
_PER_EVENT = 5000
_PER_READER = 3000  # of what programs read
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", ""})


def check_pace(request: HttpRequest, *, email: str, event: Event | None = None) -> None:
    """Count this attempt; raise TooManyTries when it is one too many in ten minutes."""
    visitor = client_address(request)
    counts = [(f"{email} {visitor}", _PER_MAILBOX), (email, _PER_MAILBOX_ANYWHERE)]
    if visitor not in _THIS_MACHINE:  # behind a proxy that we were not told of, everybody comes from here
        counts.append((visitor, _PER_VISITOR))
    if event is not None:
        counts.append((f"event {event.pk}", _PER_EVENT))
    tallies = [_within(what, limit) for what, limit in counts]
    if not all(tallies):
        raise TooManyTries


def check_reader(request: HttpRequest) -> None:
    """Count what a program asks; raise TooManyTries when it is one too many in ten minutes."""
    visitor = client_address(request)
    if visitor not in _THIS_MACHINE and not _within(f"reader {visitor}", _PER_READER):
        raise TooManyTries


def _within(what: str, limit: int) -> bool:
    key = f"pace:{salted_hmac('dialoogtoer.pace', what).hexdigest()}"
    try:
        return cache.add(key, 1, WINDOW_S) or cache.incr(key) <= limit
    except (
        ValueError,
        RedisError,
    ):  # it ran out in between; or no cache: then signing up goes before counting
        return True
