"""What a speaker's page shows: times from the last Revision, people, phone numbers and files as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Sum
from django.utils import timezone

from tours.dialogue.markdown import to_html
from tours.dialogue.models import ReportReview, ReportState
from tours.materials.deadlines import WITH_SLIDES, deadline_of
from tours.materials.links import Audience, download_url
from tours.materials.models import Material, SlidesAnswer
from tours.materials.overview import State, is_being_checked, state_of, with_versions
from tours.personal.speaker_forms import OF_MATERIAL, OF_TALK, SlidesForm
from tours.programme.day import map_url
from tours.programme.models import Event, EventState, Speaker, Stop, Talk
from tours.programme.snapshot import Programme, StopData, TalkData, VisitData
from tours.signups.models import Registration
from tours.signups.retention import kept_until


@dataclass(frozen=True)
class Turn:
    """One time at one stop: the stop's own time, and when the speaker's talk begins in it. Local times."""

    letter: str  # of the group, where there are several
    start: datetime | None
    end: datetime | None
    talk_at: datetime | None
    people: int | None  # in this group, where groups were made


@dataclass(frozen=True)
class Appearance:
    """Where a speaker is expected, and whom to ring there."""

    number: int | None
    kind: str  # of StopKind
    title: str
    venue: Any
    map_url: str
    talks: list[TalkData]
    turns: list[Turn]
    stop: Stop | None  # live: its contact


@dataclass(frozen=True)
class OwnFile:
    """A file or link of the speaker's, with what the page says of it."""

    material: Material
    state: State
    url: str
    refused_because: str
    form: SlidesForm  # for a newer version

    @property
    def is_being_checked(self) -> bool:
        """Whether looking again in a moment may show something else."""
        return is_being_checked([self.material])


@dataclass(frozen=True)
class Section:
    """The files of one talk; without a talk: of no talk in particular."""

    talk: Talk | None
    files: list[OwnFile]
    expected: bool  # slides are asked for
    form: SlidesForm


def page_of(speaker: Speaker, sent: SlidesForm | None = None) -> dict[str, Any]:
    """The template's context. A constant number of statements, however many talks and files there are.

    `sent`: a form with a file that was refused; it stands where it stood.
    """
    event, now = speaker.event, timezone.now()
    data = event.current.data if event.current else None
    talks = list(speaker.talks.select_related("stop").order_by("stop__position", "position"))
    sections = _sections(speaker, talks, sent)
    return {
        "speaker": speaker,
        "event": event,
        "data": data,
        "title": data["title"] if data else event.title,
        "organisation": event.organisation,
        "appearances": _appearances(speaker, data) if data else [],
        "talks": talks,
        "people": _people(event),
        "sections": sections,
        "owes": _owes(speaker, sections),
        "deadline": deadline_of(event),
        "slides_answer": SlidesAnswer.objects.filter(speaker=speaker).first(),
        "may_answer": may_answer(event, now),
        "is_over": event.is_over(at=now),
        "report": _report(speaker),
        "kept": kept_until(event),
    }


def may_answer(event: Event, at: datetime) -> bool:
    """Whether yes or no still matters."""
    return event.state not in {EventState.CANCELLED, EventState.CLOSED} and not event.is_over(at=at)


def _people(event: Event) -> dict[str, int | None]:
    """Seats taken and seats there are, live."""
    pool = event.pools.filter(role="").first()
    return {"taken": pool.taken, "capacity": pool.capacity} if pool else {"taken": 0, "capacity": None}


def _appearances(speaker: Speaker, data: Programme) -> list[Appearance]:
    mine = [stop for stop in data["stops"] if _own_talks(stop, speaker)]
    live = Stop.objects.in_bulk([stop["id"] for stop in mine])
    people = _people_by_group(speaker.event) if len(data["groups"]) > 1 else {}
    return [
        Appearance(
            number=stop["number"],
            kind=stop["kind"],
            title=stop["title"],
            venue=stop["venue"],
            map_url=map_url(stop["venue"]),
            talks=_own_talks(stop, speaker),
            turns=_turns(stop, speaker, data, people),
            stop=live.get(stop["id"]),
        )
        for stop in mine
    ]


