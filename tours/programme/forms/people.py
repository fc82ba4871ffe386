"""Speakers, groups and their guides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.text import mail_address
from core.versions import VersionedForm
from tours.programme.forms.fields import MinuteField, check_in_order, end_of_day
from tours.programme.models import Group, Speaker

_PHONE = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})


class SpeakerForm(VersionedForm[Speaker]):
    mark_optional = False
    language = forms.ChoiceField(label=_("Taal van de berichten"), choices=settings.LANGUAGES)

    available_from_min = MinuteField(label=_("Kan vanaf"), required=False)
    available_until_min = MinuteField(label=_("Kan tot"), required=False)

    class Meta:
        model = Speaker
        fields = [
            "name",
            "affiliation",
            "email",
            "phone",
            "language",
            "available_from_min",
            "available_until_min",
            "diet",
            "needs",
            "has_no_slides",
        ]
        widgets = {"phone": _PHONE, "needs": forms.Textarea(attrs={"rows": 2})}
        labels = {"affiliation": _("Van welke organisatie of welk initiatief"), "needs": _("Wat is er nodig")}
        help_texts = {
            "email": _("Zonder adres kunt u deze spreker niet uitnodigen; bellen kan wel."),
            "needs": _("Bijvoorbeeld een beamer of een parkeerplek."),
            "has_no_slides": _("Dan vragen we niet om een presentatie."),
        }

    def clean_email(self) -> str:
        return mail_address(self.cleaned_data["email"])

    def clean_available_until_min(self) -> int | None:
        return end_of_day(self.cleaned_data["available_until_min"])

    def clean(self) -> dict[str, Any]:
        """They can until after they can from."""
        super().clean()
        check_in_order(self, "available_from_min", "available_until_min")
        return self.cleaned_data


class GroupForm(VersionedForm[Group]):
    mark_optional = False

    class Meta:
        model = Group
        fields = ["guide_name", "guide_phone"]
        widgets = {"guide_phone": _PHONE}
