"""What the page about groups sends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
