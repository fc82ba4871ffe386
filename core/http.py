"""Small answers that every room gives: an error page that helps, an address, a page for a private link."""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_http_methods

from core.errors import Unavailable
from core.problems import problem

Handler = Callable[[HttpRequest], HttpResponseBase]


def site(_request: HttpRequest) -> dict[str, Any]:
    """Template context: what every page may need to know of the site."""
    return {
        "SITE_URL": settings.SITE_URL,
        "TILES_URL": settings.TILES_URL,
        "ONE_PROCESS": settings.ONE_PROCESS,
    }


def unavailable(get_response: Handler) -> Handler:
    """Middleware: a database that is locked or gone, or a storage, is a 503 with a time to come back, not a crash."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError | InterfaceError | Unavailable):
            return render_unavailable(request)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def language(get_response: Handler) -> Handler:
    """Middleware: Dutch, unless this visitor chose another language. What the browser prefers is not asked."""
    known = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        response = get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return middleware


def storable(get_response: Handler) -> Handler:
    """Middleware: no database keeps U+0000 in a text, so an address or cookie that has one is not looked up at all."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = [
            request.path_info,
            *(each for values in request.GET.lists() for each in (values[0], *values[1])),
        ]
        if any("\0" in text for text in (*asked, *request.COOKIES.values())):
            return bad_request(request)
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        """PostgreSQL's own no, to what came in a form that no field of ours looked at."""
        return bad_request(request) if isinstance(error, DataError) and "NUL" in str(error) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Django's handler400: what was asked cannot be asked. Touches no database, and trusts nothing of the request."""
    if _of_a_program(request):
        return problem(400, _("Wij konden niet lezen wat u vroeg."))
    return render(None, "400.html", status=400)  # no request: its Host may be what is wrong


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500: a database that went away outside the views, as when a session is saved, is a 503 too."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return render_unavailable(request)
    if _of_a_program(request):
        return problem(500, _("Er ging iets mis bij ons."))
    return defaults.server_error(request)


def render_unavailable(request: HttpRequest) -> HttpResponse:
    """503 without touching the database: no session, no user."""
    if _of_a_program(request):
        response = problem(503, _("Dit lukt nu even niet. Probeer het straks nog eens."))
    else:
        response = render(request, "503.html", status=503)
    response["Retry-After"] = "30"
    return response


def _of_a_program(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form's key had gone stale: say so and how to go on."""
    return render(request, "403_csrf.html", status=403)


def client_address(request: HttpRequest) -> str:
    """The address of the visitor, past as many proxies as we trust (TRUSTED_PROXIES)."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        return str(hops[-trusted])
    return str(request.META.get("REMOTE_ADDR", ""))


def is_htmx(request: HttpRequest) -> bool:
    """Whether a fragment is wanted instead of a page; going back in the browser's history wants the page."""
    asked = request.headers.get("HX-Request") == "true"
    return asked and request.headers.get("HX-History-Restore-Request") != "true"


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Headers of a page behind a personal link: not stored, not indexed, not passed on."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def posted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A form is sent to this address. Whoever opens or loads it otherwise is led back to the page above it."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **where: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **where)
        return redirect(_page_above(request.path_info))

    page.posts_only = True  # type: ignore[attr-defined]
    return require_http_methods(["GET", "HEAD", "POST"])(page)


def _page_above(path: str) -> str:
    """The nearest address above this one that can be read."""
    while path != "/":
        path = path[: path.rstrip("/").rindex("/") + 1]
        with suppress(Resolver404):
            if not hasattr(resolve(path).func, "posts_only"):
                return path
    return path
