"""Two people edit the same thing: the second is told, sees what stands there now and loses nothing that was typed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Clash:
    """One field in which what was typed differs from what is stored by now, as people read it."""

    label: str
    typed: str
    stored: str


class VersionedForm(forms.ModelForm[Row]):
    """A form about one row with a `version`, carried along hidden. It never saves; the database checks uniqueness.

    When the action says that the version is old, the view calls `clash` and shows the form again, with status 422:
    `forms/_clash.html` lists the fields. Saving once more then overwrites, knowingly.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    clashes: tuple[Clash, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = getattr(self.instance, "version", 1)
        # Constraints too are for the database: the action has a sentence and a field for them.
        vars(self.instance)["validate_constraints"] = lambda exclude=None: None  # noqa: ARG005  (Django's own name)

    def details(self) -> dict[str, Any]:
        """The typed fields without the version, for the action. Line ends are those of text, not of HTTP."""
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }

    def clash(self, sentence: object, stored: Row) -> None:
        """Refuse with this sentence, and go on from the version that is stored now."""
        self.clashes = tuple(
            Clash(str(self.fields[name].label), self._shown(name, typed), self._shown(name, now))
            for name, typed in self.details().items()
            if name in self.fields and typed != (now := getattr(stored, name))
        )
        self.add_error(None, str(sentence))
        data = QueryDict(mutable=True)
        for name in self.data:
            data.setlist(
                name, self.data.getlist(name) if isinstance(self.data, QueryDict) else [self.data[name]]
            )
        data[self.add_prefix("version")] = str(getattr(stored, "version", 1))
        self.data = data

    def validate_unique(self) -> None:
        """Left to the database, at the moment of writing."""

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            value = dict(field.choices).get(value, value)  # type: ignore[arg-type]  # pairs, for us
        return as_said(value)


def as_said(value: Any) -> str:
    """What is stored in a field, as one would say it; the empty string for nothing."""
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nee")
    if isinstance(value, datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return date_format(moment, "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    return "" if value is None else str(value)
