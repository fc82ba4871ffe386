"""Mail that a page promises. Whether any leaves the house just now, and to whom none goes, is known by who sends it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.utils.translation import gettext, ngettext

_ABOVE: list[Callable[[], bool]] = []
_SHUT: list[Callable[[Iterable[str]], set[str]]] = []


def add_standstill(stands_still: Callable[[], bool]) -> None:
    """Once, when the application starts."""
    _ABOVE.append(stands_still)


def mail_waits() -> bool:
    """Whether what was just written stays in the house for now. It says nothing about any one address."""
    return any(stands_still() for stands_still in _ABOVE)


def promise(sentence: str) -> str:
    """A sentence that promises mail, with what has to be added to it just now."""
    if not mail_waits():
        return sentence
    later = gettext("Er gaat nu even geen mail de deur uit. De mail volgt zodra dat weer kan.")
    return f"{sentence} {later}"


def add_shut(which: Callable[[Iterable[str]], set[str]]) -> None:
    """Once, when the application starts: which of these addresses, in lower case, get no mail of ours."""
    _SHUT.append(which)


def shut(emails: Iterable[str]) -> set[str]:
    """Those of these addresses, in lower case, that get no mail of ours. For organisers, never for a visitor to read."""
    asked = {email.lower() for email in emails if email}
    return {email for which in _SHUT for email in which(asked)}


def unreachable(emails: Iterable[str]) -> str:
    """What to do about those of these addresses that get no mail of ours; empty where all do. For organisers only."""
    return about_shut(shut(emails))


def about_shut(found: Collection[str]) -> str:
    """The same where it is known which those are."""
    if not found:
        return ""
    sentence = ngettext(
        "Naar %(who)s gaat geen mail: dat adres bestaat niet, of wil geen mail van ons. Vraag om een ander adres, of sta dit weer toe bij zo’n bericht onder ‘Berichten’.",
        "Naar %(who)s gaat geen mail: die adressen bestaan niet, of willen geen mail van ons. Vraag om andere adressen, of sta ze weer toe bij zo’n bericht onder ‘Berichten’.",
        len(found),
    )
    return sentence % {"who": ", ".join(sorted(found))}
