"""A mailbox read over IMAP (RFC 3501): what is unseen is stored, and only then marked as seen."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any, Self
from urllib.parse import SplitResult, unquote, urlsplit

from notifications.inbound.actions import store
from notifications.inbound.models import Form
from notifications.inbound.webhooks import most_bytes

logger = logging.getLogger(__name__)
SOURCE = "mailbox"
TIMEOUT_S = 30
MOST_UNREADABLE = 20  # in one go; then it is the server that is ill
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_NOT_PLAIN = re.compile(r"&|[^\x20-\x7e]+")


class MailboxRefused(Exception):
    """The mailbox cannot be read; says why."""


def read(url: str) -> int:
    """Take in what is unseen in the mailbox at `imaps://user:password@host:port/folder`. Returns how many.

    Dying in the middle loses nothing: what was not marked comes again, and is known then. A mail that the server cannot
    give stays unseen and keeps no other back. Raises MailboxRefused.
    """
    parts = _parts(url)
    new = 0
    unreadable: set[str] = set()
    try:
        while len(unreadable) < MOST_UNREADABLE:
            before = len(unreadable)
            with closing(_Session.at(parts)) as session:
                new += session.take_in_all(unreadable)
            if len(unreadable) == before:
                return new
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxRefused(_words(error)) from error
    raise MailboxRefused(f"the server did not give {len(unreadable)} mails, see the log")


def _parts(url: str) -> SplitResult:
    """The URL taken apart. What is wrong with it is said without the password."""
    try:
        parts = urlsplit(url)
        _number = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
        raise MailboxRefused(
            "imap://user:password@host/folder or imaps://… is wanted, with %2F for / and %40 for @ in user and password"
        )
    return parts


class _Session:
    """One visit to one folder."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    @classmethod
    def at(cls, parts: SplitResult) -> Self:
        """Logged in, with the folder open. Who cannot show a certificate for its name does not get the password."""
        host = str(parts.hostname)
        if parts.scheme == "imaps":
            checked = ssl.create_default_context()
            session = cls(imaplib.IMAP4_SSL(host, parts.port or 993, timeout=TIMEOUT_S, ssl_context=checked))
        else:
            session = cls(imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT_S))
        try:
            session._open(unquote(parts.username or ""), unquote(parts.password or ""), unquote(parts.path))
        except Exception:
            session.close()
            raise
        return session

    def _open(self, user: str, password: str, path: str) -> None:
        if not (user + password).isascii():
            raise MailboxRefused(
                "user and password may have no letters outside ASCII: IMAP has no way to say them"
            )
        self._server.login(user, password)
        folder = _encoded(path.strip("/") or "INBOX").replace("\\", "\\\\").replace('"', '\\"')
        _checked(self._server.select(f'"{folder}"'))

    def take_in_all(self, unreadable: set[str]) -> int:
        """What is unseen, but for what is known to be unreadable; up to the first that proves to be so, for then a server may hang up."""
        new = 0
        for uid in self._unseen():
            if uid in unreadable:
                continue
            try:
                new += self._take_in(uid)
            except (imaplib.IMAP4.error, OSError) as error:
                logger.warning("a mail in the mailbox (UID %s) cannot be read: %s", uid, _words(error))
                unreadable.add(uid)
                break
        return new

    def _unseen(self) -> Iterator[str]:
        found = _checked(self._server.uid("SEARCH", "UNSEEN"))
        yield from (found[0] or b"").decode().split()

    def _take_in(self, uid: str) -> bool:
        """Store one mail and mark it; of one that is too large the header only. Whether it was new."""
        whole = self._size(uid) <= most_bytes()
        raw = self._fetch(uid, "" if whole else "HEADER")
        if raw is None:  # somebody took it away
            return False
        form = Form.MAIL if whole else Form.HEADER
        new = bool(raw) and store(raw[: most_bytes()], source=SOURCE, form=form)
        if not whole:
            logger.warning("a mail in the mailbox (UID %s) is too large to take in: its header only", uid)
        _checked(self._server.uid("STORE", uid, "+FLAGS", r"(\Seen)"))
        return new

    def close(self) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self._server.logout()
        with suppress(OSError):  # where the server hung up before
            self._server.shutdown()

    def _size(self, uid: str) -> int:
        answer = _checked(self._server.uid("FETCH", uid, "(RFC822.SIZE)"))
        found = next(
            (match for line in answer if isinstance(line, bytes) and (match := _SIZE.search(line))), None
        )
        return int(found[1]) if found else 0

    def _fetch(self, uid: str, part: str) -> bytes | None:
        """Without marking it: PEEK."""
        answer = _checked(self._server.uid("FETCH", uid, f"(BODY.PEEK[{part}])"))
        return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    status, said = answer
    if status != "OK":
        raise imaplib.IMAP4.error(said[0] if said else status)
    return said


def _encoded(folder: str) -> str:
    """Modified UTF-7 (RFC 3501 section 5.1.3)."""

    def shifted(found: re.Match[str]) -> str:
        if found[0] == "&":
            return "&-"
        return f"&{b64encode(found[0].encode('utf-16-be'), b'+,').decode().rstrip('=')}-"

    return _NOT_PLAIN.sub(shifted, folder)


def _words(error: Exception) -> str:
    """What a server said, as it said it; of the network, what sort of trouble it is as well."""
    said = error.args[0] if error.args else ""
    if isinstance(error, OSError):
        return f"{type(error).__name__}: {error}"
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
