"""What the pages of the day show of each group. A constant number of statements, however many groups there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import one_line
from scheduling.live.changes import Change
from scheduling.live.models import Arrival
from scheduling.live.progress import Progress
from scheduling.live.proposing import progress
from tours.programme.day import Step, end_after
from tours.programme.models import Event, Group, Stop
from tours.programme.snapshot import StopData, VenueData
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
    def end(self) -> VenueData | None:
        """Where the day ends, if that is not at the last step."""
        last = self.progress.steps[-1].data["venue"] if self.progress.steps else None
        return end_after(self.event.current.data, last) if self.event.current else None

    @property
    def next_host(self) -> Host | None:
        """Of the next stop, with the text that the group is coming."""
        step = self.progress.next_step
        if step is None or step.start is None:
            return None
        return self.host(step.data, self.coming_text(step))

    def coming_text(self, step: Step) -> str:
        """That the group is coming to a stop that has a time."""
        return _("%(who)s %(time)s uur bij %(place)s. %(people)s %(bye)s") % {
            "who": self._coming(),
            "time": time_format(step.start) if step.start else "",
            "place": step.data["title"],
            "people": self._how_many(),
            "bye": self._bye(),
        }

    def host(self, stop: StopData, text: str) -> Host | None:
        """Who is to be rung at this stop; None where nobody is known."""
        live = self.stops.get(stop["id"])
        if live is None or not live.contact_phone:
            return None
        return Host(live.contact_name or stop["title"], live.contact_phone, stop["title"], one_line(text))

    def text_about(self, change: Change) -> str:
        """What becomes of a visit, for whoever waits there."""
        about = {
            "who": self._who(),
            "place": _where(change),
            "people": self._how_many(),
            "bye": self._bye(),
        }
        if change.start is None or change.end is None:
            return _("%(who)s slaat %(place)s vandaag over. %(bye)s") % about
        about |= {"time": time_format(change.start), "until": time_format(change.end)}
        if change.late_min > 0:
            return self._later(change, about)
        if change.late_min < 0:
            sentence = _("%(who)s begint eerder bij %(place)s, om %(time)s uur. %(people)s %(bye)s")
        elif change.is_new or change.elsewhere:
            sentence = _("%(who)s begint om %(time)s uur bij %(place)s. %(people)s %(bye)s")
        else:
            sentence = _("%(who)s blijft korter bij %(place)s, tot %(until)s uur. %(people)s %(bye)s")
        return sentence % about

    def _later(self, change: Change, about: dict[str, str]) -> str:
        sentence = ngettext(
            "%(who)s om %(time)s uur bij %(place)s, één minuut later dan gepland. %(people)s %(bye)s",
            "%(who)s om %(time)s uur bij %(place)s, %(late)s minuten later dan gepland. %(people)s %(bye)s",
            change.late_min,
        )
        return sentence % (about | {"who": self._begins(), "late": change.late_min})

    def _who(self) -> str:
        if self.several:
            return _("Groep %(letter)s") % {"letter": self.group.letter}
        return _("Onze groep")

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
        """Whom there must be room for; nobody is away because a list is half ticked."""
        if not self.expected:
            return ""
        if 0 < self.present < self.expected:
            sentence = _("Wij verwachten %(all)s personen, %(n)s zijn er nu.")
            return sentence % {"all": self.expected, "n": self.present}
        return ngettext("Wij zijn met één persoon.", "Wij zijn met %(n)s personen.", self.expected) % {
            "n": self.expected
        }

    def _bye(self) -> str:
        return _("Groet, %(name)s") % {"name": self.group.guide_name or _("de gids")}


def _where(change: Change) -> str:
    """The stop; and its place, where that is another one now."""
    title, venue = change.stop["title"], change.stop["venue"]
    if not change.elsewhere or venue is None:
        return title
    return _("%(stop)s (nu op een andere plek: %(place)s)") % {"stop": title, "place": venue["name"]}


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


def _absent_first(one: Registration) -> tuple[bool, str]:
    return one.checked_in_at is not None, one.name.lower()
