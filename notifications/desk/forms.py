"""What the desk's pages take in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from tours.programme.models import EventState


class CancelForm(forms.Form):
    """Why an event does not go on; the sentence goes to everybody who counts on it."""

    reason = LineField(
        label=_("Waarom gaat het niet door?"),
        max_length=300,
        help_text=_("Eén of twee zinnen. Ze staan in het bericht en op de website."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _(
                "Schrijf in één zin waarom de bijeenkomst niet doorgaat. Die zin komt in het bericht."
            )
        },
    )


class FilterForm(forms.Form):
    """What of the list of events is shown. It comes with a GET: what makes no sense is left out, not complained about."""

    q = forms.CharField(max_length=100, required=False)
    stand = forms.ChoiceField(choices=[("", ""), ("geweest", ""), *EventState.choices], required=False)

    def wishes(self) -> dict[str, Any]:
        """For listing.events_of."""
        self.is_valid()
        return {"q": self.cleaned_data.get("q", ""), "which": self.cleaned_data.get("stand", "")}


class CountField(forms.JSONField):
    """What our own page sends along; what no parser takes, however deep or long, is just not that."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class LunchForm(forms.Form):
    """The count that was on the page: persons per diet."""

    seen = CountField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> dict[str, int]:
        """Only numbers by name; nobody who eats is a count as well."""
        seen = {} if self.cleaned_data["seen"] is None else self.cleaned_data["seen"]
        if not isinstance(seen, dict) or not all(isinstance(number, int) for number in seen.values()):
            raise forms.ValidationError(_("De telling is intussen veranderd. Geef door wat hieronder staat."))
        return seen
