"""The mark of a day: what order and times look like, in a few letters. Another mark, another day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from tours.programme.models import Visit


def mark_of(visits: Iterable[Visit]) -> str:
    """Sixteen letters that two different days do not share by chance."""
    rows = sorted((visit.pk, visit.position, visit.start_min, visit.end_min) for visit in visits)
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
