"""What organisers type in fields for times."""

import pytest
from django import forms
from django.utils import translation

from tours.programme.forms import MinuteField


class When(forms.Form):
    start = MinuteField(required=False)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("9.15", 555),
        ("9:15", 555),
        ("9,15", 555),
        ("0915", 555),
        ("915", 555),
        ("09:15", 555),
        ("9", 540),
        ("14 uur", 840),
        ("14u30", 870),
        ("23.59", 1439),
        ("24.00", 0),
        ("", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, minutes):
    form = When({"start": typed})
    assert form.is_valid() is (minutes is not None or not typed)
    assert form.cleaned_data.get("start") == minutes


@pytest.mark.parametrize("typed", ["9.60", "24.01", "25", "kwart over negen", "9.1", "-1", "9.15.00"])
def test_what_is_no_time_is_refused_with_an_example(typed):
    form = When({"start": typed})
    assert form.errors["start"] == ["Vul een tijd in, bijvoorbeeld 9.15."]
    assert f'value="{typed}"' in str(form["start"])


def test_a_time_stands_there_as_the_language_writes_it():
    for language, shown in (("nl", "9.15"), ("en", "9:15")):
        with translation.override(language):
            assert f'value="{shown}"' in str(When(initial={"start": 555})["start"])
