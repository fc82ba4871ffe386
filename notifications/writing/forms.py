"""What an organiser writes, and to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from tours.models import Event, Registration, Speaker


class WriteForm(forms.Form):
    """`key` is made with the page on which the message is looked at, and names it for good."""

    subject = LineField(label=_("Onderwerp"), max_length=150)
    text = forms.CharField(
        label=_("Bericht"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Boven uw tekst komt ‘Beste …’, eronder de naam van uw organisatie. Antwoorden komen bij u."
        ),
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput, required=False)
    mark_optional = False
    use_required_attribute = False

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Registration.objects.of(event).filter(erased_at=None).exclude(email="")
        speakers = event.speakers.filter(erased_at=None).exclude(email="")
        self.fields["id"] = forms.ModelMultipleChoiceField(people, required=False)
        self.fields["speaker"] = forms.ModelMultipleChoiceField(speakers, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("id") or data.get("speaker") or self.has_error("id")):
            self.add_error("id", str(_("Kruis aan wie het bericht krijgt.")))
        return data

    @property
    def chosen(self) -> list[Registration | Speaker]:
        """Who gets it: people of the list, then speakers."""
        return [*self.cleaned_data["id"], *self.cleaned_data["speaker"]]
