"""Routers that measure ways along real streets: OSRM, Valhalla and OpenRouteService, behind one protocol.

ROUTING_URL names one: `osrm+https://host`, `valhalla+https://host` or `ors+https://key@host`. `{profile}` in an OSRM
address becomes foot, bike or car, for servers that keep each at an address of its own.

Sources: OSRM HTTP API v1 (table service), Valhalla Matrix API, OpenRouteService API v2 (matrix).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings

from scheduling.engine import Point
from tours.programme.models import TravelMode

TIMEOUT_S = (2, 5)  # to be let in, and to be answered
MOST_BYTES = 2_000_000


class RouterFailed(Exception):
    """It did not answer, or not as agreed. Says what happened, for the log."""


@dataclass(frozen=True)
class Measured:
    metres: int
    seconds: int


Matrix = Sequence[Sequence[Measured | None]]


class Router(Protocol):
    def matrix(self, points: Sequence[Point], mode: str) -> Matrix:
        """From each to each; None where there is no way. Raises RouterFailed."""


@dataclass(frozen=True)
class Osrm:
    base: str
    PROFILES = {TravelMode.WALK: "foot", TravelMode.BICYCLE: "bike", TravelMode.BUS: "car"}

    def matrix(self, points: Sequence[Point], mode: str) -> Matrix:
        profile = self.PROFILES[TravelMode(mode)]
        places = ";".join(f"{point.lon_deg:.5f},{point.lat_deg:.5f}" for point in points)
        address = f"{self.base.replace('{profile}', profile)}/table/v1/{profile}/{places}"
        answer = _json("GET", address, params={"annotations": "duration,distance"})
        if answer.get("code") != "Ok":
            raise RouterFailed(f"OSRM says {answer.get('code')!r}")
        return _two_tables(answer, len(points))


@dataclass(frozen=True)
class OpenRouteService:
    base: str
    key: str
    PROFILES = {
        TravelMode.WALK: "foot-walking",
        TravelMode.BICYCLE: "cycling-regular",
        TravelMode.BUS: "driving-car",
    }

    def matrix(self, points: Sequence[Point], mode: str) -> Matrix:
        asked = {
            "locations": [[point.lon_deg, point.lat_deg] for point in points],
            "metrics": ["distance", "duration"],
            "units": "m",
        }
        headers = {"Authorization": self.key} if self.key else {}
        address = f"{self.base}/v2/matrix/{self.PROFILES[TravelMode(mode)]}"
        return _two_tables(_json("POST", address, json=asked, headers=headers), len(points))


@dataclass(frozen=True)
class Valhalla:
    base: str
    PROFILES = {TravelMode.WALK: "pedestrian", TravelMode.BICYCLE: "bicycle", TravelMode.BUS: "bus"}

    def matrix(self, points: Sequence[Point], mode: str) -> Matrix:
        places = [{"lat": point.lat_deg, "lon": point.lon_deg} for point in points]
        asked = {
            "sources": places,
            "targets": places,
            "costing": self.PROFILES[TravelMode(mode)],
            "units": "kilometers",
        }
        rows = _json("POST", f"{self.base}/sources_to_targets", json=asked).get("sources_to_targets")
        metres = _table(rows, len(points), lambda cell: _times(cell.get("distance"), 1000))
        seconds = _table(rows, len(points), lambda cell: cell.get("time"))
        return _joined(metres, seconds)


def router() -> Router | None:
    """The one that is configured, if any. Raises ValueError when the address says nothing we know."""
    if not settings.ROUTING_URL:
        return None
    parts = urlsplit(settings.ROUTING_URL)
    kind, _plus, scheme = parts.scheme.partition("+")
    if kind not in {"osrm", "valhalla", "ors"} or scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("ROUTING_URL is osrm+https://…, valhalla+https://… or ors+https://key@…")
    host = parts.netloc.rpartition("@")[2]
    base = urlunsplit((scheme, host, parts.path.rstrip("/"), "", ""))
    if kind == "ors":
        return OpenRouteService(base, parts.username or "")
    return Osrm(base) if kind == "osrm" else Valhalla(base)


def _json(method: str, address: str, **how: Any) -> Mapping[str, Any]:
    """What the router answers: an object. Follows nobody elsewhere. Raises RouterFailed."""
    try:
        with requests.request(
            method, address, timeout=TIMEOUT_S, allow_redirects=False, stream=True, **how
        ) as answer:
            if answer.status_code != requests.codes.ok:
                raise RouterFailed(f"status {answer.status_code}")
            body = answer.raw.read(MOST_BYTES + 1, decode_content=True)
            if len(body) > MOST_BYTES:
                raise RouterFailed("an answer beyond all measure")
            found = json.loads(body)
    except (requests.RequestException, OSError, ValueError) as error:
        raise RouterFailed(type(error).__name__) from error
    if not isinstance(found, dict):
        raise RouterFailed("no object")
    return found


def _two_tables(answer: Mapping[str, Any], size: int) -> Matrix:
    same = _table(answer.get("distances"), size, lambda cell: cell)
    return _joined(same, _table(answer.get("durations"), size, lambda cell: cell))


def _table(rows: Any, size: int, number: Callable[[Any], Any]) -> list[list[int | None]]:
    """A square of whole numbers or None. Raises RouterFailed for anything else."""
    try:
        table = [[_whole(number(cell) if cell is not None else None) for cell in row] for row in rows]
    except (TypeError, AttributeError, ValueError, OverflowError) as error:
        raise RouterFailed("no table of numbers") from error
    if len(table) != size or any(len(row) != size for row in table):
        raise RouterFailed("a table of another size")
    return table


def _whole(number: Any) -> int | None:
    if number is None:
        return None
    if isinstance(number, bool) or not 0 <= number < 10**7:
        raise ValueError(number)
    return int(number + 0.5)


def _times(number: Any, by: int) -> Any:
    return None if number is None else number * by


def _joined(metres: list[list[int | None]], seconds: list[list[int | None]]) -> Matrix:
    return [
        [
            None if far is None or long is None else Measured(far, long)
            for far, long in zip(*rows, strict=True)
        ]
        for rows in zip(metres, seconds, strict=True)
    ]
