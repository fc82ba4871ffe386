"""Where an address is: a PDOK Locatieserver (v3_1, `suggest` and `lookup`), asked by the server and never by a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

TIMEOUT_S = (2, 4)  # to be let in, and to be answered
MOST_BYTES = 500_000
SHOWN = 6
_POINT = re.compile(r"POINT\((-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)\)")


class LookUpFailed(Exception):
    """The service did not answer, or not as agreed."""


@dataclass(frozen=True)
class Suggestion:
    id: str
    name: str


@dataclass(frozen=True)
class Place:
    address: str
    lat_deg: float
    lon_deg: float


def suggest(text: str) -> list[Suggestion]:
    """The addresses that look most like the text. Raises LookUpFailed."""
    found = _docs(
        "suggest", {"q": text, "rows": SHOWN, "fq": "type:(adres OR weg OR woonplaats OR postcode)"}
    )
    return [Suggestion(_text(doc, "id"), _text(doc, "weergavenaam")) for doc in found[:SHOWN]]


def look_up(suggestion_id: str) -> Place:
    """Where a suggestion is. Raises LookUpFailed, also for an id that is none."""
    found = _docs("lookup", {"id": suggestion_id, "fl": "weergavenaam,centroide_ll"})
    if not found:
        raise LookUpFailed("no such address")
    point = _POINT.fullmatch(_text(found[0], "centroide_ll"))
    if point is None:
        raise LookUpFailed("no point")
    return Place(_text(found[0], "weergavenaam")[:200], float(point[2]), float(point[1]))


def _docs(service: str, query: Mapping[str, str | int]) -> list[Any]:
    try:
        address = f"{settings.ADDRESSES_URL.rstrip('/')}/{service}"
        with requests.get(
            address, params=query, timeout=TIMEOUT_S, allow_redirects=False, stream=True
        ) as answer:
            body = answer.raw.read(MOST_BYTES + 1, decode_content=True)
            if answer.status_code != requests.codes.ok or len(body) > MOST_BYTES:
                raise LookUpFailed(f"status {answer.status_code}, {len(body)} bytes")
        docs = json.loads(body)["response"]["docs"]
    except (requests.RequestException, OSError, ValueError, KeyError, TypeError) as error:
        raise LookUpFailed(type(error).__name__) from error
    if not isinstance(docs, list):
        raise LookUpFailed("no list")
    return docs


def _text(doc: Any, name: str) -> str:
    value = doc.get(name) if isinstance(doc, dict) else None
    if not isinstance(value, str):
        raise LookUpFailed(f"no {name}")
    return value
