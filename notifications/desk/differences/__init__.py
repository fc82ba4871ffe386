"""What publishing would change, in sentences: the last Revision against the drafts. Pure functions over two snapshots."""

from __future__ import annotations

from notifications.desk.differences.change import Change, listed
from notifications.desk.differences.introduction import what_becomes_public
from notifications.desk.differences.programme import programme_changes
from notifications.desk.differences.whole import when, whole_changes
from tours.programme.snapshot import Programme

__all__ = ["Change", "differences", "listed", "what_becomes_public", "when"]


def differences(old: Programme, new: Programme) -> list[Change]:
    """Everything that the outside world would see change, in the order of the event page. Empty when nothing does."""
    if old == new:
        return []
    return [*whole_changes(old, new), *programme_changes(old, new)] or [Change.behind_the_scenes()]
