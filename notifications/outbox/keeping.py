"""Holding on to a batch while one mail takes long.

A lease is short, so that what a dead worker had in hand is soon taken over; a slow mail server may take minutes for one
mail. So a thread of its own renews the lease meanwhile. It dies or stands still with its process, and gives up on a mail
that takes longer than any may.
"""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection

from notifications.outbox import lease

logger = logging.getLogger(__name__)


class Keeper(threading.Thread):
    """Use as a context around the work on a batch; `alive` says that it goes on."""

    def __init__(self, owner: str) -> None:
        super().__init__(name="lease", daemon=True)
        self._owner = owner
        self._over = threading.Event()
        self.alive()

    def alive(self) -> None:
        self._until = time.monotonic() + lease.one_mail_s()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.wait(lease.RENEWED_EVERY_S) and time.monotonic() < self._until:
            try:
                lease.keep(self._owner)
            except DatabaseError:
                logger.warning("the lease of %s could not be renewed", self._owner, exc_info=True)
            finally:
                connection.close()
