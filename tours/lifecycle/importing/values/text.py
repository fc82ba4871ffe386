"""Text: a line, lines, and lines of a certain form."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from core.text import mail_address, no_control_characters
from tours.lifecycle.importing.tree import Node, Scalar
from tours.lifecycle.importing.values.value import Value
from tours.organisations.models import PHONE

_LOOKS_LIKE_SOMETHING_ELSE = re.compile(r"[-+.]?\d.*|(?i:y|n|yes|no|on|off|true|false|null|~|)")


class Text(Value):
    """Text on one line."""

    def __init__(
        self, length: int | None = None, *, checks: Sequence[Callable[[str], None]] = (), **options: Any
    ) -> None:
        super().__init__(**{"default": ""} | options)
        self.length = length
        self.checks = checks

    def expected(self) -> str:
        if self.length is None:
            return _("tekst op één regel")
        return _("tekst op één regel, hoogstens %(n)s tekens") % {"n": self.length}

    def parse(self, text: str) -> str:
        text = text.strip()
        no_control_characters(text)
        return self._check(text)

    def write(self, value: Any) -> Node | None:
        text = tidy(str(value))
        if text == self.default and not self.required:
            return None
        return scalar_of(text)

    def _check(self, text: str) -> str:
        if self.length is not None and len(text) > self.length:
            raise ValueError(text)
        for check in self.checks:
            check(text)
        return text


def tidy(text: str) -> str:
    """As the file keeps it: line ends of one sort, nothing around it. Texts that differ in that only are the same."""
    return text.replace("\r\n", "\n").strip()


def scalar_of(text: str) -> Scalar:
    """The text as the file shows it: in quotes where it would be read as something else."""
    return Scalar(0, text, quoted=bool(_LOOKS_LIKE_SOMETHING_ELSE.fullmatch(text)))


class Lines(Text):
    """Text of several lines."""

    def expected(self) -> str:
        if self.length is None:
            return _("tekst")
        return _("tekst van hoogstens %(n)s tekens") % {"n": self.length}

    def parse(self, text: str) -> str:
        text = tidy(text)
        for line in re.split(r"[\n\t]", text):
            no_control_characters(line)
        return self._check(text)


class Email(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(254, checks=[EmailValidator()], **options)

    def expected(self) -> str:
        return _("een e-mailadres, zoals naam@gemeente.example")

    def parse(self, text: str) -> str:
        return super().parse(mail_address(text))

    def write(self, value: Any) -> Node | None:
        return super().write(mail_address(str(value)))


class Url(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(200, checks=[URLValidator(["http", "https"])], **options)

    def expected(self) -> str:
        return _("een webadres dat begint met https://")


class Phone(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(25, checks=[PHONE], **options)

    def expected(self) -> str:
        return _("een telefoonnummer, zoals 030 123 45 67")


class Sha256(Value):
    def expected(self) -> str:
        return _("de SHA-256 van het bestand: 64 cijfers en letters a tot en met f")

    def parse(self, text: str) -> str:
        if not re.fullmatch(r"[0-9a-f]{64}", text):
            raise ValueError(text)
        return text
