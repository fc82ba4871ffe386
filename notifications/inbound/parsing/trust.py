"""Whether our own mail server vouches for who sent a mail: DMARC, as it wrote it down (RFC 8601, RFC 7489)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from core.text import one_line

_MOST_CHARS = 4000  # of one header; more is no mail server's
_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r"dmarc\s*=\s*([a-z]+)", re.IGNORECASE)
_FROM = re.compile(r"header\.from\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def dmarc_passed(tree: Message, *, sender: str, host: str) -> bool:
    """Whether this host says that DMARC passed for the domain of the sender. Nobody is believed but this host.

    Some servers name the domain of the organisation, above that of the address. Only the headers that the host put on
    top count: what stands below the Received line of the last hop, anybody may have written. Where it wrote several,
    each that speaks of DMARC must say pass.
    """
    domain = sender.rpartition("@")[2]
    verdicts = [one for results in _by_host(tree, host) for one in _verdicts(results)]
    return bool(domain and verdicts) and all(
        result == "pass" and (not about or f".{domain}".endswith(f".{about}")) for result, about in verdicts
    )


def _by_host(tree: Message, host: str) -> Iterator[str]:
    """The results that the trusted host wrote, from the top to the first Received line after them."""
    seen = False
    for name, value in tree.items():
        if name.lower() == "received" and seen:
            return
        if name.lower() == "authentication-results" and host:
            identity, _semicolon, results = bare(str(value)[:_MOST_CHARS]).partition(";")
            if identity.split()[:1] == [host.lower()]:
                seen = True
                yield results


def _verdicts(results: str) -> Iterator[tuple[str, str]]:
    for one in results.split(";"):
        found = _DMARC.match(one.strip())
        if found:
            about = _FROM.search(one)
            domain = about[1].rpartition("@")[2] if about else ""
            yield found[1].lower(), domain.strip(".").lower()


def bare(value: str) -> str:
    """In lower case, on one line, without comments."""
    text = one_line(value).lower()
    while (shorter := _COMMENT.sub(" ", text)) != text:
        text = shorter
    return text.strip()
