"""One difference, and the few words that all of them share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from tours.programme.snapshot import VenueData


@dataclass(frozen=True)
class Change:
    """A sentence; `old` and `new` are what stood there and what comes, both empty where the sentence says all."""

    icon: str
    sentence: str
    old: str = ""
    new: str = ""

    @classmethod
    def behind_the_scenes(cls) -> Change:
        """For what differs without anybody seeing it, such as the order in which something is stored."""
        return cls(
            "edit", _("Er verandert iets in de gegevens achter het programma. Op de pagina ziet u het niet.")
        )

    def __str__(self) -> str:
        """As one line, where there is no room to set old and new apart."""
        if self.old and self.new:
            return _("%(sentence)s: %(old)s wordt %(new)s") % vars(self)
        return self.sentence


def place(venue: VenueData | None) -> str:
    """Name and address; what people say when there is none."""
    if venue is None:
        return _("nog niet bekend")
    return ", ".join(part for part in (venue["name"], venue["address"]) if part)


def clock(moment: str | None, timezone: str) -> str:
    """The time of day in the event's zone; a dash while it is not known."""
    if moment is None:
        return "–"
    return time_format(datetime.fromisoformat(moment).astimezone(ZoneInfo(timezone)))


def shortened(text: str) -> str:
    """Enough of a text to know which it is."""
    return text if len(text) <= 80 else text[:79].rstrip() + "…"  # noqa: PLR2004  (two lines on a phone)


def listed(names: Iterable[str]) -> str:
    """`Anja, Hans en Mo`."""
    *most, last = list(names) or [""]
    return _("%(most)s en %(last)s") % {"most": ", ".join(most), "last": last} if most else last
