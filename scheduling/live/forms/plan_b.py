"""Plan B as it is prepared: for each way and each stop, as planned or by other means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from scheduling.engine import PROFILES
from scheduling.live.models import PlanB
from scheduling.live.ways import Ends, estimated_min
from tours.programme.models import DAY_MIN, Event, TravelMode, Venue
from tours.programme.snapshot import LegData, StopData, VenueData, venue_data


@dataclass(frozen=True)
class PlannedWay:
    """A way that groups go as it is planned, with the stops at both ends."""

    leg: LegData
    here: StopData
    there: StopData

    @property
    def ends(self) -> Ends:
        return self.here["id"], self.there["id"]

    @property
    def mode(self) -> str:
        return str(TravelMode(self.leg["mode"]).label)

    @property
    def name(self) -> str:
        return f"{self.here['id']}-{self.there['id']}"


class PlanBForm(forms.Form):
    """What is left empty stays as planned."""

    mark_optional = False
    note = LineField(
        label=_("Wat u erbij zegt"),
        max_length=200,
        help_text=_("Hier begint het bericht mee dat iedereen krijgt die nog moet komen."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        event: Event,
        plan: PlanB | None,
        ways: Sequence[PlannedWay],
        stops: Sequence[StopData],
    ) -> None:
        super().__init__(_by_bus(data, ways) if data and "by_bus" in data else data)
        self.ways, self.stops = ways, stops
        self.venues = {venue.pk: venue for venue in event.organisation.venues.order_by("name")}
        self.fields["note"].initial = plan.note if plan else _("Het regent. Wij gaan met de bus.")
        known = {(one.from_stop_id, one.to_stop_id): one for one in plan.ways.all()} if plan else {}
        for way in ways:
            self._add_way(way, known.get(way.ends))
        moved = {one.stop_id: one.venue_id for one in plan.places.all()} if plan else {}
        for stop in stops:
            self._add_place(stop, moved.get(stop["id"]))

    @property
    def way_rows(self) -> list[tuple[PlannedWay, forms.BoundField, forms.BoundField]]:
        return [(way, self[f"mode-{way.name}"], self[f"minutes-{way.name}"]) for way in self.ways]

    @property
    def by_bicycle(self) -> bool:
        return any(way.leg["mode"] == TravelMode.BICYCLE for way in self.ways)

    @property
    def place_rows(self) -> list[tuple[StopData, forms.BoundField]]:
        return [(stop, self[f"place-{stop['id']}"]) for stop in self.stops]

    @property
    def chosen_places(self) -> dict[int, Venue]:
        chosen = {stop["id"]: self.cleaned_data.get(f"place-{stop['id']}") for stop in self.stops}
        return {stop: self.venues[int(pk)] for stop, pk in chosen.items() if pk}

    @property
    def chosen_ways(self) -> dict[Ends, tuple[str, int]]:
        found = {}
        for way in self.ways:
            mode, minutes = (self.cleaned_data.get(f"{name}-{way.name}") for name in ("mode", "minutes"))
            if mode and minutes is not None:
                found[way.ends] = (str(mode), int(minutes))
        return found

    def clean(self) -> dict[str, Any]:
        """Minutes that were left open are estimated, where both places are known."""
        cleaned = super().clean() or self.cleaned_data
        places = {stop: venue_data(venue) for stop, venue in self.chosen_places.items()}
        for way in self.ways:
            mode, minutes = (cleaned.get(f"{name}-{way.name}") for name in ("mode", "minutes"))
            if mode and minutes is None and f"minutes-{way.name}" not in self.errors:
                guess = self._guess(way, mode, places)
                cleaned[f"minutes-{way.name}"] = guess
                if guess is None:
                    self.add_error(f"minutes-{way.name}", _("Vul de minuten in; schatten lukt hier niet."))
        return cleaned

    def _guess(self, way: PlannedWay, mode: str, places: dict[int, VenueData]) -> int | None:
        one, other = (places.get(stop["id"], stop["venue"]) for stop in (way.here, way.there))
        return estimated_min(one, other, mode) if mode in PROFILES else None

    def _add_way(self, way: PlannedWay, known: Any) -> None:
        self.fields[f"mode-{way.name}"] = forms.ChoiceField(
            label=_("Hoe"),
            choices=[("", _("Zoals gepland")), *TravelMode.choices],
            required=False,
            initial=known.mode if known else "",
        )
        self.fields[f"minutes-{way.name}"] = forms.IntegerField(
            label=_("Minuten"),
            min_value=1,
            max_value=DAY_MIN,
            required=False,
            initial=known.minutes if known else None,
        )

    def _add_place(self, stop: StopData, known: int | None) -> None:
        own = stop["venue"]["id"] if stop["venue"] else 0
        self.fields[f"place-{stop['id']}"] = forms.ChoiceField(
            label=_("Plek"),
            choices=[
                ("", _("Zoals gepland")),
                *((str(pk), venue.name) for pk, venue in self.venues.items() if pk != own),
            ],
            required=False,
            initial=str(known or ""),
        )


def _by_bus(data: QueryDict, ways: Sequence[PlannedWay]) -> QueryDict:
    """As it was sent in, with every way by bicycle that was left open by bus."""
    filled = data.copy()
    for way in ways:
        if way.leg["mode"] == TravelMode.BICYCLE and not filled.get(f"mode-{way.name}"):
            filled[f"mode-{way.name}"] = TravelMode.BUS
    return filled
