"""Fields for times of the day, degrees and names."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import TimeInput
from core.text import no_control_characters

_LONGEST_NAME = 120
_BETWEEN_NAMES = re.compile(r"[,;\n]| en | and ")


class MinuteField(forms.TimeField):
    """A local time, as minutes since midnight. A dot between hours and minutes is fine: 9.15."""

    widget = TimeInput

    def to_python(self, value: Any) -> Any:
        """None when empty. Raises ValidationError for what is no time."""
        if isinstance(value, int):
            return value
        found = super().to_python(value.replace(".", ":") if isinstance(value, str) else value)
        return found.hour * 60 + found.minute if isinstance(found, time) else None

    def prepare_value(self, value: Any) -> Any:
        """Minutes as the browser's clock wants them; the end of the day is 0:00."""
        return time(value // 60 % 24, value % 60) if isinstance(value, int) else value


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
