"""How the invitations stand: per party who comes, and whom somebody still has to ring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Min, Q

from tours.programme.models import Event
from tours.signups.models import Registration, RegistrationQuerySet, RegistrationState, Source

S = RegistrationState


@dataclass
class Standing:
    """Persons by what they answered; `party` is empty for those without one, and for all together."""

    party: str = ""
    yes: int = 0
    waiting: int = 0
    unknown: int = 0
    no: int = 0

    @property
    def total(self) -> int:
        return self.yes + self.waiting + self.unknown + self.no

    @property
    def parts(self) -> list[tuple[int, str]]:
        """What the bar draws, from left to right: a number and the name of its colour."""
        return [(self.yes, "yes"), (self.waiting, "waiting"), (self.no, "no"), (self.unknown, "open")]

    def add(self, state: str, number: int) -> None:
        """Count so many in this state."""
        field = {S.WAITING: "waiting", S.INVITED: "unknown", S.CANCELLED: "no"}.get(S(state), "yes")
        setattr(self, field, getattr(self, field) + number)


def standing_by_party(event: Event) -> tuple[Standing, list[Standing]]:
    """All together, and per party: everybody who was invited, and who signed up for a party by themselves."""
    whole, parties = Standing(), defaultdict[str, Standing](Standing)
    asked = Q(source=Source.INVITED) | ~Q(party="")
    rows = Registration.objects.of(event).filter(asked, erased_at=None).order_by("party")
    for party, state, number in rows.values_list("party", "state").annotate(number=Count("pk")):
        parties[party].party = party
        parties[party].add(state, number)
        whole.add(state, number)
    return whole, sorted(parties.values(), key=lambda each: (not each.party, each.party.lower()))


@dataclass
class Invited(Standing):
    """Everybody who was invited to one event; `silent_roles` are those of who said nothing, `since` the oldest question."""

    silent_roles: set[str] = field(default_factory=set)
    since: datetime | None = None


def invited_by_event(events: Iterable[int]) -> defaultdict[int, Invited]:
    """One statement for all these events."""
    found = defaultdict[int, Invited](Invited)
    rows = Registration.objects.filter(event__in=events, source=Source.INVITED, erased_at=None).order_by()
    counted = rows.values_list("event", "state", "role").annotate(number=Count("pk"), since=Min("invited_at"))
    for event, state, role, number, since in counted:
        found[event].add(state, number)
        if state == S.INVITED:
            found[event].silent_roles.add(role)
            found[event].since = min(filter(None, [found[event].since, since]), default=None)
    return found


def without_answer(event: Event) -> RegistrationQuerySet:
    """Invited, and neither yes nor no: who was rung least recently comes first, per party."""
    silent = Registration.objects.of(event).filter(state=S.INVITED, erased_at=None)
    return silent.order_by("party", F("called_at").asc(nulls_first=True), "name", "pk")
