"""One event at this moment: what a task, a step or a sentence about it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from core.errors import RuleBroken
from notifications.desk.differences import Change
from notifications.desk.lunch import Lunch
from scheduling.board.warnings import PlanWarning, pressing
from tours.dialogue.models import Commitment, ReportReview
from tours.materials.models import SlidesAnswer
from tours.models import Event, Pool, Registration, Speaker
from tours.organisations.access import May
from tours.programme.models import EventState
from tours.signups.invitations.standing import Invited


@dataclass(frozen=True)
class RunningPoll:
    """A date poll that asks now: how many people, and the names of those who did not answer."""

    answer_by: date
    asked: int
    silent: tuple[str, ...]


@dataclass
class EventNow:
    """One event and all that a task, a step or a sentence about it is made of."""

    event: Event
    at: datetime
    may: frozenset[May]
    pools: list[Pool] = field(default_factory=list)
    people: Mapping[str, int] = field(default_factory=dict)  # persons, companions included, per state
    poll: RunningPoll | None = None
    lapsing: list[Registration] = field(default_factory=list)
    wish_to_speak: list[str] = field(default_factory=list)  # residents who signed up for it
    invited: Invited = field(default_factory=Invited)
    speakers: list[Speaker] = field(default_factory=list)
    without_slides: list[Speaker] = field(default_factory=list)
    slides_answers: list[SlidesAnswer] = field(default_factory=list)  # why they are not there yet
    warnings: list[PlanWarning] = field(default_factory=list)
    missing: RuleBroken | None = None  # why it cannot be published
    unpublished: list[Change] = field(default_factory=list)
    failed: int = 0
    held: int = 0
    why_held: list[str] = field(default_factory=list)
    notices: int = 0  # what came in about people and nobody looked at
    untold: int = 0  # people who were left out of what was published
    lunch: Lunch | None = None  # of the next event with one, while it is near
    reviews: list[ReportReview] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    follow_up: date | None = None

    @property
    def today(self) -> date:
        """Where the event is."""
        return self.at.astimezone(self.event.zone).date()

    @property
    def days(self) -> int | None:
        """Whole days until the event; negative when it has been, None without a date."""
        return (self.event.day - self.today).days if self.event.day else None

    @property
    def pressing(self) -> list[PlanWarning]:
        """Of a save-the-date only what would stay wrong."""
        return pressing(self.event, self.warnings)

    @property
    def is_published(self) -> bool:
        return self.event.state == EventState.PUBLISHED

    @property
    def everybody(self) -> Pool | None:
        """The seats of the event as a whole."""
        return next((pool for pool in self.pools if not pool.role), None)

    def talks_of(self, speaker: Speaker) -> list[str]:
        """The titles of the stops at which this speaker stands in the programme."""
        return [
            stop.title
            for stop in vars(self.event).get("whole_stops", [])
            if any(one.pk == speaker.pk for talk in stop.talks.all() for one in talk.speakers.all())
        ]
