"""The words: who comes along, how many of a sort a group wants, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scheduling.engine.model import Issue


@dataclass(frozen=True)
class Participant:
    """Somebody who comes along. `group` is where they were put by hand, counted from 0; they stay there."""

    id: str
    party: str = ""
    role: str = ""
    step_free: bool = False  # cannot take steps: a wheelchair, or a walking frame
    together_with: tuple[str, ...] = ()  # ids; said by one of two is enough
    group: int | None = None


@dataclass(frozen=True)
class Quota:
    """At least `minimum`, at most `maximum` (None: any number) people whose `attribute` is `value`.

    The attribute is "role", "party" or any other that a person has; "" counts everybody.
    """

    attribute: str
    value: Any = ""
    minimum: int = 0
    maximum: int | None = None

    def counts(self, person: object) -> bool:
        return not self.attribute or getattr(person, self.attribute) == self.value

    def miss(self, count: int) -> int:
        """By how many people this number is too low or too high."""
        over = 0 if self.maximum is None else max(0, count - self.maximum)
        return over + max(0, self.minimum - count)


@dataclass(frozen=True)
class Grouping:
    """`groups[k]` holds the ids of group k, in the order in which they came in.

    `reasons` says per person why they are where they are: "by_hand", "step_free", "together" (with whom), "mixed".
    `issues` are wishes that could not be kept; `unplaced` are people for whom no group has a way without steps.
    """

    groups: tuple[tuple[str, ...], ...]
    reasons: dict[str, Issue] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    unplaced: tuple[str, ...] = ()

    def group_of(self, participant_id: str) -> int | None:
        """The number of somebody's group, from 0; None for who has none."""
        return next((number for number, ids in enumerate(self.groups) if participant_id in ids), None)
