"""In which language we write to somebody: a field to choose it by, and a column to paste."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.pasted import InWords

COLUMN = ["taal", "taal van de berichten", "language"]
_ALSO = {"nl": ["dutch", "nl-nl"], "en": ["engels", "en-gb", "en-us"]}


class LanguageField(forms.ChoiceField):
    """What is not said is `otherwise`."""

    def __init__(self, *, otherwise: str = "", **kwargs: Any) -> None:
        self.otherwise = otherwise
        given: dict[str, Any] = {
            "label": _("Taal van de berichten"),
            "initial": settings.LANGUAGE_CODE,
        }
        super().__init__(choices=settings.LANGUAGES, **given | kwargs)

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)

    def clean(self, value: Any) -> str:
        return str(super().clean(value) or self.otherwise)


class LanguageColumn(InWords):
    """In words: Nederlands, Engels, en. What is not said is `otherwise`."""

    def __init__(self, *, otherwise: str = "", **kwargs: Any) -> None:
        self.otherwise = otherwise
        given: dict[str, Any] = {"label": _("Taal"), "required": False}
        super().__init__(choices=settings.LANGUAGES, also=_ALSO, **given | kwargs)

    def clean(self, value: Any) -> str:
        return str(super().clean(value) or self.otherwise)
