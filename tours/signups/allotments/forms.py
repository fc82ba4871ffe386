"""Seats to set apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DateTimeInput, LineField, within_reach
from tours.programme.models import Event


class ForWhom(models.TextChoices):
    INVITED = "invited", _("Wie bij naam is uitgenodigd")
    LINK = "link", _("Wie de link heeft")


class AllotmentForm(forms.Form):
    """For whom, how many, and until when. The moment is typed in the event's own time."""

    for_whom = forms.ChoiceField(
        label=_("Voor wie"), choices=ForWhom.choices, initial=ForWhom.INVITED, widget=forms.RadioSelect
    )
    name = LineField(
        label=_("Naam"),
        max_length=80,
        help_text=_("Bijvoorbeeld ‘Raadsleden’ of de naam van de alliantie."),
    )
    seats = forms.IntegerField(label=_("Aantal plaatsen"), min_value=1, max_value=10_000)
    until = forms.DateTimeField(
        label=_("Vasthouden tot"),
        required=False,
        validators=[within_reach],
        widget=DateTimeInput,
        help_text=_("Daarna mag iedereen ze hebben. Leeg: tot u ze vrijgeeft."),
    )
    mark_optional = False

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event

    def clean_until(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["until"]
        if moment is None:
            return None
        moment = moment.replace(tzinfo=self.event.zone)
        if moment <= timezone.now():
            raise ValidationError(_("Kies een moment dat nog komt."))
        return moment

    def details(self) -> dict[str, Any]:
        """For keep_seats()."""
        data = dict(self.cleaned_data)
        for_whom = data.pop("for_whom")
        return data | {"for_invited": for_whom == ForWhom.INVITED}
