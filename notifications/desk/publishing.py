"""What publishing would do, looked at beforehand: what stands in the way, what changes, who is told what."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from core.errors import RuleBroken
from notifications.batches.wishes import Wishes, wishes_for
from notifications.calendar.describe import SideBySide
from notifications.calendar.preview import Preview, who_will_be_told
from notifications.desk.differences import Change, differences, what_becomes_public
from notifications.outbox.models import HOST
from scheduling.board.warnings import PlanWarning, pressing, warnings_for
from tours.lifecycle.actions import check_publishable
from tours.lifecycle.errors import EventIsCancelled, EventIsClosed, NotPublishable
from tours.models import Event
from tours.programme.models import EventState
from tours.programme.snapshot import Programme, snapshot, with_programme

_REFUSED_BY_BOOKINGS = frozenset({"venue_busy", "speaker_busy"})
_OUTSIDE_THE_DAY = frozenset({"before_day", "after_day"})
NAMES = 3


@dataclass(frozen=True)
class Obstacle:
    """A sentence that says no, and where it is put right."""

    sentence: str
    to: str  # a URL name that takes the slug, or a path
    anchor: str = ""


@dataclass
class Heard:
    """So many people hear this; `names` are the first few, `lines` what changes for them.

    `on_the_way`: only the times or stops of their own route change.
    """

    lines: list[SideBySide]
    on_the_way: bool = False
    count: int = 0
    names: list[str] = field(default_factory=list)

    @property
    def others(self) -> int:
        """How many are not among the names."""
        return self.count - len(self.names)


@dataclass
class KindHeard:
    """One kind of mail: how many get it, how many were left out, and what there is to hear."""

    kind: str
    label: str
    heard: dict[str, Heard] = field(default_factory=dict)
    count: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Outlook:
    """`seen` stands for exactly this: publishing gives it back, so that nothing else is published than what was shown."""

    event: Event
    first: bool
    obstacles: list[Obstacle] = field(default_factory=list)
    warnings: list[PlanWarning] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    told: Preview | None = None  # None: nobody is told
    seen: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    sign_up_is_over: bool = False  # publishing opens it for nobody

    @property
    def nothing_new(self) -> bool:
        told = self.told.hearings if self.told else []
        hosts = any(hearing.kind in HOST and hearing.count for hearing in told)
        return not self.first and not self.changes and not self.obstacles and not hosts

    @property
    def stops_decide(self) -> bool:
        """The hours of the event are others than those of its stops, and what is public are those of the stops."""
        return any(each.code in _OUTSIDE_THE_DAY for each in self.warnings)

    @property
    def mails(self) -> int:
        return self.told.mails if self.told else 0

    @property
    def kinds(self) -> list[KindHeard]:
        """Who hears what, by kind of mail; those whose mail reads the same here are taken together."""
        found: dict[str, KindHeard] = {}
        for hearing in self.told.hearings if self.told else []:
            kind = found.setdefault(hearing.kind, KindHeard(hearing.kind, hearing.label))
            kind.count += hearing.count
            kind.left_out += hearing.left_out
            if hearing.count:
                lines = [line for line in hearing.lines if line["old"]]
                alike = kind.heard.setdefault(str(lines), Heard(lines, not lines and bool(hearing.lines)))
                alike.count += hearing.count
                alike.names = [*alike.names, *hearing.names][:NAMES]
        return list(found.values())

    @property
    def left_out(self) -> int:
        """People who would hear something and are not mailed."""
        return sum(kind.left_out for kind in self.kinds)


def outlook(event: Event, *, at: datetime) -> Outlook:
    """What would happen now. Writes nothing; a constant number of statements."""
    event = with_programme(Event.objects.filter(pk=event.pk)).get()
    first = event.current is None
    warnings = pressing(event, warnings_for(event))
    try:
        if event.state == EventState.CANCELLED:
            raise EventIsCancelled
        check_publishable(event)
    except RuleBroken as no:
        return Outlook(event, first, obstacles=[_obstacle(no)], warnings=warnings)
    programme = snapshot(event)
    over = datetime.fromisoformat(programme["ends_at"]) <= at
    if event.state == EventState.CLOSED and not over:
        return Outlook(event, first, obstacles=[_obstacle(EventIsClosed())], warnings=warnings)
    closes = event.registration_closes_at
    begun = datetime.fromisoformat(programme["starts_at"]) <= at
    wishes, obstacles = wishes_for(event), _taken(event, warnings)
    if obstacles:  # said once, where it stands in the way
        warnings = [each for each in warnings if each.code not in _REFUSED_BY_BOOKINGS]
    return Outlook(
        event=event,
        first=first,
        wishes=wishes,
        sign_up_is_over=begun or (closes is not None and closes <= at),
        obstacles=obstacles,
        warnings=warnings,
        changes=differences(event.current.data, programme)
        if event.current
        else what_becomes_public(programme),
        told=None if over else who_will_be_told(event, programme, left_out=wishes.left_out),
        seen=fingerprint(event.current.number if event.current else 0, programme),
    )


def fingerprint(number: int, programme: Programme) -> str:
    """Stands for the step from Revision `number` (0: none yet) to this programme."""
    exactly = json.dumps(programme, sort_keys=True).encode()
    return f"{number}-{hashlib.sha256(exactly).hexdigest()[:32]}"


def _obstacle(no: RuleBroken) -> Obstacle:
    if isinstance(no, NotPublishable):
        return Obstacle(str(no), "lifecycle:settings", f"id_{no.field}")
    if isinstance(no, EventIsCancelled | EventIsClosed):
        return Obstacle(str(no), "lifecycle:reopen")
    return Obstacle(str(no), "board:programme")


def _taken(event: Event, warnings: list[PlanWarning]) -> list[Obstacle]:
    """A place or speaker that another published event holds: publishing would be refused."""
    if not event.programme_complete:
        return []
    return [Obstacle(each.sentence, each.url) for each in warnings if each.code in _REFUSED_BY_BOOKINGS]
