"""Text that people type: what may stand in a name, an address or a subject line."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def no_control_characters(value: str) -> None:
    """A validator for one-line fields: no control characters, no line ends, no bidirectional overrides."""
    if any(
        unicodedata.category(char) in {"Cc", "Cs"} or char in _LINE_ENDS or char in "\u202a\u202b\u202d\u202e"
        for char in value
    ):
        raise ValidationError(
            _("Hier staat een teken in dat niet kan, zoals een nieuwe regel. Typ de tekst opnieuw."),
            code="control",
        )


def one_line(value: str) -> str:
    """The text on one line, without control characters: for headers and calendar objects."""
    if value.isprintable():  # nearly always, and many times as fast as looking at each character
        return " ".join(value.split())
    kept = (" " if char in _LINE_ENDS or char == "\t" else char for char in value)
    return " ".join("".join(char for char in kept if unicodedata.category(char) not in {"Cc", "Cs"}).split())


def mail_address(typed: str) -> str:
    """An e-mail address as it is kept: nothing around it, and case does not matter in it."""
    return typed.strip().lower()
