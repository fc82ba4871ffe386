"""What is typed on the board itself: the hours of the day, the time of one visit, one way."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.templatetags.dialoogtoer import clock
from core.versions import VersionedForm
from tours.programme.forms import MinuteField, buffer_label
from tours.programme.models import DAY_MIN, Event, Leg, TravelMode, Visit

_YES_NO_UNKNOWN = (("", _("Weet ik niet")), ("yes", _("Ja")), ("no", _("Nee")))
_TO_BOOL = {"yes": True, "no": False, "": None}
_FROM_BOOL = {True: "yes", False: "no", None: ""}


class DayForm(VersionedForm[Event]):
    mark_optional = False
    start_min = MinuteField(label=_("Begint om"), required=False)
    end_min = MinuteField(label=_("Eindigt om"), required=False)

    class Meta:
        model = Event
        fields = ["start_min", "end_min", "buffer_min", "programme_complete"]
        help_texts = {
            "programme_complete": _("Zolang dit uit staat, ziet men ‘programma volgt’ met datum en plaats.")
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        # a copy: what is typed must not show as what is stored
        super().__init__(*args, instance=copy.copy(event), **kwargs)
        self.fields["buffer_min"].label = buffer_label(event)

    def clean_end_min(self) -> int | None:
        minutes: int | None = self.cleaned_data["end_min"]
        return DAY_MIN if minutes == 0 else minutes  # "until 0.00" is the end of the day

    def _shown(self, name: str, value: Any) -> str:
        is_time = name in {"start_min", "end_min"} and value is not None
        return clock(value) if is_time else super()._shown(name, value)


class TimeForm(forms.Form):
    """When a group begins at a stop; what comes after moves along when it must."""

    to = MinuteField(label=_("Begint om"))

    def __init__(self, data: QueryDict | None = None, *, visit: Visit) -> None:
        super().__init__(data, prefix=f"bezoek-{visit.pk}", initial={"to": visit.start_min})


class LegForm(forms.Form):
    mark_optional = False

    mode = forms.ChoiceField(label=_("Hoe"), choices=TravelMode.choices)
    minutes = forms.IntegerField(
        label=_("Minuten"), required=False, min_value=0, max_value=600, help_text=_("Leeg: wij schatten het.")
    )
    step_free = forms.ChoiceField(label=_("Drempelvrij"), choices=_YES_NO_UNKNOWN, required=False)
    everybody = forms.BooleanField(label=_("Voor alle groepen, heen en terug"), required=False)

    def __init__(self, data: QueryDict | None = None, *, ends: tuple[int, int], leg: Leg | None) -> None:
        initial: dict[str, Any] = {"mode": TravelMode.BICYCLE}
        if leg is not None:
            minutes = None if leg.estimated else leg.minutes
            initial = {"mode": leg.mode, "minutes": minutes, "step_free": _FROM_BOOL[leg.step_free]}
        super().__init__(data, prefix=f"etappe-{ends[0]}-{ends[1]}", initial=initial)

    def clean_step_free(self) -> bool | None:
        return _TO_BOOL[self.cleaned_data["step_free"]]
