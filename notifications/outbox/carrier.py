"""One kept connection to the mail backend, used from a thread of its own: while one mail is under way, the next is written."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Self

from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Carrier:
    """Opens the connection on entering; the first mail after it was lost opens it anew."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="carrier")
        self._backend: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.submit(self._close)
        self._thread.shutdown()

    def open(self) -> None:
        """Connect and log in; raises what the backend raises."""
        self._thread.submit(self._open).result()

    def hand_over(self, letter: EmailMessage) -> Future[None]:
        """Start sending; the result is None or the backend's error."""
        return self._thread.submit(self._send, letter)

    def reopen(self) -> None:
        """A new connection in the place of one that is of no more use."""
        self._thread.submit(self._close).result()
        self.open()

    def _open(self) -> BaseEmailBackend:
        backend: BaseEmailBackend = mail.get_connection(fail_silently=False)
        backend.open()
        self._backend = backend
        return backend

    def _send(self, letter: EmailMessage) -> None:
        backend = self._backend or self._open()
        backend.send_messages([letter])

    def _close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(Exception):  # a connection that cannot be closed politely is closed all the same
                backend.close()
