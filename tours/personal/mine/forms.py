"""Change what a person told about themselves."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from tours.signups.forms import PersonForm
from tours.signups.models import Registration


class MineForm(PersonForm):
    """As at signing up, with the version that was on the screen: two tabs, one wins."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        event = registration.event
        initial = {name: getattr(registration, name) for name in [*self.base_fields, "version"]}
        allowed = max(event.companions_allowed, registration.companions)
        super().__init__(*args, event=event, companions_allowed=allowed, initial=initial, **kwargs)

    def differences(self, stored: Registration) -> list[tuple[str, str]]:
        """Label and stored value of each field where what is stored differs from what was typed."""
        shown = MineForm(registration=stored)
        return [
            (str(field.label), _in_words(field))
            for field in shown.visible_fields()
            if self.cleaned_data.get(field.name) != field.initial
        ]

    def over_again(self, stored: Registration) -> MineForm:
        """The same text on top of what is stored now: sent once more, it wins."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(stored.version)
        return MineForm(data, registration=stored)

    @property
    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _in_words(field: forms.BoundField) -> str:
    if isinstance(field.field, forms.ChoiceField):
        return str(dict(cast(Any, field.field.choices)).get(field.initial, ""))
    if isinstance(field.initial, bool):
        return gettext("ja") if field.initial else gettext("nee")
    return str(field.initial)
