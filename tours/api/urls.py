"""Every address of the API answers GET and HEAD, counts visitors, and knows what the client has already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from core.problems import problem
from tours.api.problems import not_found
from tours.api.views import api
from tours.signups.errors import TooManyTries
from tours.signups.limits import WINDOW_S, check_reader

KEEP_S = 60
SAFE = ("GET", "HEAD")


def answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Refuses other methods and crowds; public answers may be kept for a minute, and have an ETag (RFC 9110 13.1.2)."""
    kept = conditional_page(view)

    @csrf_exempt
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = _refused(request)
        if response is None:
            request.method = "GET"  # the server leaves the body out of what it answers to HEAD
            response = kept(request, *args, **kwargs)
        if "Cache-Control" not in response:
            patch_cache_control(response, **_keeping(request))
        # No cookie counts here; a key does not belong in a browser.
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return page


def _refused(request: HttpRequest) -> HttpResponseBase | None:
    if request.method not in SAFE:
        return problem(405, _("Hier kan alleen worden gelezen."), headers={"Allow": ", ".join(SAFE)})
    try:
        check_reader(request)
    except TooManyTries as no:
        return problem(429, str(no), headers={"Retry-After": str(WINDOW_S)})
    return None


def _keeping(request: HttpRequest) -> dict[str, Any]:
    if "Authorization" in request.headers:
        return {"private": True, "no_store": True}
    return {"public": True, "max_age": KEEP_S}


def unknown(_request: HttpRequest, **_kwargs: str) -> HttpResponse:
    """What no operation answers to."""
    return not_found()


def _both_ways(operation: URLPattern) -> Iterator[URLPattern]:
    """With the slash at the end that our addresses have, and without."""
    route, view = str(operation.pattern), answers(operation.callback)
    yield path(route, view, name=str(operation.name))
    if route.endswith("/"):
        yield path(route.removesuffix("/"), view)


app_name = "api"
urlpatterns: list[URLPattern] = [
    path("", answers(unknown), name="api-root"),  # by this name the document finds where it is
    *(
        pattern
        for operation in api.urls[0]
        if isinstance(operation, URLPattern) and operation.name != "api-root"
        for pattern in _both_ways(operation)
    ),
    path("<path:rest>", answers(unknown)),
]
