"""The one form renderer: gives every field its label, help, error, aria-describedby and the classes of NL Design System.

Forms are plain Django forms: `{{ form }}`, `{{ form.name.as_field_group }}`, and in templates/forms/ the partials
`_summary.html` (what is wrong, with links), `_summaries.html` (the same of several forms at once), `_part.html` (a choice as
a part of its own) and `_cell.html` (in a table).
A form with `mark_optional = False` does not say "(niet verplicht)".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

from core.text import no_control_characters

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"
_CLASSES = {
    **dict.fromkeys(
        ("text", "email", "tel", "url", "number", "password", "search", "date", "datetime-local"),
        _TEXTBOX,
    ),
    "file": "dt-fileinput",
    "select": "utrecht-select utrecht-select--html-select",
    "textarea": "utrecht-textarea utrecht-textarea--html-textarea",
}


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """As Django does, with classes on the widget itself."""
        if "widget" in context:
            dress(context["widget"])
        return super().render(template_name, context, request)


@dataclass(frozen=True)
class Summary:
    """What is wrong with forms that are sent together, each with what it is about ("" where that is the page)."""

    all: Sequence[tuple[str, forms.BaseForm]]

    @property
    def forms(self) -> list[tuple[str, forms.BaseForm]]:
        return [(about, form) for about, form in self.all if form.errors]

    @property
    def number(self) -> int:
        """How many fields, over all forms."""
        return sum(len(form.errors) for _about, form in self.all)


def dress(widget: dict[str, Any]) -> None:
    """Add the classes that belong to the kind of widget, and those of an error, to what the form gave it."""
    kind = widget.get("type") or widget["template_name"].rpartition("/")[2].removesuffix(".html")
    ours = _CLASSES.get("select" if kind.startswith("select") else kind)
    if not ours:
        return
    attrs = widget["attrs"]
    if attrs.get("aria-invalid") == "true":
        ours += f" {ours.partition(' ')[0]}--invalid"
    attrs["class"] = f"{ours} {attrs['class']}" if attrs.get("class") else ours


class LineField(forms.CharField):
    """Text on one line. What cannot stand in it is said once: U+0000 is a control character like any other."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        others = [each for each in self.validators if not isinstance(each, ProhibitNullCharactersValidator)]
        self.validators = [*others, no_control_characters]


class DateInput(forms.DateInput):
    """The browser's own date picker, which wants ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own date and clock, in minutes."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def within_reach(day: date | datetime) -> None:
    """A validator: days are counted on and back from it, and a year that was mistyped is none."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValidationError(forms.DateField.default_error_messages["invalid"], code="invalid")


class Cards(forms.RadioSelect):
    """A choice of one, as cards; `hints` gives a value its sentence of explanation."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, hints: Mapping[str, str | Promise] | None = None
    ) -> None:
        super().__init__(attrs)
        self.hints = dict(hints or {})

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django does, with the hint of this value, tied to its input."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["hint"] = self.hints.get(str(option["value"]), "")
        if option["hint"] and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        return option


def sent_in(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the POST, even an empty one; nothing when the page is only looked at."""
    return request.POST if request.method == "POST" else None
