"""What is typed about days that stay free."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, LineField, within_reach
from scheduling.calendar.models import SchoolRegion
from tours.programme.forms.fields import MinuteField

MOST_BYTES = 2_000_000


class ClosedDayForm(forms.Form):
    reason = LineField(
        label=_("Waarom"),
        max_length=140,
        widget=forms.TextInput(attrs={"placeholder": _("Herfstreces"), "autocomplete": "off"}),
    )
    first = forms.DateField(label=_("Eerste dag"), widget=DateInput, validators=[within_reach])
    last = forms.DateField(
        label=_("Laatste dag"),
        widget=DateInput,
        validators=[within_reach],
        required=False,
        help_text=_("Leeg: één dag."),
    )
    start_min = MinuteField(label=_("Van"), required=False, help_text=_("Leeg: de hele dag."))
    end_min = MinuteField(label=_("Tot"), required=False)


class RegionForm(forms.Form):
    school_region = forms.ChoiceField(
        label=_("Schoolvakanties van regio"),
        choices=[("", _("Geen")), *SchoolRegion.choices],
        required=False,
        help_text=_("Feestdagen en schoolvakanties zijn een hint: u kunt die dagen wel kiezen."),
    )


class CalendarFileForm(forms.Form):
    file = forms.FileField(
        label=_("Agendabestand (.ics)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
        help_text=_("Bijvoorbeeld de vergaderagenda uit uw raadsinformatiesysteem of uit Outlook."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("Dit bestand is te groot. Kies een bestand van hoogstens 2 MB."))
        return file
