"""Short names by which things in the file call each other."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from tours.lifecycle.importing.tree import Node
from tours.lifecycle.importing.values.text import scalar_of
from tours.lifecycle.importing.values.value import Value


class Ref(Value):
    """A short name that things in the file call each other by."""

    PATTERN = re.compile(r"[a-zA-Z0-9_-]+")

    def __init__(self, length: int = 60, **options: Any) -> None:
        super().__init__(**{"default": ""} | options)
        self.length = length

    def expected(self) -> str:
        sentence = _("een korte naam van letters, cijfers en streepjes, hoogstens %(n)s tekens")
        return sentence % {"n": self.length}

    def parse(self, text: str) -> str:
        if len(text) > self.length or not self.PATTERN.fullmatch(text):
            raise ValueError(text)
        return text

    def write(self, value: Any) -> Node | None:
        if value in {None, ""}:
            return None
        return scalar_of(str(value))


class VenueRef(Ref):
    """A venue of the organisation, or of a co-host with its id in front: `dwarsverband/zaal`."""

    PATTERN = re.compile(r"([a-zA-Z0-9_-]+/)?[a-zA-Z0-9_-]+")

    def expected(self) -> str:
        return _("de id van een locatie (met ‘medeorganisator/’ ervoor als zij van hen is)")


class TalkRef(Ref):
    PATTERN = re.compile(r"[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+")

    def expected(self) -> str:
        return _("een onderdeel als ‘halte/onderdeel’, met de id’s van beide")
