"""What is sent in on the day; small, for it is typed on a phone."""

from collections.abc import Collection

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from tours.programme.forms import MinuteField
from tours.programme.models import Stop, Venue

LONGEST_DELAY_MIN = 180


class LaterForm(forms.Form):
    """How late."""

    later = forms.IntegerField(min_value=1, max_value=LONGEST_DELAY_MIN)
    group = forms.IntegerField(required=False)


class AcceptForm(forms.Form):
    """A proposal as it was shown; see signing."""

    proposal = forms.CharField()


class NotedForm(forms.Form):
    """`key`: made on the phone, for what may come in later or twice."""

    key = forms.UUIDField(required=False)


class ReachedForm(NotedForm):
    """Which stop, and whether the group is there or after all not."""

    stop = forms.IntegerField()
    reached = forms.BooleanField(required=False)
    group = forms.IntegerField(required=False)


class PresentForm(NotedForm):
    person = forms.IntegerField()
    present = forms.BooleanField(required=False)


class NewcomerForm(NotedForm):
    name = LineField(label=_("Naam"), max_length=120)


class FallsOutForm(forms.Form):
    """A stop that cannot go on as planned: from when it can, or what comes instead."""

    mark_optional = False
    from_min = MinuteField(label=_("Kan pas vanaf"), required=False)
    venue = forms.ModelChoiceField(
        Venue.objects.none(), label=_("Andere plek"), required=False, empty_label=_("Kies een plek")
    )
    other = forms.ModelChoiceField(
        Stop.objects.none(), label=_("Andere halte"), required=False, empty_label=_("Kies een halte")
    )

    def __init__(self, data: QueryDict | None, *, stop: Stop, spare: Collection[int]) -> None:
        super().__init__(data)
        venues, others = self.fields["venue"], self.fields["other"]
        assert isinstance(venues, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(others, forms.ModelChoiceField)  # noqa: S101
        venues.queryset = stop.event.organisation.venues.exclude(pk=stop.venue_id or 0).order_by("name")
        others.queryset = stop.event.stops.filter(pk__in=spare)
