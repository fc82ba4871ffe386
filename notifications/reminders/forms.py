"""One rule more, as an organiser puts it together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tours.organisations.models import Role
from tours.programme.reminders import FITS, MOST_DAYS, MOST_HOURS, Anchor, Rule, Who

_MOST = {"d": MOST_DAYS, "h": MOST_HOURS}


def _choices() -> list[tuple[str, str]]:
    """Every moment with everybody for whom there is something to say then."""
    labels = dict(Who.choices) | dict(Role.choices)
    said = _("%(moment)s, voor %(who)s")
    return [
        (f"{anchor}:{who}", said % {"moment": Anchor(anchor).label, "who": str(labels[who]).lower()})
        for anchor, people in FITS.items()
        for who in people
    ]


class RuleForm(forms.Form):
    amount = forms.IntegerField(label=_("Hoeveel"), min_value=0, max_value=MOST_HOURS, initial=2)
    unit = forms.ChoiceField(label=_("Dagen of uren"), choices=[("d", _("dagen")), ("h", _("uur"))])
    side = forms.ChoiceField(label=_("Ervoor of erna"), choices=[("before", _("vóór")), ("after", _("na"))])
    about = forms.ChoiceField(label=_("Welk moment, en voor wie"), choices=_choices)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        amount, unit = typed.get("amount"), typed.get("unit")
        if amount is not None and unit and not (unit == "h") <= amount <= _MOST[unit]:
            self.add_error("amount", _("Kies hoogstens 60 dagen, of 1 tot en met 72 uur."))
        return typed

    def rule(self) -> Rule:
        """What was put together."""
        anchor, _colon, who = self.cleaned_data["about"].partition(":")
        return Rule(
            self.cleaned_data["amount"],
            self.cleaned_data["unit"],
            after=self.cleaned_data["side"] == "after",
            anchor=anchor,
            who=who,
        )
