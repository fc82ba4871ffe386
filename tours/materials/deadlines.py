"""Who still has to bring slides, and by when."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from tours.materials.models import Material, MaterialVersion, VersionState
from tours.programme.models import Event, Speaker, SpeakerState, Talk, TalkKind

# Talks that people show something with; a dialogue, walk or meal asks for nothing.
WITH_SLIDES = frozenset({TalkKind.PRESENTATION, TalkKind.INTRODUCTION})
_USABLE = frozenset({
    VersionState.UPLOADING, VersionState.QUARANTINED, VersionState.CHECKING, VersionState.CLEAN, VersionState.PUBLISHED,
})  # fmt: skip


def deadline_of(event: Event) -> date | None:
    """The day by which material should be in: counted from what was published, else from the draft; None without a date."""
    return event.day - timedelta(days=event.material_deadline_days) if event.day else None


def speakers_without_slides() -> QuerySet[Speaker]:
    """Speakers who were asked or come, with a talk for which nothing usable is there and no answer why. For reminders.

    One row per speaker, with the event. Filter further: `.filter(event=…)`, `.filter(state="confirmed")`.
    """
    return (
        Speaker.objects.select_related("event__current", "event__organisation")
        .filter(
            Exists(_open_talks()),
            state__in=[SpeakerState.INVITED, SpeakerState.CONFIRMED],
            has_no_slides=False,
            slides_answer=None,
        )
        .order_by("event_id", "name", "id")
    )


def _open_talks() -> QuerySet[Talk]:
    """Talks of the outer speaker that ask for slides and have none."""
    usable = ~Q(link="") | Q(
        Exists(MaterialVersion.objects.filter(material=OuterRef("pk"), state__in=_USABLE))
    )
    of_talk = Material.objects.filter(usable, talk=OuterRef("pk"))
    of_speaker = Material.objects.filter(usable, talk=None, speaker=OuterRef(OuterRef("pk")))
    return Talk.objects.filter(
        ~Exists(of_talk), ~Exists(of_speaker), kind__in=WITH_SLIDES, speakers=OuterRef("pk")
    )
