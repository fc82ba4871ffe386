"""The verb: the same words to each of these people, once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from notifications.news.posting import to_participant
from notifications.outbox.actions import Letter, post_many
from notifications.outbox.models import Kind
from notifications.writing.errors import NobodyToWrite
from tours.models import Event, Registration


@transaction.atomic
def write_to(
    event: Event, people: Iterable[Registration], *, subject: str, text: str, key: str
) -> list[Letter]:
    """Post the message to everybody of these who has an address. `key` names this writing: sent twice, one mail each.

    Raises NobodyToWrite.
    """
    letters = [letter_to(event, one, subject=subject, text=text, key=key) for one in people if one.email]
    if not letters:
        raise NobodyToWrite
    post_many(letters)
    return letters


def letter_to(event: Event, one: Registration, *, subject: str, text: str, key: str) -> Letter:
    """One person's copy."""
    one.event = event
    return to_participant(one, Kind.WRITTEN, key, facts={"subject": subject, "text": text})
