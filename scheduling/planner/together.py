"""What all groups do together, one after the other: before they go round, and after they came back."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduling.board.day import LUNCH, Day
from scheduling.engine import TimeWindow
from scheduling.engine.windows import hold, opens, starts_within
from scheduling.planner.distances import slowest_min
from scheduling.planner.errors import NotOpenThen
from tours.programme.models import DAY_MIN, Stop, StopKind

Times = tuple[int, int]


@dataclass(frozen=True)
class Together:
    """`hours` by stop: when that can be; at any time where a stop is not in it."""

    day: Day
    hours: Mapping[int, Sequence[TimeWindow]]

    def times(self, stops: Sequence[Stop], start_min: int) -> dict[int, Times]:
        """From and until of each, as early as can be from that minute on; where it is never open then, at once.

        A meal does not begin before people expect lunch, when the day is at it in the morning.
        """
        times, now, here = {}, start_min, None
        for stop in stops:
            now += slowest_min(self.day, here, stop) if here else 0
            if stop.kind == StopKind.MEAL:
                now = max(now, LUNCH.start_min)
            now = opens(self.hours.get(stop.pk, ()), stop.duration_min, now)
            times[stop.pk] = (now, now + stop.duration_min)
            now, here = now + stop.duration_min, stop
        return times

    def check(self, times: Mapping[int, Times]) -> None:
        """Raises NotOpenThen where one of these stops is not open then."""
        titles = {stop.pk: stop.title for stop in self.day.stops}
        for stop, (from_min, until_min) in times.items():
            if not hold(self.hours.get(stop, ()), from_min, until_min):
                raise NotOpenThen(stop=titles[stop])

    def minutes(self, stops: Sequence[Stop]) -> int:
        """What they take with the ways between them, where nobody waits."""
        ways = (slowest_min(self.day, here, there) for here, there in itertools.pairwise(stops))
        return sum(stop.duration_min for stop in stops) + sum(ways)

    def back_by(self, stops: Sequence[Stop], end_min: int) -> tuple[int, Stop | None]:
        """By when the first of these has to begin, for all to be over by then; and which of them shuts before it must be.

        Raises NotOpenThen.
        """
        latest, shuts, after = end_min, None, None
        for stop in reversed(stops):
            latest -= (slowest_min(self.day, stop, after) if after else 0) + stop.duration_min
            fitting = [min(one.end_min, latest) for one in self._starts(stop) if one.start_min <= latest]
            if not fitting:
                raise NotOpenThen(stop=stop.title)
            begins = max(fitting)
            latest, shuts, after = begins, stop if begins < latest else shuts, stop
        return latest, shuts

    def _starts(self, stop: Stop) -> Sequence[TimeWindow]:
        hours = self.hours.get(stop.pk) or [TimeWindow(0, 2 * DAY_MIN)]
        return starts_within(hours, stop.duration_min)
