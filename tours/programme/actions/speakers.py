"""Who speaks: listed, asked, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.facts import announce
from core.states import MoveRefused
from core.text import mail_address
from tours.facts import SpeakerAnswered, SpeakerInvited
from tours.programme.actions.rows import free_ref, lock, save_version
from tours.programme.errors import NoDateYet, NoSpeakerAddress, NotAskedAnyMore, SpeakerComes
from tours.programme.models import Event, EventState, Speaker, SpeakerState

_S = SpeakerState


@transaction.atomic
def add_speaker(event: Event, **fields: Any) -> Speaker:
    """Somebody who may speak; nobody is told yet."""
    lock(event)
    taken = event.speakers.values_list("ref", flat=True)
    ref = free_ref(str(fields["name"]), taken, otherwise="spreker")
    return Speaker.objects.create(event=event, ref=ref, **_lowered(fields))


@transaction.atomic
def add_speakers(event: Event, rows: Sequence[dict[str, Any]]) -> list[Speaker]:
    """Several speakers at once: all or none."""
    return [add_speaker(event, **row) for row in rows]


@transaction.atomic
def change_speaker(speaker: Speaker, *, version: int, **fields: Any) -> Speaker:
    """Change what is known of a speaker. Another address makes the old personal link useless. Raises ChangedMeanwhile."""
    old = Speaker.objects.values_list("email", flat=True).get(pk=speaker.pk)
    save_version(speaker, version=version, **_lowered(fields))
    if old and speaker.email != old:
        Speaker.objects.filter(pk=speaker.pk).update(link_version=F("link_version") + 1)
        speaker.refresh_from_db()
    return speaker


@transaction.atomic
def delete_speaker(speaker: Speaker) -> None:
    """Take somebody off the list and out of the talks. Nobody is told, so not who said yes: SpeakerComes."""
    if speaker.state == _S.CONFIRMED and speaker.email:
        raise SpeakerComes(name=speaker.name)
    speaker.delete()


@transaction.atomic
def invite(speaker: Speaker) -> Speaker:
    """Ask a speaker to come, or once more. Raises NoSpeakerAddress, NoDateYet, NotAskedAnyMore, MoveRefused."""
    event, now = speaker.event, timezone.now()
    if event.state in {EventState.CANCELLED, EventState.CLOSED} or event.is_over(at=now):
        raise NotAskedAnyMore
    if event.date is None:
        raise NoDateYet
    if not speaker.email:
        raise NoSpeakerAddress(name=speaker.name)
    again = speaker.state == _S.INVITED
    if again:
        _touch(speaker, invited_at=now)
    else:
        speaker.move_to(_S.INVITED, invited_at=now)
    announce(SpeakerInvited(speaker, again=again))
    return speaker


@transaction.atomic
def invite_all(event: Event) -> list[Speaker]:
    """Ask everybody who was not asked yet and has an address; returns them. Raises NoDateYet, NotAskedAnyMore."""
    waiting = event.speakers.select_for_update().filter(state=_S.LISTED).exclude(email="")
    return [invite(_with_event(speaker, event)) for speaker in waiting]


@transaction.atomic
def answer(speaker: Speaker, *, confirmed: bool, **details: Any) -> Speaker:
    """The speaker's own yes or no, with what they need or propose. `details` are columns of Speaker.

    The same answer twice is told once. Raises MoveRefused when somebody else changed it meanwhile.
    """
    new = _S.CONFIRMED if confirmed else _S.DECLINED
    news = {name: value for name, value in details.items() if getattr(speaker, name) != value}
    if speaker.state == new and not news:
        return speaker
    news["answered_at"] = timezone.now()
    if speaker.state == new:
        _touch(speaker, **news)
    else:
        speaker.move_to(new, **news)
    Speaker.objects.filter(pk=speaker.pk).update(version=F("version") + 1)
    announce(SpeakerAnswered(speaker))
    return speaker


def _touch(speaker: Speaker, **columns: Any) -> None:
    """Write columns if the state is still what we saw."""
    if not Speaker.objects.filter(pk=speaker.pk, state=speaker.state).update(**columns):
        raise MoveRefused
    vars(speaker).update(columns)


def _with_event(speaker: Speaker, event: Event) -> Speaker:
    speaker.event = event
    return speaker


def _lowered(fields: dict[str, Any]) -> dict[str, Any]:
    """Addresses are kept in lower case: one person, one address. Who has one again is not forgotten any more."""
    if "email" not in fields:
        return fields
    email = mail_address(fields["email"])
    return fields | {"email": email} | ({"erased_at": None} if email else {})
