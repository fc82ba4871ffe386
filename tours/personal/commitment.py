"""The page of whoever made a commitment: read it, say whether the name may be public, and be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import private
from core.tokens import UnknownToken, read_token
from tours.dialogue.actions import agree_to_name
from tours.dialogue.models import Commitment
from tours.dialogue.retention import forget_owner
from tours.signups.retention import kept_until


def behind_owner_link(
    view: Callable[[HttpRequest, str, Commitment], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Hand the view the commitment whose link this is; 404 when we never made it, 410 when it ended."""

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            key = read_token("afspraak", token)
        except UnknownToken as error:
            raise Http404 from error
        promised = get_object_or_404(
            Commitment.objects.select_related("event__organisation", "event__current"), pk=key.id
        )
        if promised.link_version != key.version:
            return private(render(request, "410.html", {"event": promised.event}, status=410))
        return private(view(request, token, promised))

    return page


@require_http_methods(["GET", "HEAD", "POST"])
@behind_owner_link
def commitment(request: HttpRequest, token: str, promised: Commitment) -> HttpResponse:
    if request.method == "POST":
        agree_to_name(promised, agreed="agree" in request.POST)
        messages.success(request, _("Dank u wel, dat is bewaard."))
        return redirect(request.path)
    context = {"commitment": promised, "token": token, "kept": kept_until(promised.event)}
    return render(request, "tours/personal/commitment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_owner_link
def forget(request: HttpRequest, token: str, promised: Commitment) -> HttpResponse:
    """Erase who made the commitment, after asking once whether that is meant."""
    if request.method != "POST":
        context = {"commitment": promised, "token": token}
        return render(request, "tours/personal/commitment_erase.html", context)
    forget_owner(promised)
    return redirect("personal:erased_contributor")
