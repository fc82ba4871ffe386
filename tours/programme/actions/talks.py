"""What happens at a stop, one after the other, and who speaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from tours.programme.actions.rows import free_ref, lock, moved, number, put_in_order, save_version
from tours.programme.actions.speakers import add_speaker
from tours.programme.models import Event, Speaker, Stop, Talk


@transaction.atomic
def add_talk(
    stop: Stop, *, speakers: Iterable[Speaker] = (), new_speakers: Iterable[str] = (), **fields: Any
) -> Talk:
    """A talk at the end of a stop. `new_speakers` are names that were typed: known ones are taken, others added."""
    lock(stop.event)
    talks = list(stop.talks.all())
    ref = free_ref(str(fields["title"]), (talk.ref for talk in talks), otherwise="onderdeel")
    talk = Talk.objects.create(stop=stop, ref=ref, position=len(talks) + 1, **fields)
    talk.speakers.set(_everybody(stop.event, speakers, new_speakers))
    return talk


@transaction.atomic
def change_talk(
    talk: Talk,
    *,
    version: int,
    speakers: Iterable[Speaker] = (),
    new_speakers: Iterable[str] = (),
    stop: Stop | None = None,
    **fields: Any,
) -> Talk:
    """Change a talk, who speaks, and perhaps the stop it belongs to. Raises ChangedMeanwhile."""
    lock(talk.stop.event)
    save_version(talk, version=version, **fields)
    talk.speakers.set(_everybody(talk.stop.event, speakers, new_speakers))
    if stop is not None and stop.pk != talk.stop_id:
        carry_over(talk, stop)
    return talk


@transaction.atomic
def delete_talk(talk: Talk) -> None:
    """Take a talk out. Its speakers stay in the event's list, its material stays at the stop."""
    stop = talk.stop
    lock(stop.event)
    talk.materials.update(talk=None, stop=stop)
    talk.delete()
    Talk.objects.bulk_update(number(stop.talks.all()), ["position"])


@transaction.atomic
def reorder_talks(stop: Stop, order: Sequence[int]) -> None:
    """Put the talks of a stop in the order of these ids."""
    lock(stop.event)
    Talk.objects.bulk_update(number(put_in_order(list(stop.talks.all()), order)), ["position"])


@transaction.atomic
def move_talk(talk: Talk, *, by: int) -> None:
    """One talk so many places further on at its stop, or back when negative."""
    reorder_talks(talk.stop, moved(list(talk.stop.talks.all()), talk.pk, by=by))


def carry_over(talk: Talk, stop: Stop) -> None:
    """Move a talk with its material to the end of another stop. Inside a transaction that holds the event."""
    left, there = talk.stop, list(stop.talks.all())
    talk.stop = stop
    talk.ref = free_ref(talk.ref, (other.ref for other in there), otherwise="onderdeel")
    talk.position = len(there) + 1
    talk.save(update_fields=["stop", "ref", "position"])
    talk.materials.filter(stop=left).update(stop=stop)
    Talk.objects.bulk_update(number(left.talks.all()), ["position"])


def _everybody(event: Event, speakers: Iterable[Speaker], names: Iterable[str]) -> list[Speaker]:
    """Those chosen and those typed; a name that the event knows is that speaker."""
    known = {_bare(speaker.name): speaker for speaker in event.speakers.all()}
    everybody = {speaker.pk: speaker for speaker in speakers}
    for name in names:
        if not name.strip():
            continue
        speaker = known.get(_bare(name)) or add_speaker(event, name=" ".join(name.split()))
        known[_bare(name)] = speaker
        everybody[speaker.pk] = speaker
    return list(everybody.values())


def _bare(name: str) -> str:
    return " ".join(name.casefold().split())
