"""What a speaker fills in on the own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tours.materials.forms import a_file
from tours.programme.forms import MinuteField, check_in_order, end_of_day
from tours.programme.models import Speaker

YES, NO, KEEP = "yes", "no", "keep"
OF_TALK, OF_MATERIAL = "talk-", "material-"  # where a file goes, with an id behind it


class AnswerForm(forms.ModelForm[Speaker]):
    """Yes or no, with what goes with it. The button says which."""

    answer = forms.ChoiceField(
        choices=[(YES, YES), (NO, NO), (KEEP, KEEP)],
        widget=forms.HiddenInput,
        error_messages={"required": _("Kies of u komt of niet.")},
    )

    available_from_min = MinuteField(label=_("Ik kan vanaf"), required=False)
    available_until_min = MinuteField(
        label=_("Ik kan tot"), required=False, help_text=_("Leeg: de hele dag. Bijvoorbeeld 13.30.")
    )

    class Meta:
        model = Speaker
        fields = ["needs", "diet", "available_from_min", "available_until_min", "proposal"]
        labels = {"proposal": _("Past het anders beter, of wilt u iets kwijt?")}
        widgets = {
            "needs": forms.Textarea(attrs={"rows": 2}),
            "proposal": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "needs": _("Bijvoorbeeld een beamer, een microfoon of een drempelvrije plek."),
            "diet": _("U eet mee als er gegeten wordt."),
            "proposal": _("Bijvoorbeeld een ander tijdstip, of wie er in uw plaats kan spreken."),
        }

    def clean_available_until_min(self) -> int | None:
        return end_of_day(self.cleaned_data["available_until_min"])

    def clean(self) -> dict[str, Any]:
        """They can until after they can from."""
        super().clean()
        check_in_order(self, "available_from_min", "available_until_min")
        return self.cleaned_data

    def details(self) -> dict[str, Any]:
        """The columns of the speaker."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """The action writes; the speaker on the page stays as stored."""


class SlidesForm(forms.Form):
    """A file for one talk, or in place of an earlier one; there is one such form for each of them on the page."""

    file = a_file(_("Kies een bestand"))
    public = forms.BooleanField(
        label=_("Iedereen mag dit zien"),
        help_text=_(
            "Zo niet, dan zien alleen deelnemers en de organisatie het. U kunt dit later veranderen."
        ),
        required=False,
    )

    def __init__(self, *args: Any, where: str, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{where or 'los'}-%s"
        super().__init__(*args, **kwargs)
        self.where = where
        if where.startswith(OF_MATERIAL):
            del self.fields["public"]  # was asked before, and can be changed with a button

    @property
    def row(self) -> int:
        """The id of the talk or the material."""
        return int(self.where.rpartition("-")[2])
