"""What watches over us asks here. No session, no user, no page."""

from http import HTTPStatus

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.outbox import health
from notifications.outbox import metrics as figures


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"ok": True})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Database, queue age and clock in order: 200, else 503, with the figures in both cases."""
    try:
        report = health.report()
    except Error as error:
        report = {"ok": False, "database": {"ok": False, "error": type(error).__name__}}
    status = HTTPStatus.OK if report["ok"] else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(report, status=status)


@require_safe
@never_cache
def metrics(_request: HttpRequest) -> HttpResponse:
    """The same figures and how much waits, for Prometheus; 503 while the database is gone."""
    try:
        text = figures.exposition()
    except Error:
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, content_type=figures.CONTENT_TYPE)
    return HttpResponse(text, content_type=figures.CONTENT_TYPE)
