"""What groups share, as constraints of the CP-SAT model: the rooms of a stop, joint sessions, and speakers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ortools.sat.python import cp_model

from scheduling.engine.bounds import speaker_ways
from scheduling.engine.model import Visit
from scheduling.engine.problem import JOINT, Speaker, Stop
from scheduling.engine.routing import Key, Literal, Routing


def add_sharing(routing: Routing, taken: Sequence[Visit] = ()) -> None:
    """`taken`: visits that stand and that the groups of the model have to respect."""
    Sharing(routing, taken).add()


class Sharing:
    def __init__(self, routing: Routing, taken: Sequence[Visit]) -> None:
        self.routing, self.model, self.taken = routing, routing.model, taken

    def add(self) -> None:
        for stop in self.routing.stops.values():
            here = [key for key in self.routing.start if key[1] == stop.id]
            if stop.session_mode == JOINT:
                self._add_sessions(stop, here)
            else:
                self._add_rooms(stop, here)
        for speaker in self.routing.problem.speakers:
            self._add_speaker(speaker)

    def _add_rooms(self, stop: Stop, here: Sequence[Key]) -> None:
        """No more groups than rooms, each with its setup after it."""
        taken = [visit for visit in self.taken if visit.stop_id == stop.id]
        if len(here) + len(taken) <= stop.capacity_groups:
            return
        length = stop.service_time_min + stop.setup_time_min
        held = [self._held(key, length) for key in here]
        held += [self._taken(visit, visit.end_min + stop.setup_time_min) for visit in taken]
        if stop.capacity_groups == 1:
            self.model.add_no_overlap(held)
        else:
            self.model.add_cumulative(held, [1] * len(held), stop.capacity_groups)

    def _held(self, key: Key, length: int) -> cp_model.IntervalVar:
        start, name = self.routing.start[key], " ".join(key)
        if not self.routing.may_skip:
            return self.model.new_fixed_size_interval_var(start, length, name)
        there = self.routing.visited(key)
        return self.model.new_optional_fixed_size_interval_var(start, length, there, name)

    def _taken(self, visit: Visit, until_min: int) -> cp_model.IntervalVar:
        return self.model.new_fixed_size_interval_var(
            visit.start_min, until_min - visit.start_min, f"taken {visit.stop_id}"
        )

    def _add_sessions(self, stop: Stop, here: Sequence[Key]) -> None:
        """Any two groups come to a joint stop in one session or in two that do not touch; no session is too large."""
        length = max(1, stop.service_time_min + stop.setup_time_min)
        together: dict[Key, list[Literal]] = {key: [] for key in here}
        for one, other in itertools.combinations(here, 2):
            same, earlier, later = (self.model.new_bool_var(f"{one} {how} {other}") for how in "=<>")
            self.model.add_exactly_one(same, earlier, later)
            starts, both = self.routing.start, self._both(one, other)
            self.model.add(starts[one] == starts[other]).only_enforce_if(same, *both)
            self.model.add(starts[other] >= starts[one] + length).only_enforce_if(earlier, *both)
            self.model.add(starts[one] >= starts[other] + length).only_enforce_if(later, *both)
            for key in (one, other):
                together[key].append(same)
        for key in here:
            taken = [visit for visit in self.taken if visit.stop_id == stop.id]
            with_it = [*together[key], *(self._same_session(key, visit, stop) for visit in taken)]
            if len(with_it) >= stop.capacity_groups:
                self.model.add(sum(with_it) <= stop.capacity_groups - 1)

    def _same_session(self, key: Key, visit: Visit, stop: Stop) -> Literal:
        """Whether a group comes to the session of a visit that stands; otherwise it comes before or after it."""
        length = max(1, stop.service_time_min + stop.setup_time_min)
        start = self.routing.start[key]
        same, earlier, later = (self.model.new_bool_var(f"{key} {how} taken") for how in "=<>")
        self.model.add_exactly_one(same, earlier, later)
        there = self._there(key)
        self.model.add(start == visit.start_min).only_enforce_if(same, *there)
        self.model.add(start + length <= visit.start_min).only_enforce_if(earlier, *there)
        self.model.add(start >= visit.end_min + stop.setup_time_min).only_enforce_if(later, *there)
        return same

    def _add_speaker(self, speaker: Speaker) -> None:
        """Two visits at different stops of one speaker: one after the other, with time to get there."""
        ways = speaker_ways(self.routing.problem)
        needed = [key for key in self.routing.start if key[1] in speaker.stop_ids]
        for one, other in itertools.combinations(needed, 2):
            if one[1] != other[1] and one[0] != other[0]:
                earlier = self.model.new_bool_var(f"{speaker.id} {one}<{other}")
                for here, there, order in ((one, other, earlier), (other, one, earlier.negated())):
                    ready = self.routing.end(here) + ways[here[1], there[1]]
                    self.model.add(self.routing.start[there] >= ready).only_enforce_if(
                        order, *self._both(one, other)
                    )
        for key, visit in itertools.product(needed, self.taken):
            if visit.stop_id in speaker.stop_ids and visit.stop_id != key[1]:
                ready = visit.end_min + ways[visit.stop_id, key[1]]
                self.model.add(self.routing.start[key] >= ready).only_enforce_if(*self._there(key))

    def _there(self, key: Key) -> list[Literal]:
        return [self.routing.visited(key)] if self.routing.may_skip else []

    def _both(self, one: Key, other: Key) -> list[Literal]:
        return [*self._there(one), *self._there(other)]