def _own_talks(stop: StopData, speaker: Speaker) -> list[TalkData]:
    return [talk for talk in stop["talks"] if any(each["id"] == speaker.pk for each in talk["speakers"])]


def _people_by_group(event: Event) -> dict[int, int]:
    """Seats per group, companions included; groups without anybody are left out."""
    seated = Registration.objects.of(event).seated().exclude(group=None).values("group")
    return {
        row["group"]: row["people"] for row in seated.annotate(people=Sum(F("companions") + 1)).order_by()
    }


def _turns(stop: StopData, speaker: Speaker, data: Programme, people: dict[int, int]) -> list[Turn]:
    zone, several = ZoneInfo(data["timezone"]), len(data["groups"]) > 1
    before = _minutes_before(stop, speaker)
    turns = [
        _turn(visit, zone, before, letter=group["letter"] if several else "", people=people.get(group["id"]))
        for group in data["groups"]
        for visit in group["visits"]
        if visit["stop"] == stop["id"]
    ]
    return sorted(turns, key=lambda turn: (turn.start is None, turn.start, turn.letter))


def _turn(visit: VisitData, zone: ZoneInfo, before: int, *, letter: str, people: int | None) -> Turn:
    start, end = visit["start"], visit["end"]
    begins = datetime.fromisoformat(start).astimezone(zone) if start else None
    return Turn(
        letter=letter,
        start=begins,
        end=datetime.fromisoformat(end).astimezone(zone) if end else None,
        talk_at=begins + timedelta(minutes=before) if begins and before else None,
        people=people,
    )


def _minutes_before(stop: StopData, speaker: Speaker) -> int:
    """How long others speak here before this speaker does."""
    minutes = 0
    for talk in stop["talks"]:
        if any(each["id"] == speaker.pk for each in talk["speakers"]):
            return minutes
        minutes += talk["duration_min"]
    return 0


def _sections(speaker: Speaker, talks: list[Talk], sent: SlidesForm | None) -> list[Section]:
    files = [_own(each, sent) for each in with_versions(materials_of(speaker))]
    sections = [
        Section(
            talk=talk,
            files=[each for each in files if each.material.talk_id == talk.pk],
            expected=talk.kind in WITH_SLIDES,
            form=_form(f"{OF_TALK}{talk.pk}", sent),
        )
        for talk in talks
    ]
    loose = [each for each in files if each.material.talk_id is None]
    if loose or not talks:
        sections.append(Section(None, loose, expected=not talks, form=_form("", sent)))
    return sections


def _form(where: str, sent: SlidesForm | None) -> SlidesForm:
    """An empty form, unless this is the place of the one that was sent."""
    return sent if sent is not None and sent.where == where else SlidesForm(where=where)


def materials_of(speaker: Speaker) -> Any:
    """What this speaker may replace: their own, and that of their talks."""
    own = Material.objects.filter(speaker=speaker)
    return (own | Material.objects.filter(talk__speakers=speaker)).distinct()


def _own(material: Material, sent: SlidesForm | None) -> OwnFile:
    newest = next(iter(material.versions.all()), None)
    return OwnFile(
        material=material,
        state=state_of(material),
        url=download_url(material, Audience.SPEAKER),
        refused_because=newest.refused_because if newest else "",
        form=_form(f"{OF_MATERIAL}{material.pk}", sent),
    )


def _owes(speaker: Speaker, sections: list[Section]) -> bool:
    """Slides are asked for and nothing is there, not even a reason."""
    loose = any(section.talk is None and section.files for section in sections)
    missing = any(section.expected and not section.files for section in sections if section.talk)
    return missing and not loose and not speaker.has_no_slides


def _report(speaker: Speaker) -> dict[str, Any] | None:
    """The draft report, when this speaker was asked to read it."""
    review = ReportReview.objects.select_related("report").filter(speaker=speaker).first()
    if review is None or review.report.state != ReportState.REVIEW:
        return None
    return {"review": review, "html": to_html(review.report.body), "until": review.report.review_by}
