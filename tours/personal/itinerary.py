"""The day of one person's group from a Revision, as the personal pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from tours.programme.day import Step, steps_of
from tours.programme.snapshot import Programme


@dataclass(frozen=True)
class Day:
    """`letter` is empty where there is one group; `undecided` when it is not known yet which of several."""

    letter: str
    undecided: bool
    steps: list[Step]


def day_of(programme: Programme, group_id: int | None) -> Day:
    """The day of this group; of the only one where there is one; else the stops without times."""
    groups = programme["groups"]
    several = len(groups) > 1
    group = next((each for each in groups if not several or each["id"] == group_id), None)
    if group is None:
        return Day("", undecided=several, steps=[Step(stop) for stop in programme["stops"]])
    return Day(group["letter"] if several else "", undecided=False, steps=steps_of(programme, group))
