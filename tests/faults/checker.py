"""Compares what was acknowledged with what arrived. Pure: it knows neither the service nor the mail server.

It has to find what is planted for it: see test_checker.py.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

# The service looks again every two seconds, and has one mail under way; some more for a machine that has much to do.
GRACE_S = 6.0


@dataclass(frozen=True)
class Mail:
    """A mail that the server accepted."""

    at: float
    message_id: str
    recipient: str
    about: tuple = ()  # subject, and of the calendar part METHOD, UID and SEQUENCE
    sequence: int | None = None
    text: str = ""


@dataclass
class Story:
    """What clients did, and what they were told came of it."""

    acknowledged: list[str] = field(default_factory=list)  # who must have had a mail
    cancelled: dict[str, float] = field(default_factory=dict)  # who may not get more, and since when
    untrue: list[tuple[float, str]] = field(
        default_factory=list
    )  # words that no mail may hold any more, since when
    copies: int = 0  # how many mails the deaths of processes may have sent a second time


def differences(story, mails):
    """A sentence for each thing that should not have been."""
    return [*_lost(story, mails), *_copies(story, mails), *_to_cancelled(story, mails), *_stale(story, mails)]


def _lost(story, mails):
    reached = {mail.recipient for mail in mails}
    for address in story.acknowledged:
        if address not in reached:
            yield f"lost: {address} was acknowledged and got nothing"


def _copies(story, mails):
    ids = defaultdict(set)
    for mail in mails:
        ids[mail.recipient, mail.about].add(mail.message_id)
    for (recipient, about), different in ids.items():
        if len(different) > 1:
            yield f"twice: {recipient} got {about} under {len(different)} Message-IDs"
    second = sum(number - 1 for number in Counter(mail.message_id for mail in mails).values())
    if second > story.copies:
        yield f"copies: {second} mails came again, {story.copies} can be explained"


def _to_cancelled(story, mails):
    for mail in mails:
        since = story.cancelled.get(mail.recipient)
        if since is not None and mail.at > since + GRACE_S and not _says_farewell(mail):
            yield f"cancelled: {mail.recipient} got {mail.about} {mail.at - since:.1f} s after cancelling"


def _says_farewell(mail):
    return "CANCEL" in mail.about or mail.about[0].startswith("U bent afgemeld")


def _stale(story, mails):
    newest = {}
    for mail in sorted(mails, key=lambda mail: mail.at):
        for since, words, instead in story.untrue:
            if words in mail.text and instead not in mail.text and mail.at > since + GRACE_S:
                yield f"stale: {mail.recipient} read {words!r} {mail.at - since:.1f} s after it had changed"
        if mail.sequence is not None:
            entry = (mail.recipient, mail.about[2])
            if mail.sequence < newest.get(entry, 0):
                yield f"stale: {mail.recipient} got SEQUENCE {mail.sequence} after {newest[entry]}"
            newest[entry] = max(mail.sequence, newest.get(entry, 0))
