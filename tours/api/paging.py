"""A page of a list: how many there are, a part of them, and where the next and the previous part are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from tours.api.events import whole

MOST = 100
FARTHEST = 1_000_000


class Paging(Schema):
    limit: int = Field(20, ge=1, le=MOST, description="how many on a page")
    offset: int = Field(0, ge=0, le=FARTHEST, description="how many come before this page")


def page_of(request: HttpRequest, found: QuerySet[Any], asked: Paging) -> tuple[list[Any], dict[str, Any]]:
    """The rows, and the fields of Page. Two statements, and those of what is prefetched."""
    count, last = found.count(), asked.offset + asked.limit
    before = max(0, asked.offset - asked.limit)
    return list(found[asked.offset : last]), {
        "count": count,
        "next": _address(request, asked.limit, last) if last < count else None,
        "previous": _address(request, asked.limit, before) if asked.offset else None,
    }


def _address(request: HttpRequest, limit: int, offset: int) -> str:
    query = request.GET.copy()
    query["limit"], query["offset"] = str(limit), str(offset)
    return whole(f"{request.path}?{query.urlencode()}")
