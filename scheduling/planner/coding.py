"""Problems and answers as JSON, for the process that solves and for the database. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from scheduling.engine import (
    Break,
    Conflict,
    GroupBreak,
    Issue,
    Plan,
    Speaker,
    Stop,
    TimeWindow,
    TourProblem,
    TravelMatrix,
    Visit,
)

Json = dict[str, Any]


def problem_as_json(problem: TourProblem) -> Json:
    """Lists for tuples, so that it equals what the database gives back."""
    return _object(asdict(problem))


def problem_from(data: Mapping[str, Any]) -> TourProblem:
    matrix = data["travel"]
    return TourProblem(
        stops=tuple(Stop(**one | {"time_windows": _windows(one)}) for one in data["stops"]),
        group_ids=tuple(data["group_ids"]),
        day=TimeWindow(**data["day"]),
        travel=TravelMatrix(tuple(matrix["ids"]), tuple(tuple(row) for row in matrix["minutes"])),
        speakers=tuple(Speaker(one["id"], tuple(one["stop_ids"]), _windows(one)) for one in data["speakers"]),
        lunch=Break(**data["lunch"]) if data["lunch"] else None,
        buffer_min=data["buffer_min"],
        fixed_visits=tuple(Visit(**one) for one in data["fixed_visits"]),
    )


def plan_as_json(plan: Plan) -> Json:
    return _object(asdict(plan))


def plan_from(data: Mapping[str, Any]) -> Plan:
    lists = {
        "visits": tuple(Visit(**one) for one in data["visits"]),
        "breaks": tuple(GroupBreak(**one) for one in data["breaks"]),
    }
    return Plan(**dict(data) | lists)


def conflict_as_json(conflict: Conflict) -> Json:
    return _object(asdict(conflict))


def conflict_from(data: Mapping[str, Any]) -> Conflict:
    return Conflict(
        clash=tuple(Issue(**one) for one in data["clash"]),
        concessions=tuple(Issue(**one) for one in data["concessions"]),
        minimal=data["minimal"],
        shorter=tuple(Issue(**one) for one in data.get("shorter", ())),
    )


def _windows(data: Mapping[str, Any]) -> tuple[TimeWindow, ...]:
    return tuple(TimeWindow(**window) for window in data["time_windows"])


def _object(value: Mapping[str, Any]) -> Json:
    return {key: _listed(one) for key, one in value.items()}


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, list | tuple):
        return [_listed(one) for one in value]
    return value
