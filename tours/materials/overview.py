"""The organiser's one table: who, what, state, deadline, who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tours.materials.deadlines import WITH_SLIDES, deadline_of
from tours.materials.models import Help, Material, MaterialVersion, SlidesAnswer, VersionState
from tours.programme.models import Event, Speaker, SpeakerState, Talk


@dataclass(frozen=True)
class State:
    """How it stands, in words; `tone` is a modifier of dt-tag."""

    words: str | Promise
    tone: str = ""
    open: bool = False  # somebody has to do something


AVAILABLE = State(_("Beschikbaar"), "ok")
CHECKING = State(_("Wordt gecontroleerd"), "accent")
REFUSED = State(_("Geweigerd"), "alarm", open=True)
REFUSED_NEWER = State(_("Nieuwe versie geweigerd"), "alarm", open=True)
CHECKING_NEWER = State(_("Nieuwe versie wordt gecontroleerd"), "accent")
WITHDRAWN = State(_("Ingetrokken"))
MISSING = State(_("Nog niet ingeleverd"), "warn", open=True)
LATE = State(_("Te laat"), "alarm", open=True)
NEVER_CAME = State(_("Niet ingeleverd"))
NO_SLIDES = State(_("Komt zonder presentatie"))
WANTS_HELP = State(_("Wil hulp"), "sun", open=True)
WILL_MAIL = State(_("Mailt de presentatie"), "sun", open=True)


@dataclass(frozen=True)
class Row:
    """One material, or one talk for which there is none."""

    title: str
    state: State
    who: str = ""
    place: str = ""
    deadline: date | None = None
    material: Material | None = None
    newest: MaterialVersion | None = None
    speakers: list[Speaker] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it can be fetched, by anybody."""
        return self.state is REFUSED


def rows_of(event: Event, *, today: date) -> list[Row]:
    """What is missing first, then what there is, in the event's order. Five statements."""
    materials = with_versions(event.materials.all())
    talks = _talks(event)
    answers = {each.speaker_id: each.answer for each in SlidesAnswer.objects.filter(speaker__event=event)}
    deadline = deadline_of(event)
    over = event.day is not None and event.day < today  # nobody is waited for any more
    missing = [
        _missing(talk, speakers, answers, deadline, today, over=over)
        for talk in talks
        if (speakers := _expected_of(talk)) and not _is_there(talk, speakers, materials)
    ]
    return missing + [_there(material, deadline) for material in materials]


def with_versions(materials: Any) -> list[Material]:
    """With all versions, newest first, and which of them can be fetched: two statements."""
    found = list(materials.select_related("stop", "talk__stop", "speaker").prefetch_related("versions"))
    for material in found:
        material.available = [
            each for each in material.versions.all() if each.state == VersionState.PUBLISHED
        ]
    return found


def state_of(material: Material) -> State:
    """How one material stands, by its newest version and the newest that can be fetched."""
    if material.link:
        return WITHDRAWN if material.withdrawn_at else AVAILABLE
    newest = next(iter(material.versions.all()), None)
    if newest is None or newest.state == VersionState.WITHDRAWN:
        return AVAILABLE if material.available else WITHDRAWN
    if newest.is_in_the_works:
        return CHECKING_NEWER if material.available else CHECKING
    if newest.state == VersionState.REJECTED:
        return REFUSED_NEWER if material.available else REFUSED
    return AVAILABLE


def is_being_checked(materials: Iterable[Material]) -> bool:
    """Whether looking again in a moment may show something else."""
    return any(version.is_in_the_works for material in materials for version in material.versions.all())


def _talks(event: Event) -> list[Talk]:
    asked = Talk.objects.filter(stop__event=event, kind__in=WITH_SLIDES).select_related("stop")
    return list(asked.prefetch_related("speakers").order_by("stop__position", "position", "id"))


def _expected_of(talk: Talk) -> list[Speaker]:
    return [each for each in talk.speakers.all() if each.state != SpeakerState.DECLINED]


def _is_there(talk: Talk, speakers: list[Speaker], materials: list[Material]) -> bool:
    """Something that belongs to the talk, or to one of its speakers without saying to which talk."""
    theirs = {speaker.pk for speaker in speakers}
    return any(
        material.talk_id == talk.pk or (material.talk_id is None and material.speaker_id in theirs)
        for material in materials
    )


def _missing(
    talk: Talk,
    speakers: list[Speaker],
    answers: dict[int, str],
    deadline: date | None,
    today: date,
    *,
    over: bool,
) -> Row:
    return Row(
        title=talk.title,
        state=NEVER_CAME if over else _why_missing(speakers, answers, deadline, today),
        who=", ".join(speaker.name for speaker in speakers),
        place=talk.stop.title,
        deadline=deadline,
        speakers=speakers,
    )


def _why_missing(
    speakers: list[Speaker], answers: dict[int, str], deadline: date | None, today: date
) -> State:
    said = {answers.get(speaker.pk) for speaker in speakers}
    if Help.ORGANISER in said:
        return WANTS_HELP
    if Help.MAIL in said:
        return WILL_MAIL
    if all(speaker.has_no_slides for speaker in speakers):
        return NO_SLIDES
    return LATE if deadline and deadline < today else MISSING


def _there(material: Material, deadline: date | None) -> Row:
    stop = material.talk.stop if material.talk else material.stop
    return Row(
        title=material.title,
        state=state_of(material),
        who=material.speaker.name if material.speaker else "",
        place=stop.title if stop else "",
        deadline=deadline if material.talk else None,
        material=material,
        newest=material.newest,
    )
