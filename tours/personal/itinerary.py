"""The day of one person's group from a Revision, as the personal pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from tours.programme.day import Step, end_after, steps_of
from tours.programme.snapshot import Programme, VenueData


@dataclass(frozen=True)
class Day:
    """`letter` is empty where there is one group; `undecided` when it is not known yet which of several."""

    letter: str
    undecided: bool
    steps: list[Step]
    end: VenueData | None = None  # where the day ends, if that is not at the last step


def day_of(programme: Programme, group_id: int | None) -> Day:
    """The day of this group; of the only one where there is one; else the stops without times."""
    groups = programme["groups"]
    several = len(groups) > 1
    group = next((each for each in groups if not several or each["id"] == group_id), None)
    if group is None:
        steps = [Step(stop) for stop in programme["stops"]]
        return Day("", undecided=several, steps=steps, end=_end(programme, steps))
    steps = steps_of(programme, group)
    letter = group["letter"] if several else ""
    return Day(letter, undecided=False, steps=steps, end=_end(programme, steps))


def _end(programme: Programme, steps: list[Step]) -> VenueData | None:
    return end_after(programme, steps[-1].data["venue"] if steps else None)
