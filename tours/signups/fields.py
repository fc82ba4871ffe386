"""Form fields for what people type about themselves, each refusal with its own sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from core.text import mail_address, no_control_characters

_MAX_LENGTH = 254
_MAX_LOCAL = 64
_VALID = EmailValidator()
_SENTENCES: dict[str, Any] = {
    "required": _("Vul een e-mailadres in. Vul het zo in: naam@voorbeeld.nl"),
    "control": _(
        "In dit adres staat een teken dat niet kan, zoals een nieuwe regel. Vul het zo in: naam@voorbeeld.nl"
    ),
    "too_long": _("Dit adres is te lang. Een e-mailadres heeft hoogstens 254 tekens."),
    "no_at": _("Er ontbreekt een apenstaartje (@). Vul het zo in: naam@voorbeeld.nl"),
    "no_domain": _("Er ontbreekt iets na het apenstaartje. Vul het zo in: naam@voorbeeld.nl"),
    "accents": _(
        "Voor het apenstaartje staat een letter met een accent. Daar kunnen wij geen mail naar sturen."
    ),
    "invalid": _("Dit e-mailadres klopt niet. Vul het zo in: naam@voorbeeld.nl"),
}


class AddressField(forms.EmailField):
    """A mailbox that we can write to, in lower case; the domain as mail servers know it (IDNA)."""

    default_error_messages = _SENTENCES

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"max_length": None})
        self.widget.attrs.setdefault("autocomplete", "email")
        self.validators = []

    def clean(self, value: Any) -> str:
        """The address; ValidationError with a sentence about what is wrong with it."""
        raw = str(value or "")
        if _has_control(raw):
            raise self._refusal("control")
        address = mail_address(raw)
        if address or self.required:
            self._check(address)
            local, _at, domain = address.rpartition("@")
            address = f"{local}@{self._idna(domain)}"
            self._check_valid(address)
        return address

    def _idna(self, domain: str) -> str:
        try:
            return domain.encode("idna").decode("ascii")
        except UnicodeError:
            raise self._refusal("invalid") from None

    def _check(self, address: str) -> None:
        local, at, domain = address.rpartition("@")
        problems = {
            "required": not address,
            "too_long": len(address) > _MAX_LENGTH,
            "no_at": not at,
            "no_domain": "." not in domain.strip("."),
            "accents": not local.isascii(),
            "invalid": not local or len(local) > _MAX_LOCAL,
        }
        for code, is_wrong in problems.items():
            if is_wrong:
                raise self._refusal(code)

    def _check_valid(self, address: str) -> None:
        if len(address) > _MAX_LENGTH:
            raise self._refusal("too_long")
        try:
            _VALID(address)
        except ValidationError:
            raise self._refusal("invalid") from None

    def _refusal(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class NoteField(forms.CharField):
    """Text of several lines, each ending in a line feed, without other control characters."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Line ends that come along from a word processor, such as U+000B, would break files and calendar entries."""
        return "\n".join((super().to_python(value) or "").splitlines())

    def validate(self, value: str) -> None:
        super().validate(value)
        if any(_has_control(line.replace("\t", " ")) for line in value.splitlines()):
            raise ValidationError(
                _("Hier staat een teken in dat niet kan. Typ de tekst opnieuw."), code="control"
            )


def _has_control(text: str) -> bool:
    try:
        no_control_characters(text)
    except ValidationError:
        return True
    return False
