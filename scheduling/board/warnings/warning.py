"""A warning: what it says, how grave it is, where it belongs and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["alarm", "warn"]


@dataclass(frozen=True)
class Fix:
    """A button: `fields` are posted to `url`; without fields it is a link."""

    label: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PlanWarning:
    """`alarm`: it cannot go like this; `warn`: somebody should look. Ids say where it belongs, None: the whole day."""

    code: str
    severity: Severity
    title: str
    sentence: str
    url: str  # where it is shown
    group: int | None = None
    stop: int | None = None
    leg: tuple[int, int] | None = None  # from, to
    speaker: int | None = None
    fix: Fix | None = None
