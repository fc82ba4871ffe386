"""The page of whoever made a commitment: read it, and say whether the name may be public."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.http import private
from core.tokens import UnknownToken, read_token
from tours.dialogue.actions import agree_to_name
from tours.dialogue.models import Commitment


@require_http_methods(["GET", "HEAD", "POST"])
def commitment(request: HttpRequest, token: str) -> HttpResponseBase:
    try:
        key = read_token("afspraak", token)
    except UnknownToken as error:
        raise Http404 from error
    promised = get_object_or_404(Commitment.objects.select_related("event__organisation"), pk=key.id)
    if promised.link_version != key.version:
        return private(render(request, "410.html", {"event": promised.event}, status=410))
    if request.method == "POST":
        agree_to_name(promised, agreed="agree" in request.POST)
        messages.success(request, _("Dank u wel, dat is bewaard."))
        return private(redirect(request.path))
    return private(render(request, "tours/personal/commitment.html", {"commitment": promised}))
