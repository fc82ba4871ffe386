"""Fields for times of the day, degrees and names."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.templatetags.dialoogtoer import clock
from core.text import no_control_characters
from tours.programme.models import DAY_MIN

_LONGEST_NAME = 120
_HOUR_MIN = 60
_CLOCK = re.compile(r"(\d{1,2})(?:[.:,uh]?(\d{2}))?(?: ?(?:u|uur|h))?", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"[,;\n]| en | and ")


class MinuteField(forms.Field):
    """A local time, as minutes since midnight: 9.15, 9:15, 0915 and 9 are all fine. None when empty.

    A field for text and not the browser's clock: that speaks the browser's language (09:15 AM), the page its own.
    """

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"class": "dt-clock", "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        """Raises ValidationError for what is no time. The end of the day, 24.00, is 0.00."""
        text = str(value or "").strip()
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        hour, minute = (int(part or 0) for part in found.groups()) if found else (DAY_MIN, 0)
        if minute >= _HOUR_MIN or hour * _HOUR_MIN + minute > DAY_MIN:
            raise ValidationError(_("Vul een tijd in, bijvoorbeeld 9.15."), code="invalid")
        return (hour * _HOUR_MIN + minute) % DAY_MIN

    def prepare_value(self, value: Any) -> Any:
        """Minutes as the page writes a time; what was typed stays as it was typed."""
        return clock(value) if isinstance(value, int) else value


def check_in_order(form: forms.BaseForm, first: str, last: str, *, may_be_equal: bool = False) -> None:
    """An error at the second field where it is not later than the first."""
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins is None or ends is None or begins < ends or (may_be_equal and begins == ends):
        return
    form.add_error(last, _("Dit moet later zijn dan het begin."))


def end_of_day(minutes: int | None) -> int | None:
    """What was typed as the end: 0.00 is the end of the day."""
    return DAY_MIN if minutes == 0 else minutes


class DegreesField(forms.Field):
    """A coordinate: 52.0907 or 52,0907, with or without a degree sign. None when empty."""

    widget = forms.TextInput

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.limit = limit
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> float | None:
        """Raises ValidationError for what is no number, or beyond the poles."""
        text = str(value or "").replace("°", "").replace(",", ".").strip()
        if not text:
            return None
        try:
            degrees = float(text)
        except ValueError:
            raise ValidationError(
                _("Vul graden in als getal, bijvoorbeeld 52,0907."), code="invalid"
            ) from None
        if not -self.limit <= degrees <= self.limit:
            raise ValidationError(
                _("Dit ligt buiten de aarde: kies een getal tussen -%(limit)s en %(limit)s."),
                code="range",
                params={"limit": self.limit},
            )
        return degrees


class NamesField(forms.CharField):
    """Names of people with commas between, or one on a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=1000, **kwargs)

    def clean(self, value: Any) -> Any:
        """A list of names. Raises ValidationError for one that is too long or cannot be a name."""
        names = names_in(super().clean(value))
        for name in names:
            no_control_characters(name)
            if len(name) > _LONGEST_NAME:
                raise ValidationError(_("Een naam is hoogstens 120 tekens lang."), code="max_length")
        return names


def names_in(text: str) -> list[str]:
    """`Mariska van Keulen, Kees Fortuin en Hans` is three names."""
    return [" ".join(name.split()) for name in _BETWEEN_NAMES.split(text) if name.strip()]
