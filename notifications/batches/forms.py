"""What an organiser says about the mails of a publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.forms import LineField
from notifications.batches.models import FOR_ALL, LINE_CHARS

_ALL = "regel"


class LinesForm(forms.Form):
    """One line for all mails, and one for each kind that goes out. `version` is what was looked at."""

    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    use_required_attribute = False
    mark_optional = False

    def __init__(
        self, *args: Any, kinds: Iterable[tuple[str, str, int]], lines: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = [(FOR_ALL, _("In alle mails"))]
        self._kinds += [(kind, _("Alleen in ‘%(kind)s’") % {"kind": label}) for kind, label, _n in kinds]
        for kind, label in self._kinds:
            self.fields[_name(kind)] = LineField(
                label=label,
                max_length=LINE_CHARS,
                required=False,
                initial=lines.get(kind, ""),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @property
    def lines(self) -> dict[str, str]:
        """By kind; only what was filled in."""
        said = {kind: self.cleaned_data[_name(kind)] for kind, _label in self._kinds}
        return {kind: line for kind, line in said.items() if line}


class LeftOutForm(forms.Form):
    """Which people were on the page, and which of them are not to be mailed."""

    version = forms.IntegerField(min_value=0, max_value=10**6)


def _name(kind: str) -> str:
    return f"{_ALL}_{kind}" if kind else _ALL
