"""How many come, what they eat, who needs a bicycle and what else people need. A fixed number of statements.

Speakers, hosts at the stops and guides eat too. Who is both counts once, as does a speaker who is on the list as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.pasted import match
from tours.programme.models import Event, Group, SpeakerState, StopKind
from tours.signups.desk.words import TRANSPORT
from tours.signups.models import SEATED, Diet, Pool, Registration, RegistrationQuerySet, RegistrationState

SHOW_NEEDS = 50
NO_WISH = ""
S = RegistrationState


@dataclass(frozen=True)
class Eater:
    """A speaker, host or guide: somebody who eats without having signed up."""

    name: str
    diet: str = NO_WISH
    wish: str = ""  # in their own words, where those are none of our diets


@dataclass
class Counts:
    """Persons, companions included; `lunch` maps a diet ("" no wish) to persons with a seat."""

    coming: int = 0
    unsure: int = 0  # a seat that is held or offered: they eat along until they say no
    waiting: int = 0
    invited: int = 0
    companions: int = 0
    capacity: int | None = None
    left: int | None = None
    closed: bool = False
    with_meal: bool = True  # on a tour somebody eats; at a meeting only where a meal is in the programme
    lunch: Counter[str] = field(default_factory=Counter)
    transport: Counter[str] = field(default_factory=Counter)
    groups: list[tuple[str, int]] = field(default_factory=list)
    speakers: int = 0
    hosts: int = 0
    guides: int = 0
    wishes: list[Eater] = field(default_factory=list)
    needs: list[Registration] = field(default_factory=list)
    needs_total: int = 0

    @property
    def seated(self) -> int:
        return self.coming + self.unsure

    @property
    def eating(self) -> int:
        return self.lunch.total()

    @property
    def by_diet(self) -> list[tuple[str | Promise, int]]:
        """Words and numbers, in the order of the form, what nobody eats left out."""
        words: Mapping[str, str | Promise] = {**dict(Diet.choices), NO_WISH: _("Geen wens")}
        return [(word, self.lunch[diet]) for diet, word in words.items() if self.lunch[diet]]

    @property
    def by_transport(self) -> list[tuple[str | Promise, int]]:
        words: Mapping[str, str | Promise] = {**TRANSPORT, "": _("Niet gezegd")}
        return [(word, self.transport[way]) for way, word in words.items() if self.transport[way]]

    @property
    def borrowing(self) -> int:
        return self.transport["borrow_bicycle"]

    @property
    def tells_transport(self) -> bool:
        return any(way and number for way, number in self.transport.items())


def count_people(event: Event) -> Counts:
    """Everything the panel shows, from nine statements at most, ten for a meeting."""
    counts = Counts(with_meal=event.is_tour or event.stops.filter(kind=StopKind.MEAL).exists())
    mine = Registration.objects.of(event).filter(erased_at=None)
    _registrations(counts, mine)
    groups = list(event.groups.all())
    _per_group(counts, mine, groups)
    _crew(counts, event, groups, mine)
    needing = mine.filter(state__in=SEATED).exclude(access_needs="")
    counts.needs = list(needing.select_related("group").order_by("name", "pk")[: SHOW_NEEDS + 1])
    counts.needs_total = needing.count() if len(counts.needs) > SHOW_NEEDS else len(counts.needs)
    counts.needs = counts.needs[:SHOW_NEEDS]
    pool = Pool.objects.filter(event=event, role="").first()
    if pool:
        counts.capacity, counts.left, counts.closed = pool.capacity, pool.left, pool.closed
    return counts


def _registrations(counts: Counts, mine: RegistrationQuerySet) -> None:
    """One statement that returns a row per state, diet and transport that occurs, not per person."""
    kinds = mine.order_by().values("state", "diet", "transport")
    for kind in kinds.annotate(people=Count("pk"), extra=Sum("companions")):
        people, extra = kind["people"], kind["extra"] or 0
        if kind["state"] == S.WAITING:
            counts.waiting += people + extra
        elif kind["state"] == S.INVITED:
            counts.invited += people + extra
        elif kind["state"] in SEATED:
            counts.companions += extra
            counts.lunch[kind["diet"]] += people
            counts.lunch[NO_WISH] += extra
            counts.transport[kind["transport"]] += people
            if kind["state"] == S.CONFIRMED:
                counts.coming += people + extra
            else:
                counts.unsure += people + extra


def _per_group(counts: Counts, mine: RegistrationQuerySet, groups: list[Group]) -> None:
    if len(groups) < 2:  # noqa: PLR2004  (one group is no division)
        return
    seated = mine.filter(state__in=SEATED).order_by().values("group")
    found = {row["group"]: row["persons"] for row in seated.annotate(persons=Sum(F("companions") + 1))}
    counts.groups = [(group.letter, found.get(group.pk, 0)) for group in groups]
    if found.get(None):
        counts.groups.append(("", found[None]))


def _crew(counts: Counts, event: Event, groups: list[Group], mine: RegistrationQuerySet) -> None:
    """Speakers, hosts and guides who are not counted yet, each once, known by name."""
    speaking = event.speakers.filter(state__in=[SpeakerState.INVITED, SpeakerState.CONFIRMED])
    hosting = event.stops.exclude(contact_name="").values_list("contact_name", flat=True)
    crew = {
        "speakers": [_eater(name, diet) for name, diet in speaking.values_list("name", "diet")],
        "hosts": [Eater(name) for name in hosting],
        "guides": [Eater(group.guide_name) for group in groups if group.guide_name],
    }
    known = _listed(mine, [eater.name for eaters in crew.values() for eater in eaters])
    for kind, eaters in crew.items():
        for eater in eaters:
            name = eater.name.strip().casefold()
            if name in known:
                continue
            known.add(name)
            setattr(counts, kind, getattr(counts, kind) + 1)
            counts.lunch[eater.diet] += 1
            if eater.wish:
                counts.wishes.append(eater)


def _eater(name: str, words: str) -> Eater:
    """A speaker types a diet in words: one of ours, or another."""
    if not words:
        return Eater(name)
    known = match(words, {value: [str(label)] for value, label in Diet.choices})
    return Eater(name, known) if known else Eater(name, Diet.OTHER, words)


def _listed(mine: RegistrationQuerySet, names: list[str]) -> set[str]:
    """Those of these names, without regard to case, that have a seat of their own as well."""
    if not names:
        return set()
    there = mine.called(names).seated()
    return {name.strip().casefold() for name in there.values_list("name", flat=True)}
