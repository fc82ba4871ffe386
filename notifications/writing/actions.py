"""The verb: the same words to each of these people, once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from notifications.news.posting import to_participant, to_speaker
from notifications.outbox.actions import Letter, post_many
from notifications.outbox.models import Kind
from notifications.writing.errors import NobodyToWrite
from tours.models import Event, Registration, Speaker


@transaction.atomic
def write_to(
    event: Event, people: Iterable[Registration | Speaker], *, subject: str, text: str, key: str
) -> list[Letter]:
    """Post the message to everybody of these who has an address. `key` names this writing: sent twice, one mail each.

    Who takes part and speaks, under one name and address, gets it once. Raises NobodyToWrite.
    """
    letters: dict[tuple[str, str], Letter] = {}
    for one in people:
        if one.email:
            letter = letter_to(event, one, subject=subject, text=text, key=key)
            letters.setdefault((one.name.lower(), one.email.lower()), letter)
    if not letters:
        raise NobodyToWrite
    post_many(letters.values())
    return list(letters.values())


def letter_to(event: Event, one: Registration | Speaker, *, subject: str, text: str, key: str) -> Letter:
    """One person's copy."""
    one.event = event
    facts = {"subject": subject, "text": text}
    if isinstance(one, Speaker):
        return to_speaker(one, Kind.WRITTEN, f"speaker:{key}", facts=facts)
    return to_participant(one, Kind.WRITTEN, key, facts=facts)
