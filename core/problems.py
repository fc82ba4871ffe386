"""What goes wrong, told to a program: application/problem+json (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    """An answer that says no; it is not kept by anybody, and a page of another site sees it too."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    response = JsonResponse(body | more, status=status, content_type=MEDIA_TYPE, headers=headers)
    response["Cache-Control"] = "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    return response
