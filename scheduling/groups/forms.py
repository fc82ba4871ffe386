"""What the page about groups sends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.groups.models import GroupQuota
from tours.organisations.models import Role
from tours.programme.models import Event
from tours.signups.models import Registration

EVERYBODY, THE_REST = "iedereen", "rest"


class ChangeForm(forms.Form):
    """The people who were ticked, and what is to become of them."""

    do = forms.ChoiceField(choices=[(verb, verb) for verb in ("move", "let_go", "together", "apart")])

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"] = forms.ModelMultipleChoiceField(
            Registration.objects.of(event).select_related("event"),
            error_messages={
                "required": _("Kruis eerst mensen aan."),
                "invalid_choice": _("Deze mensen staan er niet meer. Kruis ze opnieuw aan."),
            },
        )
        self.fields["group"] = forms.ModelChoiceField(event.groups.all(), required=False)


class QuotasForm(forms.Form):
    """At least and at most so many of each role and party in a group, for whoever has a seat."""

    mark_optional = False

    def __init__(
        self, *args: Any, people: Iterable[Registration], quotas: Iterable[GroupQuota], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        stored = {(one.attribute, one.value): one for one in quotas}
        seats: Counter[str] = Counter()
        parties: Counter[str] = Counter()
        for one in people:
            seats[one.role] += one.seats
            parties[one.party.strip()] += one.seats
        self.keys: list[tuple[str, str]] = []
        self.labels: list[tuple[str, int]] = []
        roles = [("role", role, str(label), seats[role]) for role, label in Role.choices]
        for attribute, value, label, number in [
            *roles,
            *(("party", party, party, parties[party]) for party in sorted(parties) if party),
            *(
                ("party", value, value, 0)
                for kind, value in stored
                if kind == "party" and value not in parties
            ),
        ]:
            if number or (attribute, value) in stored:
                self._add(attribute, value, label, number, stored.get((attribute, value)))

    def rows(self) -> list[tuple[str, int, forms.BoundField, forms.BoundField]]:
        """Of whom, how many there are, and both fields."""
        return [
            (label, number, self[f"least_{row}"], self[f"most_{row}"])
            for row, (label, number) in enumerate(self.labels)
        ]

    def wanted(self) -> dict[tuple[str, str], tuple[int, int | None]]:
        """What set_quotas wants to know."""
        data = self.cleaned_data
        return {key: (data[f"least_{row}"] or 0, data[f"most_{row}"]) for row, key in enumerate(self.keys)}

    def _add(self, attribute: str, value: str, label: str, number: int, stored: GroupQuota | None) -> None:
        row = len(self.keys)
        self.keys.append((attribute, value))
        self.labels.append((label, number))
        for name, title, initial in (
            ("least", _("Ten minste"), (stored and stored.minimum) or None),
            ("most", _("Ten hoogste"), stored.maximum if stored else None),
        ):
            self.fields[f"{name}_{row}"] = forms.IntegerField(
                label=title, required=False, min_value=0, max_value=1000, initial=initial
            )


class ProposalForm(forms.Form):
    """Which proposal: for whom, which draw, and as it was looked at."""

    voorstel = forms.ChoiceField(choices=[(who, who) for who in (EVERYBODY, THE_REST)])
    trekking = forms.IntegerField(min_value=1, max_value=10_000, required=False)
    merk = forms.CharField(max_length=16, required=False)

    def clean_trekking(self) -> int:
        number = self.cleaned_data["trekking"]
        return number if isinstance(number, int) else 1

    @property
    def everybody(self) -> bool:
        return bool(self.cleaned_data["voorstel"] == EVERYBODY)
