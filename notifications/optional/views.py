"""The page behind "no more reminders": no login, no cookie, and nothing happens before somebody presses the button.

Mail programs press it with one POST (RFC 8058), which carries no CSRF token: the link itself is the key.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.http import private
from core.tokens import UnknownToken, read_token
from notifications.optional.actions import has_stopped, organisation_of, stop_optional, want_optional
from notifications.outbox.models import Message


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """Stop, or with `again` start, optional mail to whoever got the message of this link."""
    message = _message(token)
    if message is None:  # its address was erased: there is nobody to mail
        return private(render(request, "410.html", status=410))
    if request.method == "POST":
        (want_optional if "again" in request.POST else stop_optional)(message)
    context = {
        "token": token,
        "email": message.recipient,
        "organisation": organisation_of(message),
        "stopped": has_stopped(message),
        "done": request.method == "POST",
    }
    return private(render(request, "notifications/optional/stop.html", context))


def _message(token: str) -> Message | None:
    """The message of this link; None when we do not know any more to whom it went."""
    try:
        key = read_token("geen-mail", token)
    except UnknownToken as error:
        raise Http404 from error
    kept = Message.objects.select_related("event__organisation", "registration").exclude(recipient="")
    return kept.filter(pk=key.id).first()
