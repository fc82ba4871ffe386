"""Ask a worker to look now, without ever holding up who asks.

What is to be done stands in the database already; the sweep finds it when this fails. So the asking happens in a
thread of its own, in which a broker that is down or does not answer can make nobody wait, and asking ten thousand
times in a moment is asking once or twice.
"""

import atexit
import logging
import os
import threading
from collections.abc import Callable

from celery import current_app

logger = logging.getLogger(__name__)
EXPIRES_S = 60
_LAST_CHANCE_S = 1.0


class _Poker:
    """One daemon thread per process that sends the names of the tasks that were asked for."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._sending = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def ask(self, task: str) -> None:
        """Note the task and return at once."""
        with self._changed:
            self._asked.add(task)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="poke", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, timeout_s: float) -> bool:
        """Wait until everything asked for was sent, or the time is up; False then."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._asked and not self._sending, timeout_s)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._asked))
                tasks, self._asked = sorted(self._asked), set()
                self._sending = True
            for task in tasks:
                _send(task)
            with self._changed:
                self._sending = False
                self._changed.notify_all()


def poke(task: str) -> None:
    """Have the task with this name run soon, if a worker can be reached. Returns at once, never raises."""
    _poker.ask(task)


def answer_here(task: str, tell: Callable[[], object]) -> None:
    """Have a thread of this process told of the task, and no worker. `tell` returns at once."""
    _here[task] = tell


def is_answered_here(task: str) -> bool:
    return task in _here


def flush(timeout_s: float = _LAST_CHANCE_S) -> bool:
    """Wait for what was asked for: at the end of a command, or in a test."""
    return _poker.flush(timeout_s)


def _send(task: str) -> None:
    if task in _here:
        _here[task]()
        return
    try:
        current_app.send_task(task, expires=EXPIRES_S)
    except Exception as error:  # noqa: BLE001  (whatever the broker does: the sweep is the guarantee)
        logger.warning("%s was not poked, the sweep will find its work: %s", task, error)


def _start_afresh() -> None:
    """In a process that was forked: the parent's lock may have been held at that moment, and its thread is not here."""
    global _poker  # noqa: PLW0603  (one per process)
    _poker = _Poker()


_here: dict[str, Callable[[], object]] = {}
_poker = _Poker()
atexit.register(flush)
os.register_at_fork(after_in_child=_start_afresh)
