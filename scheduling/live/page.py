"""What the pages of the day show of each group. A constant number of statements, however many groups there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.live.actions import Proposal, progress
from scheduling.live.models import Arrival
from scheduling.live.progress import Progress
from tours.programme.day import Step
from tours.programme.models import Event, Group, Speaker, SpeakerState, Stop
from tours.programme.snapshot import StopData
from tours.signups.models import Registration

DELAYS_MIN = (5, 10, 15)


@dataclass(frozen=True)
class Host:
    """Whom to ring at a stop, and what to say."""

    name: str
    phone: str
    place: str
    text: str


@dataclass(frozen=True)
class Card:
    """One group on the day."""

    event: Event
    group: Group
    progress: Progress
    people: list[Registration]
    several: bool
    stops: dict[int, Stop]

    @property
    def expected(self) -> int:
        return sum(one.seats for one in self.people)

    @property
    def present(self) -> int:
        return sum(one.seats for one in self.people if one.checked_in_at)

    @property
    def absent(self) -> int:
        return self.expected - self.present

    @property
    def next_host(self) -> Host | None:
        """Of the next stop, with the text that the group is coming."""
        step = self.progress.next_step
        if step is None or step.start is None:
            return None
        text = _("%(who)s %(time)s uur bij %(place)s. %(people)s %(bye)s") % {
            "who": self._coming(),
            "time": time_format(step.start),
            "place": step.data["title"],
            "people": self._how_many(),
            "bye": self._bye(),
        }
        return self.host(step.data, text)

    def host(self, stop: StopData, text: str) -> Host | None:
        """Who is to be rung at this stop; None where nobody is known."""
        live = self.stops.get(stop["id"])
        if live is None or not live.contact_phone:
            return None
        return Host(live.contact_name or stop["title"], live.contact_phone, stop["title"], text)

    def later_text(self, stop: StopData, *, start: datetime, late_min: int) -> str:
        """That the group comes later, for a host."""
        sentence = ngettext(
            "%(who)s om %(time)s uur bij %(place)s, één minuut later dan gepland. %(people)s %(bye)s",
            "%(who)s om %(time)s uur bij %(place)s, %(late)s minuten later dan gepland. %(people)s %(bye)s",
            late_min,
        )
        return sentence % {
            "who": self._begins(),
            "time": time_format(start),
            "place": stop["title"],
            "late": late_min,
            "people": self._how_many(),
            "bye": self._bye(),
        }

    def _coming(self) -> str:
        return (
            _("Groep %(letter)s komt om") % {"letter": self.group.letter}
            if self.several
            else _("Wij komen om")
        )

    def _begins(self) -> str:
        if self.several:
            return _("Groep %(letter)s begint") % {"letter": self.group.letter}
        return _("Wij beginnen")

    def _how_many(self) -> str:
        number = self.present or self.expected
        return ngettext("Wij zijn met één persoon.", "Wij zijn met %(n)s personen.", number) % {"n": number}

    def _bye(self) -> str:
        return _("Groet, %(name)s") % {"name": self.group.guide_name or _("de gids")}


@dataclass(frozen=True)
class Effect:
    """What becomes of one visit: when it was, when it is, and who waits there."""

    letter: str
    step: Step
    was: datetime
    start: datetime
    late_min: int
    host: Host | None
    speakers: list[Speaker]


@dataclass(frozen=True)
class Consequences:
    """What accepting a proposal does, and who hears of it."""

    proposal: Proposal
    effects: list[Effect]
    speakers: list[Speaker]
    participants: int

    @property
    def eaten_min(self) -> int:
        """What buffers and waiting take up before the first visit that moves for this group."""
        return self.proposal.minutes - max((effect.late_min for effect in self.effects), default=0)

    @property
    def earlier_min(self) -> int:
        return self.proposal.earlier_min


def cards_of(event: Event, groups: list[Group]) -> list[Card]:
    """The cards of these groups of a published event; of those that were published."""
    if event.current is None:
        return []
    programme = event.current.data
    published = {each["id"]: each for each in programme["groups"]}
    reached: dict[int, set[int]] = defaultdict(set)
    for arrival in Arrival.objects.filter(group__in=groups):
        reached[arrival.group_id].add(arrival.stop_id)
    people: dict[int | None, list[Registration]] = defaultdict(list)
    for one in Registration.objects.of(event).seated().order_by("checked_in_at", "name", "pk"):
        people[one.group_id].append(one)
    stops = {stop.pk: stop for stop in event.stops.all()}
    several = len(published) > 1
    everybody = [one for some in people.values() for one in some]
    return [
        Card(
            event=event,
            group=group,
            progress=progress(programme, published[group.pk], reached[group.pk], event),
            people=sorted(people[group.pk] if several else everybody, key=_absent_first),
            several=several,
            stops=stops,
        )
        for group in groups
        if group.pk in published
    ]


def consequences_of(card: Card, proposal: Proposal) -> Consequences:
    """What a proposal does, for whoever decides: two statements more."""
    event, programme = card.event, proposal.programme
    letters = {group["id"]: group["letter"] for group in programme["groups"]}
    stops = {stop["id"]: stop for stop in programme["stops"]}
    named = {
        one["id"]
        for move in proposal.moved
        for talk in stops[move.stop_id]["talks"]
        for one in talk["speakers"]
    }
    speakers = Speaker.objects.exclude(state=SpeakerState.DECLINED).in_bulk(named)
    effects = []
    for move in proposal.moved:
        step = Step(stops[move.stop_id], move.start)
        text = card.later_text(step.data, start=move.start, late_min=move.late_min)
        here = [speakers[one["id"]] for one in step.speakers if one["id"] in speakers]
        effects.append(
            Effect(
                letter=letters[move.group_id] if card.several else "",
                step=step,
                was=move.was,
                start=move.start,
                late_min=move.late_min,
                host=card.host(step.data, text) if move.group_id == card.group.pk else None,
                speakers=here,
            )
        )
    return Consequences(
        proposal,
        effects,
        [one for one in speakers.values() if one.email and one.state == SpeakerState.CONFIRMED],
        _participants(event, {move.group_id for move in proposal.moved}, several=card.several),
    )


def _participants(event: Event, groups: set[int], *, several: bool) -> int:
    """How many people with a seat and an address go round in these groups."""
    people = Registration.objects.of(event).confirmed().exclude(email="")
    return (people.filter(group__in=groups) if several else people).count()


def _absent_first(one: Registration) -> tuple[bool, str]:
    return one.checked_in_at is not None, one.name.lower()
