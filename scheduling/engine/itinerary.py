"""Times for a day whose order is known: everything as early as durations, ways and buffers allow.

The visits form a graph: after each comes the next of the same group, and a stop where all groups are together is one node
for all of them. Its earliest time is the longest path to it, found in topological order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from scheduling.engine.model import TimeWindow, Visit
from scheduling.engine.windows import opens

Key = tuple[str, str]  # (group, stop)


@dataclass(frozen=True)
class RouteStep:
    """One stop on a group's route: how long it takes, and how long before it (way and buffer) since the one before."""

    stop_id: str
    duration_min: int
    before_min: int = 0


Routes = Mapping[str, Sequence[RouteStep]]


def fill_in_times(
    routes: Routes,
    *,
    start_min: int,
    together: Collection[str] = (),
    hours: Mapping[str, Sequence[TimeWindow]] = MappingProxyType({}),
) -> list[Visit]:
    """Every group begins at `start_min` at its first stop; at the stops in `together` all wait for the last.

    Where a stop has `hours` they wait until it opens; where it is not open for long enough any more they come at once.
    Where groups pass what they do together in contradicting orders, nobody can wait for everybody: each goes by itself.
    """
    starts: dict[Key, int] = {}
    for node in _nodes(routes, together):
        ready = [_ready(routes, starts, key) for key in node]
        earliest = max([start_min, *(at for at in ready if at is not None)])
        step = routes[node[0][0]][_index(routes, node[0])]
        starts.update(dict.fromkeys(node, opens(hours.get(step.stop_id, ()), step.duration_min, earliest)))
    return _visits(routes, starts)


def shift_times(
    routes: Routes, now: Mapping[Key, int], *, moved: Key, to_min: int, together: Collection[str] = ()
) -> list[Visit]:
    """The day with one visit moved to exactly `to_min`; what comes after moves along only as far as it must.

    `now` has the present start of every visit on the routes but perhaps the moved one. A stop where all are together moves
    for all groups. What comes before stays, even where it no longer fits: that is for the checks to say.
    """
    starts: dict[Key, int] = {}
    touched: set[Key] = set()
    for node in _nodes(routes, together):
        if moved in node:
            starts.update(dict.fromkeys(node, to_min))
            touched.update(node)
        elif any(_before(routes, key) in touched for key in node):
            ready = [_ready(routes, starts, key) for key in node]
            latest = max([*(now[key] for key in node), *(at for at in ready if at is not None)])
            starts.update(dict.fromkeys(node, latest))
            touched.update(node)
        else:
            starts.update({key: now[key] for key in node})
    return _visits(routes, starts)


def _nodes(routes: Routes, together: Collection[str]) -> list[list[Key]]:
    """The visits in an order in which each comes after what it waits for; those that begin together in one list."""
    graph: TopologicalSorter[Key] = TopologicalSorter()
    members: dict[Key, list[Key]] = {}
    for group, steps in routes.items():
        previous: list[Key] = []
        for step in steps:
            node = ("" if step.stop_id in together else group, step.stop_id)
            members.setdefault(node, []).append((group, step.stop_id))
            graph.add(node, *previous)
            previous = [node]
    try:
        return [members[node] for node in graph.static_order()]
    except CycleError:
        return _nodes(routes, ())


def _before(routes: Routes, key: Key) -> Key | None:
    """The group's visit before this one."""
    group, index = key[0], _index(routes, key)
    return (group, routes[group][index - 1].stop_id) if index else None


def _ready(routes: Routes, starts: Mapping[Key, int], key: Key) -> int | None:
    """When the group can begin here, coming from its visit before; None at the first."""
    before = _before(routes, key)
    if before is None:
        return None
    here, there = routes[key[0]][_index(routes, key)], routes[key[0]][_index(routes, before)]
    return starts[before] + there.duration_min + here.before_min


def _index(routes: Routes, key: Key) -> int:
    group, stop_id = key
    return next(index for index, step in enumerate(routes[group]) if step.stop_id == stop_id)


def _visits(routes: Routes, starts: Mapping[Key, int]) -> list[Visit]:
    def each() -> Iterator[Visit]:
        for group, steps in routes.items():
            for step in steps:
                start = starts[group, step.stop_id]
                yield Visit(group, step.stop_id, start, start + step.duration_min)

    return list(each())
