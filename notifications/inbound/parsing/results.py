"""What the receiving mail server found about who sent a mail (RFC 8601): SPF, DKIM and DMARC, each with its domain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from typing import TypedDict

from notifications.inbound.parsing.mail import MOST_PARTS, header
from notifications.inbound.parsing.trust import bare

_MOST_RESULTS = 20
_RESULT = re.compile(r"(spf|dkim|dmarc)\s*=\s*([a-z]+)")
_ABOUT = {
    "spf": re.compile(r"smtp\.(?:mailfrom|helo)\s*=\s*\"?([^\s;\"]+)"),
    "dkim": re.compile(r"header\.(?:d|i)\s*=\s*\"?([^\s;\"]+)"),
    "dmarc": re.compile(r"header\.from\s*=\s*\"?([^\s;\"]+)"),
}


class Checked(TypedDict):
    """One finding: `method` is spf, dkim or dmarc; `result` as RFC 8601 2.7 has it; `host` found it."""

    method: str
    result: str
    domain: str
    host: str


def results_of(tree: Message) -> list[Checked]:
    """What the server that took this mail in wrote on top of it; what older headers say, anybody may have written."""
    found: list[Checked] = []
    host = ""
    for value in _on_top(tree):
        identity, _semicolon, results = bare(value).partition(";")
        name = identity.split()[0][:200] if identity.split() else ""
        host = host or name
        if name == host:
            found += [one for text in results.split(";") if (one := _checked(text.strip(), host))]
    return found[:_MOST_RESULTS]


def enclosed_in(tree: Message) -> Iterator[tuple[Message, str]]:
    """Mails that are forwarded whole in this one, each with its Message-ID."""
    for number, part in enumerate(tree.walk()):
        if number >= MOST_PARTS:
            return
        content = part.get_payload() if part.get_content_type() == "message/rfc822" else None
        if isinstance(content, list) and content and isinstance(content[0], Message):
            yield content[0], header(content[0], "Message-ID")


def _on_top(tree: Message) -> Iterator[str]:
    """The Authentication-Results above the first Received line that follows them."""
    seen = False
    for name, value in tree.items():
        if name.lower() == "received" and seen:
            return
        if name.lower() == "authentication-results":
            seen = True
            yield str(value)[:4000]


def _checked(text: str, host: str) -> Checked | None:
    found = _RESULT.match(text)
    if not found:
        return None
    about = _ABOUT[found[1]].search(text)
    domain = about[1].rpartition("@")[2].strip(".")[:200] if about else ""
    return Checked(method=found[1], result=found[2], domain=domain, host=host)
