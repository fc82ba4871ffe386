"""A mailbox read over IMAP (RFC 3501): what is unseen is stored, and only then marked as seen."""

from __future__ import annotations

import imaplib
import logging
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from urllib.parse import unquote, urlsplit

from notifications.inbound.actions import store
from notifications.inbound.webhooks import most_bytes

logger = logging.getLogger(__name__)
SOURCE = "mailbox"
TIMEOUT_S = 30
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxRefused(Exception):
    """The mailbox cannot be read; says why."""


def read(url: str) -> int:
    """Take in what is unseen in the mailbox at `imaps://user:password@host:port/folder`. Returns how many.

    Dying in the middle loses nothing: what was not marked comes again, and is known then. Raises MailboxRefused.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
        raise MailboxRefused("imap:// or imaps:// with a host is wanted")
    kind, port = (imaplib.IMAP4_SSL, 993) if parts.scheme == "imaps" else (imaplib.IMAP4, 143)
    try:
        server = kind(parts.hostname, parts.port or port, timeout=TIMEOUT_S)
        with closing(_Session(server)) as session:
            session.open(
                unquote(parts.username or ""), unquote(parts.password or ""), unquote(parts.path.strip("/"))
            )
            return sum(session.take_in(uid) for uid in session.unseen())
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxRefused(f"{type(error).__name__}: {error}") from error


class _Session:
    """One visit to one folder."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def open(self, user: str, password: str, folder: str) -> None:
        self._server.login(user, password)
        name = (folder or "INBOX").replace("\\", "\\\\").replace('"', '\\"')
        status, answer = self._server.select(f'"{name}"')
        if status != "OK":
            raise MailboxRefused(f"{folder}: {answer!r}")

    def unseen(self) -> Iterator[str]:
        _status, found = self._server.uid("SEARCH", "UNSEEN")
        yield from (found[0] or b"").decode().split()

    def take_in(self, uid: str) -> bool:
        """Store one mail and mark it; one that is too large is marked only. Whether it was new."""
        new = False
        if self._size(uid) <= most_bytes():
            raw = self._fetch(uid)
            new = bool(raw) and store(raw, source=SOURCE)
        else:
            logger.warning("a mail in the mailbox (UID %s) is too large to take in", uid)
        self._server.uid("STORE", uid, "+FLAGS", r"(\Seen)")
        return new

    def close(self) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self._server.logout()

    def _size(self, uid: str) -> int:
        _status, answer = self._server.uid("FETCH", uid, "(RFC822.SIZE)")
        found = next(
            (match for line in answer if isinstance(line, bytes) and (match := _SIZE.search(line))), None
        )
        return int(found[1]) if found else 0

    def _fetch(self, uid: str) -> bytes:
        """Without marking it: PEEK."""
        _status, answer = self._server.uid("FETCH", uid, "(BODY.PEEK[])")
        return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), b"")
