"""Content lines of RFC 5545: what text may stand in them, and how they are folded into bytes."""

from __future__ import annotations

import unicodedata

from icalendar import Component

from core.text import one_line

_LIMIT = 75  # octets in one physical line, without its CRLF (RFC 5545 3.1)
_BACKSLASH, _CARET = ord("\\"), ord("^")
_TAIL_MASK, _TAIL = 0b1100_0000, 0b1000_0000  # the second and later octets of a character in UTF-8


def clean_text(text: str) -> str:
    """Text of several lines: plain newlines stay, every other control character and line end goes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_without_odd_ones(line) for line in lines).strip()


def clean_name(text: str) -> str:
    """A name for CN: one line, and apostrophes for double quotes, which no parameter value can hold."""
    return one_line(text).replace('"', "'")


def to_bytes(component: Component) -> bytes:
    """The component as folded lines with CRLF, in the order in which its properties were added."""
    return b"".join(fold(str(line)) + b"\r\n" for line in component.content_lines(sorted=False) if line)


def fold(line: str) -> bytes:
    r"""One content line in physical lines of at most 75 octets.

    Never within a character, which RFC 5545 3.1 allows and clients cannot read, and never within an escape
    sequence (`\n`, `\,`, or `^'` of RFC 6868), which Google Calendar would drop.
    """
    raw = line.encode()
    if len(raw) <= _LIMIT:
        return raw
    parts: list[bytes] = []
    start, room = 0, _LIMIT
    while len(raw) - start > room:
        end = _boundary(raw, start, start + room)
        parts.append(raw[start:end])
        start, room = end, _LIMIT - 1  # the space that begins a continuation counts
    parts.append(raw[start:])
    return b"\r\n ".join(parts)


def _boundary(raw: bytes, start: int, end: int) -> int:
    """The last place up to `end` between two characters and outside an escape sequence."""
    while raw[end] & _TAIL_MASK == _TAIL:
        end -= 1
    for escape in (_BACKSLASH, _CARET):
        run = 0
        while end - run > start and raw[end - run - 1] == escape:
            run += 1
        if run % 2 and end - 1 > start:
            end -= 1
    return end


def _without_odd_ones(line: str) -> str:
    if line.isprintable():
        return line.rstrip()
    kept = (" " if char in "\t\v\f\x1c\x1d\x1e\x85\u2028\u2029" else char for char in line)
    return "".join(char for char in kept if unicodedata.category(char) not in {"Cc", "Cs"}).rstrip()
