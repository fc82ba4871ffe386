from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Clash:
    """A resource that another published event holds, with times in minutes since local midnight."""

    name: str
    event: str
    date: date
    start_min: int
    end_min: int


class AlreadyBooked(RuleBroken):
    """`clashes` are all of them; the sentence names the first."""

    sentence = _("%(name)s is van %(start)s tot %(end)s al bezet door ‘%(event)s’. Kies een andere tijd.")

    def __init__(self, clashes: list[Clash]) -> None:
        first = clashes[0]
        self.clashes = clashes
        super().__init__(
            name=first.name, event=first.event, start=_clock(first.start_min), end=_clock(first.end_min)
        )


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24}.{minute % 60:02d}"


class ChangedMeanwhile(RuleBroken):
    """Somebody else saved first. `stored` is the row as it is now."""

    sentence = _(
        "Iemand anders heeft dit intussen veranderd. Uw tekst staat er nog; bekijk eerst wat er veranderd is."
    )
