"""Numbers that buttons and links of ours send along."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import Http404

_ID = re.compile(r"[0-9]{1,18}", re.ASCII)


def number_in(values: Mapping[str, str], name: str) -> int | None:
    """The number of that name; None when there is none."""
    text = values.get(name, "")
    return int(text) if _ID.fullmatch(text) else None


def number(values: Mapping[str, str], name: str) -> int:
    """The number of that name; Http404 when there is none, for no page of ours leaves it out."""
    found = number_in(values, name)
    if found is None:
        raise Http404
    return found


def order_in(values: Mapping[str, str]) -> list[int]:
    """The ids in `order`, as sort.js sends them after dragging; empty when a button was pressed."""
    return [int(part) for part in values.get("order", "").split(",") if _ID.fullmatch(part)]
