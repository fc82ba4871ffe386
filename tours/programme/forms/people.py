"""Speakers, groups and their guides."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.versions import VersionedForm
from tours.programme.models import Group, Speaker

_PHONE = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})


class SpeakerForm(VersionedForm[Speaker]):
    mark_optional = False
    language = forms.ChoiceField(label=_("Taal van de berichten"), choices=settings.LANGUAGES)

    class Meta:
        model = Speaker
        fields = ["name", "affiliation", "email", "phone", "language", "diet", "needs", "has_no_slides"]
        widgets = {"phone": _PHONE, "needs": forms.Textarea(attrs={"rows": 2})}
        labels = {"affiliation": _("Van welke organisatie of welk initiatief"), "needs": _("Wat is er nodig")}
        help_texts = {
            "email": _("Zonder adres kunt u deze spreker niet uitnodigen; bellen kan wel."),
            "needs": _("Bijvoorbeeld een beamer of een parkeerplek."),
            "has_no_slides": _("Dan vragen we niet om een presentatie."),
        }

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class GroupForm(VersionedForm[Group]):
    mark_optional = False

    class Meta:
        model = Group
        fields = ["guide_name", "guide_phone"]
        widgets = {"guide_phone": _PHONE}
