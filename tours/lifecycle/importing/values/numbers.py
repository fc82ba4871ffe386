"""Whole numbers and degrees."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from tours.lifecycle.importing.values.value import Value


class Whole(Value):
    def __init__(self, least: int = 0, most: int = 32767, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def expected(self) -> str:
        return _("een heel getal van %(least)s tot en met %(most)s") % {
            "least": self.least,
            "most": self.most,
        }

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not self.least <= int(text) <= self.most:
            raise ValueError(text)
        return int(text)


class Degrees(Value):
    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def expected(self) -> str:
        return _("graden met een punt, van -%(most)s tot %(most)s, zoals 52.0907") % {"most": self.most}

    def parse(self, text: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,17})?", text) or abs(float(text)) > self.most:
            raise ValueError(text)
        return float(text)
