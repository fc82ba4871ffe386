"""One of a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from tours.lifecycle.importing.values.value import Value


class Choice(Value):
    def __init__(self, values: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.values = [value for value in values if value]

    def expected(self) -> str:
        return _("één van: %(values)s") % {"values": ", ".join(self.values)}

    def parse(self, text: str) -> str:
        if text not in self.values:
            raise ValueError(text)
        return text


class ForWhom(Choice):
    """A role, or everyone: the pool without a role."""

    EVERYONE: ClassVar = "everyone"

    def __init__(self, roles: Sequence[str]) -> None:
        super().__init__([self.EVERYONE, *roles], default="", required=True)

    def parse(self, text: str) -> str:
        role = super().parse(text)
        return "" if role == self.EVERYONE else str(role)

    def text_of(self, value: Any) -> str:
        return str(value) or self.EVERYONE


class Flag(Value):
    WORDS: ClassVar = {"yes": True, "true": True, "no": False, "false": False}

    def expected(self) -> str:
        return _("yes of no")

    def parse(self, text: str) -> bool:
        if text.lower() not in self.WORDS:
            raise ValueError(text)
        return self.WORDS[text.lower()]

    def text_of(self, value: Any) -> str:
        return "yes" if value else "no"
