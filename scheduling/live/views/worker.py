"""The service worker, from the root: a worker may only look after pages below its own address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The same for everybody; browsers ask each time whether it changed."""
    response = render(request, "scheduling/live/worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
