"""Wishes as they are typed: of the day, and of each stop."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from scheduling.board.day import TOGETHER
from scheduling.planner.models import DayWish, Moment, StopWish
from scheduling.planner.sentences import of_stop
from tours.programme.forms import MinuteField, check_in_order, end_of_day, venues_of
from tours.programme.models import Event, Stop, Venue


class DayWishForm(forms.ModelForm[DayWish]):
    mark_optional = False
    lunch_from_min = MinuteField(label=_("Pauze begint niet vóór"))
    lunch_until_min = MinuteField(label=_("Pauze begint niet na"))
    end_point = forms.ModelChoiceField(
        Venue.objects.none(),
        label=_("Alle groepen eindigen bij"),
        required=False,
        help_text=_(
            "Leeg: bij hun laatste halte. Zij beginnen bij het verzamelpunt. Dit staat ook op de website, in de agenda en op de"
            " route."
        ),
    )

    class Meta:
        model = DayWish
        fields = ["lunch_min", "lunch_from_min", "lunch_until_min", "lunch_stop", "step_free"]
        help_texts: ClassVar = {
            "lunch_stop": _(
                "Elke groep blijft daar na het bezoek zitten. Leeg: waar het uitkomt. Staat de plek er niet bij? Voeg die eerst"
                " als halte toe, ook als er alleen gegeten wordt."
            )
        }

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"end_point": event.end_point_id}} | kwargs)
        choices: dict[str, QuerySet[Any]] = {
            "lunch_stop": event.stops.exclude(kind__in=TOGETHER).order_by("position"),
            "end_point": venues_of(event, chosen=event.end_point_id),
        }
        for name, found in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = found
                field.empty_label = str(_("Maakt niet uit"))

    def clean(self) -> dict[str, Any]:
        """The break begins in a stretch of time."""
        super().clean()
        check_in_order(self, "lunch_from_min", "lunch_until_min", may_be_equal=True)
        return self.cleaned_data


class StopWishForm(forms.ModelForm[StopWish]):
    mark_optional = False
    open_from_min = MinuteField(label=_("Open vanaf"), required=False)
    open_until_min = MinuteField(label=_("Open tot"), required=False)

    class Meta:
        model = StopWish
        fields = [
            "open_from_min",
            "open_until_min",
            "capacity_groups",
            "capacity_people",
            "setup_min",
            "moment",
        ]

    def __init__(self, data: QueryDict | None = None, *, stop: Stop, wish: StopWish | None) -> None:
        super().__init__(data, prefix=f"halte-{stop.pk}", instance=wish or StopWish(stop=stop))
        self.stop = stop

    def clean_open_until_min(self) -> int | None:
        return end_of_day(self.cleaned_data["open_until_min"])

    def clean(self) -> dict[str, Any]:
        """It closes after it opens."""
        super().clean()
        check_in_order(self, "open_from_min", "open_until_min")
        return self.cleaned_data

    @property
    def said(self) -> str:
        """What is wished here, as it is typed; empty where nothing is."""
        return of_stop(self.instance)

    @property
    def says_something(self) -> bool:
        """Whether anything is wished here; a stop that wishes nothing has no row."""
        stored = self.instance.pk is not None
        plain = {
            "open_from_min": None,
            "open_until_min": None,
            "capacity_groups": 1,
            "capacity_people": None,
            "setup_min": 0,
            "moment": Moment.ANY,
        }
        return stored or self.cleaned_data != plain
