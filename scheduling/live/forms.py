"""What is sent in on the day; small, for it is typed on a phone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tours.programme.models import ONE_LINE

LONGEST_DELAY_MIN = 180


class LaterForm(forms.Form):
    """How late, and the Revision on which the consequences were shown."""

    later = forms.IntegerField(min_value=1, max_value=LONGEST_DELAY_MIN)
    seen = forms.IntegerField(required=False)
    group = forms.IntegerField(required=False)


class ReachedForm(forms.Form):
    """Which stop, and whether the group is there or after all not."""

    stop = forms.IntegerField()
    reached = forms.BooleanField(required=False)
    group = forms.IntegerField(required=False)


class PresentForm(forms.Form):
    person = forms.IntegerField()
    present = forms.BooleanField(required=False)


class NewcomerForm(forms.Form):
    name = forms.CharField(label=_("Naam"), max_length=120, validators=ONE_LINE)
