"""One pasted row each: of stops, of speakers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from core.pasted import InWords
from core.text import mail_address
from tours.organisations.languages import COLUMN, LanguageColumn
from tours.organisations.models import PHONE
from tours.programme.forms.fields import NamesField
from tours.programme.models import DAY_MIN, StopKind

STOP_COLUMNS = {
    "title": ["halte", "titel", "naam", "onderwerp", "stop", "title", "name"],
    "venue": ["locatie", "plek", "plaats", "zaal", "venue", "place"],
    "address": ["adres", "address"],
    "duration_min": ["duur", "minuten", "duur (minuten)", "duration", "minutes", "duration (minutes)"],
    "kind": ["soort", "kind", "type"],
    "speakers": ["sprekers", "spreker", "wie", "speakers", "speaker", "who"],
    "contact_name": ["contactpersoon", "contact", "contact person"],
    "contact_phone": ["telefoon", "telefoonnummer", "tel", "phone"],
    "contact_email": ["e-mailadres", "e-mail", "email", "mail", "email address"],
    "description": ["omschrijving", "beschrijving", "wat gebeurt hier", "toelichting", "description"],
}
SPEAKER_COLUMNS = {
    "name": ["naam", "spreker", "name", "speaker"],
    "affiliation": ["organisatie", "initiatief", "van", "affiliation", "organisation", "from"],
    "email": ["e-mailadres", "e-mail", "email", "mail", "mailadres", "email address"],
    "phone": ["telefoon", "telefoonnummer", "tel", "mobiel", "phone", "mobile"],
    "diet": ["dieet", "dieetwens", "diet", "dietary wish"],
    "needs": ["nodig", "wensen", "wat is er nodig", "needs", "what is needed"],
    "language": COLUMN,
}


class StopRowForm(forms.Form):
    title = LineField(label=_("Titel"), max_length=140)
    venue = LineField(label=_("Locatie"), max_length=120, required=False)
    address = LineField(label=_("Adres"), max_length=200, required=False)
    duration_min = forms.IntegerField(
        label=_("Duur (minuten)"), min_value=1, max_value=DAY_MIN, required=False
    )
    kind = InWords(
        label=_("Soort"),
        choices=StopKind.choices,
        required=False,
        also={"meal": ["lunch", "eten", "diner"], "gathering": ["ontvangst", "inloop"], "visit": ["bezoek"]},
    )
    speakers = NamesField(label=_("Sprekers"))
    contact_name = LineField(label=_("Contactpersoon"), max_length=120, required=False)
    contact_phone = forms.CharField(label=_("Telefoon"), max_length=25, validators=[PHONE], required=False)
    contact_email = forms.EmailField(label=_("E-mailadres"), max_length=254, required=False)
    description = forms.CharField(label=_("Omschrijving"), max_length=5000, required=False)

    def clean(self) -> dict[str, Any]:
        """An address needs the name of the place. Without a kind, a title such as ‘Lunch’ says which it is."""
        super().clean()
        self.cleaned_data["kind"] = self.cleaned_data.get("kind") or self._kind_in_title()
        if self.cleaned_data.get("address") and not self.cleaned_data.get("venue"):
            self.add_error("venue", str(_("Bij een adres hoort ook de naam van de locatie.")))
        return self.cleaned_data

    def _kind_in_title(self) -> str:
        try:
            return str(self.fields["kind"].clean(self.cleaned_data.get("title", "")))
        except ValidationError:
            return ""


def stop_row(data: dict[str, Any], *, kind: str) -> dict[str, Any]:
    """Cleaned data of a pasted stop as add_stops wants it; `kind` and half an hour where the cell was empty."""
    known = {"venue", "address", "speakers"}
    return {name: value for name, value in data.items() if name not in known} | {
        "kind": data["kind"] or kind,
        "duration_min": data["duration_min"] or 30,
        "new_venue": data["venue"],
        "new_address": data["address"],
        "new_speakers": data["speakers"],
    }


class SpeakerRowForm(forms.Form):
    name = LineField(label=_("Naam"), max_length=120)
    affiliation = LineField(label=_("Van"), max_length=140, required=False)
    email = forms.EmailField(label=_("E-mailadres"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telefoon"), max_length=25, validators=[PHONE], required=False)
    diet = LineField(label=_("Dieetwens"), max_length=80, required=False)
    needs = forms.CharField(label=_("Wat is er nodig"), max_length=1000, required=False)
    language = LanguageColumn(otherwise=settings.LANGUAGE_CODE)

    def clean_email(self) -> str:
        return mail_address(self.cleaned_data["email"])
