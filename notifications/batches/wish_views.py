"""Before publishing: the mails as they will be read, whom to leave out, and a line of one's own."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.forms import sent_in
from notifications.batches.actions import add_lines, leave_out
from notifications.batches.audience import Audience, Reader
from notifications.batches.forms import LeftOutForm, LinesForm
from notifications.calendar.changes import Part
from notifications.calendar.naming import in_words
from notifications.outbox.log_views import MAIL_POLICY
from notifications.outbox.preview import preview_of
from tours.organisations.access import May, signed_in
from tours.organisations.models import User
from tours.programme.access import event_for, may
from tours.programme.models import Event

PER_PAGE = 100
form_page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@form_page
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who gets a mail, with a box to leave somebody out; `?soort=` and `?q=` narrow it down."""
    event = event_for(request.user, slug, May.PLAN if request.method == "POST" else May.SEE)
    audience = Audience(event, at=timezone.now())
    if request.method != "POST":
        return _people(request, event, audience)
    form = LeftOutForm(request.POST)
    ticked, shown = set(request.POST.getlist("weg")), set(request.POST.getlist("id"))
    try:
        wishes = leave_out(
            event,
            audience.known(ticked & shown),
            of=audience.known(shown),
            seen=form.cleaned_data["version"] if form.is_valid() else 0,
            by=cast(User, request.user),
        )
    except RuleBroken as no:
        messages.error(request, str(no))
        return _people(request, event, Audience(event, at=timezone.now()), ticked=ticked, status=422)
    number = len(wishes.left_out)
    said = ngettext(
        "Bewaard. Eén persoon krijgt geen mail.", "Bewaard. %(n)s mensen krijgen geen mail.", number
    )
    messages.success(request, said % {"n": number} if number else _("Bewaard. Iedereen krijgt de mail."))
    return redirect("desk:publish", slug)


@signed_in
@form_page
def lines(request: HttpRequest, slug: str) -> HttpResponse:
    """A line of one's own, in all mails or in one kind."""
    event = event_for(request.user, slug, May.PLAN)
    audience = Audience(event, at=timezone.now())
    draft = audience.wishes.draft
    form = LinesForm(
        sent_in(request),
        kinds=audience.kinds,
        lines=draft.lines if draft else {},
        initial={"version": audience.wishes.version},
    )
    if form.is_bound and form.is_valid():
        try:
            add_lines(event, form.lines, seen=form.cleaned_data["version"])
        except RuleBroken as no:
            form.add_error(None, str(no))
            form.data = request.POST.copy()
            form.data["version"] = str(Audience(event, at=timezone.now()).wishes.version)
        else:
            messages.success(request, _("Bewaard. Uw regel staat in de mails."))
            return redirect("desk:publish", slug)
    context = {"event": event, "form": form}
    return render(request, "notifications/batches/lines.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # typed for views without arguments
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """A mail as its reader will see it, what was and what is marked; `?n=` leafs through what is told."""
    event = event_for(request.user, slug)
    audience = Audience(event, at=timezone.now())
    number, part = _chosen(request, audience)
    message = audience.example(part, at=timezone.now()) if part else None
    told = audience.told(part) if part else []
    context = {
        "event": event,
        "number": number,
        "all": len(audience.parts),
        "before": number - 1,
        "after": number + 1 if number < len(audience.parts) else 0,
        "told": told,
        "left_out": len(part.people) - len(told) if part else 0,
        "called": in_words(part.kind, part.old, part.new) if part else _("De mail"),
        "message": message,
        "preview": preview_of(message) if message else None,
        "may_plan": may(request.user, event, May.PLAN),
    }
    return render(request, "notifications/batches/letter.html", context)


@signed_in
@require_safe
@xframe_options_sameorigin
def letter_html(request: HttpRequest, slug: str) -> HttpResponse:
    """The HTML part by itself, for the frame of the page."""
    audience = Audience(event_for(request.user, slug), at=timezone.now())
    _number, part = _chosen(request, audience)
    html = preview_of(audience.example(part, at=timezone.now())).html if part else ""
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


def _chosen(request: HttpRequest, audience: Audience) -> tuple[int, Part | None]:
    """The first of a kind with `soort`, else number `n`; the first where there is no such."""
    parts, wanted = audience.parts, request.GET.get("n", "")
    kinds = [part.kind for part in parts]
    number = kinds.index(kind) + 1 if (kind := request.GET.get("soort", "")) in kinds else 1
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < len("10000"):
        number = min(max(int(wanted), 1), max(len(parts), 1))
    return number, parts[number - 1] if parts else None


def _people(
    request: HttpRequest,
    event: Event,
    audience: Audience,
    *,
    ticked: set[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    kinds = audience.kinds
    kind = request.GET.get("soort", "")
    kind = kind if kind in {name for name, _label, _n in kinds} else ""
    words = request.GET.get("q", "").strip()[:100]
    readers = audience.readers(kind=kind, words=words)
    page = Paginator(readers, PER_PAGE).get_page(request.GET.get("page"))

    def is_ticked(reader: Reader) -> bool:
        return reader.left_out if ticked is None else reader.key in ticked

    context: dict[str, Any] = {
        "event": event,
        "kinds": kinds,
        "kind": kind,
        "q": words,
        "page": page,
        "rows": [(reader, is_ticked(reader)) for reader in page],
        "version": audience.wishes.version,
        "may_plan": may(request.user, event, May.PLAN),
    }
    return render(request, "notifications/batches/people.html", context, status=status)
