"""The earliest times for a day whose orders stand: of each group past its stops, and of all at each stop and speaker.

Every visit and break waits for what comes before it; taken in the order of the day, one pass finds the earliest times.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scheduling.engine.bounds import speaker_ways
from scheduling.engine.model import Visit
from scheduling.engine.plan import GroupBreak
from scheduling.engine.problem import JOINT, Stop, TourProblem
from scheduling.engine.timeline import Gap, GroupDay, group_days
from scheduling.engine.windows import open_hours, opens

Node = tuple[str, str]  # (group, stop), or (group, "") for its break
REST = ""


@dataclass
class Wait:
    """Node `after` begins at least `minutes` after node `before` begins."""

    before: Node
    after: Node
    minutes: int


@dataclass
class Order:
    """What waits for what. `origin`: minutes that the first of a group needs from where its day begins."""

    waits: dict[Node, list[Wait]] = field(default_factory=lambda: defaultdict(list))
    origin: dict[Node, int] = field(default_factory=dict)
    together: dict[Node, list[Node]] = field(default_factory=dict)

    def add(self, before: Node, after: Node, minutes: int) -> None:
        self.waits[after].append(Wait(before, after, minutes))


def earliest(
    problem: TourProblem, visits: Sequence[Visit], breaks: Sequence[GroupBreak]
) -> tuple[list[Visit], list[GroupBreak]]:
    """The same day with nothing later than it must be; fixed visits stay. Of a valid plan the result is valid."""
    stands = {(visit.group_id, visit.stop_id): visit.start_min for visit in problem.fixed_visits}
    return retimed(problem, visits, breaks, stands=stands)


def retimed(
    problem: TourProblem,
    visits: Sequence[Visit],
    breaks: Sequence[GroupBreak],
    *,
    stands: Mapping[Node, int],
    no_sooner: Mapping[Node, int] | None = None,
    delays: Mapping[Node, int] | None = None,
) -> tuple[list[Visit], list[GroupBreak]]:
    """`stands`: nodes that do not move. `no_sooner`: where they are now, for nodes that only move later.

    `delays`: minutes that a node waits longer for what comes before it in its group.
    """
    timing = _Timing(problem, visits, breaks, delays or {})
    at = timing.run(stands, no_sooner or {})
    moved = [
        Visit(one.group_id, one.stop_id, start, start + one.end_min - one.start_min)
        for one in visits
        for start in [at[one.group_id, one.stop_id]]
    ]
    rests = [
        GroupBreak(one.group_id, at[one.group_id, REST], at[one.group_id, REST] + one.end_min - one.start_min)
        for one in breaks
    ]
    return moved, rests


class _Timing:
    def __init__(
        self,
        problem: TourProblem,
        visits: Sequence[Visit],
        breaks: Sequence[GroupBreak],
        delays: Mapping[Node, int],
    ) -> None:
        self.problem, self.visits, self.breaks, self.delays = problem, visits, breaks, delays
        self.stops = {stop.id: stop for stop in problem.stops}
        self.order = Order()
        for group in group_days(problem, visits, breaks):
            self._add_group(group)
        for stop in problem.stops:
            self._add_stop(stop)
        self._add_speakers()

    def run(self, stands: Mapping[Node, int], no_sooner: Mapping[Node, int]) -> dict[Node, int]:
        now = {(visit.group_id, visit.stop_id): (visit.start_min, visit.end_min) for visit in self.visits}
        now |= {(rest.group_id, REST): (rest.start_min, rest.end_min) for rest in self.breaks}
        at: dict[Node, int] = {}
        for node in sorted(now, key=lambda node: now[node]):  # a stable sort, as that of the groups' days
            if node in at:
                continue
            members = self.order.together.get(node, [node])
            ready = max(self._ready(member, at, now, no_sooner) for member in members)
            held = next((stands[member] for member in members if member in stands), None)
            at |= dict.fromkeys(members, self._opens(node, ready) if held is None else held)
        return at

    def _ready(
        self,
        node: Node,
        at: Mapping[Node, int],
        now: Mapping[Node, tuple[int, int]],
        no_sooner: Mapping[Node, int],
    ) -> int:
        """When everything that the node waits for is over."""
        waits = (at.get(wait.before, now[wait.before][0]) + wait.minutes for wait in self.order.waits[node])
        day = self.problem.day.start_min
        return max([day + self.order.origin.get(node, 0), no_sooner.get(node, day), *waits])

    def _opens(self, node: Node, ready: int) -> int:
        """The first minute from then on at which it may begin; that minute itself where none is left."""
        if node[1] == REST:
            rest = self.problem.lunch
            return max(ready, rest.earliest_start_min) if rest else ready
        stop = self.stops[node[1]]
        return opens(open_hours(self.problem, stop), self._length(node), ready)

    def _add_group(self, group: GroupDay) -> None:
        before: Node | None = None
        for gap, visit in itertools.zip_longest(group.gaps, group.visits):
            after = (group.group_id, visit.stop_id) if visit else None
            self._add_gap(group, gap, before, after)
            before = after

    def _add_gap(self, group: GroupDay, gap: Gap, before: Node | None, after: Node | None) -> None:
        """The way, the buffer and the break between two visits; the break stays on its side of the way."""
        buffer = self.problem.buffer_between(gap.from_id, gap.to_id)
        late = self.delays.get
        if gap.breaks:
            rest, node = gap.breaks[0], (group.group_id, REST)
            way_first = rest.start_min - gap.begin_min >= gap.way_min
            self._link(before, node, (gap.way_min if way_first else 0) + late(node, 0))
            if after:
                self.order.add(node, after, gap.rest_min + (0 if way_first else gap.way_min) + late(after, 0))
        if after:
            self._link(before, after, gap.way_min + gap.rest_min + buffer + late(after, 0))

    def _link(self, before: Node | None, after: Node, minutes: int) -> None:
        """After the visit before is over, or from the beginning of the day."""
        if before is None:
            self.order.origin[after] = minutes
        else:
            self.order.add(before, after, self._length(before) + minutes)

    def _length(self, node: Node) -> int:
        visit = next(one for one in self.visits if (one.group_id, one.stop_id) == node)
        return visit.end_min - visit.start_min

    def _add_stop(self, stop: Stop) -> None:
        """Whoever comes when all rooms are taken waits for the first that is free; a session for the one before."""
        joint = stop.session_mode == JOINT
        sessions = list(self._sessions(stop)) if joint else [[node] for node in self._at(stop)]
        free = 1 if joint else stop.capacity_groups
        for members in sessions if joint else ():
            self.order.together |= dict.fromkeys(members, members)
        for index in range(free, len(sessions)):
            before, after = sessions[index - free][0], sessions[index][0]
            least = 1 if joint else 0  # sessions of no length at one minute would be one session
            self.order.add(before, after, max(least, self._length(before) + stop.setup_time_min))

    def _at(self, stop: Stop) -> list[Node]:
        found = [visit for visit in self.visits if visit.stop_id == stop.id]
        found.sort(key=lambda visit: (visit.start_min, visit.end_min))
        return [(visit.group_id, visit.stop_id) for visit in found]

    def _sessions(self, stop: Stop) -> Iterator[list[Node]]:
        begins = {(visit.group_id, visit.stop_id): visit.start_min for visit in self.visits}
        for _start, members in itertools.groupby(self._at(stop), key=begins.__getitem__):
            yield list(members)

    def _add_speakers(self) -> None:
        """A speaker keeps the order of the visits at different stops, and needs the way between them."""
        ways = speaker_ways(self.problem)
        for speaker in self.problem.speakers:
            needed = [visit for visit in self.visits if visit.stop_id in speaker.stop_ids]
            needed.sort(key=lambda visit: (visit.start_min, visit.end_min))
            for one, other in itertools.combinations(needed, 2):
                if one.stop_id == other.stop_id or one.group_id == other.group_id:
                    continue
                if other.end_min + ways[other.stop_id, one.stop_id] <= one.start_min:  # both at one minute
                    one, other = other, one
                minutes = one.end_min - one.start_min + ways[one.stop_id, other.stop_id]
                self.order.add((one.group_id, one.stop_id), (other.group_id, other.stop_id), minutes)
