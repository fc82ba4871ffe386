"""The organiser's pages about material."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.http import posted, private
from tours.materials import actions
from tours.materials.deadlines import deadline_of
from tours.materials.errors import FileTooLarge
from tours.materials.forms import ChangeForm, FileForm, LimitsForm, LinkForm, VersionForm
from tours.materials.links import Audience, download_url
from tours.materials.models import Material, MaterialVersion
from tours.materials.overview import WITHDRAWN, is_being_checked, rows_of, state_of, with_versions
from tours.materials.refusals import TAKEN
from tours.materials.serving import UNKNOWN_TYPE, serve
from tours.materials.uploads import refusal_of
from tours.organisations.access import May
from tours.programme.access import event_for, may
from tours.programme.errors import ChangedMeanwhile
from tours.programme.models import Event

Verb = tuple[Callable[[Any], object], Any]
ON_MATERIAL: dict[str, Verb] = {
    "withdraw": (actions.withdraw, _("Ingetrokken. Alleen de organisatie ziet het nog.")),
    "restore": (actions.restore, _("Teruggezet.")),
    "agree": (actions.agree_to_public, _("Genoteerd: de spreker vindt het goed dat iedereen dit ziet.")),
    "delete": (actions.delete, _("Verwijderd, met alle versies.")),
}
ON_VERSION: dict[str, Verb] = {
    "withdraw": (actions.withdraw_version, _("Deze versie is ingetrokken.")),
    "restore": (actions.restore_version, _("Deze versie is teruggezet.")),
}


@login_required
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was brought and everything that is missing."""
    return _page(request, event_for(request.user, slug))


@login_required
@posted
def add_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a new file; it shows in the table while it is being checked."""
    found = event_for(request.user, slug, May.PLAN)
    form = FileForm(request.POST, request.FILES, event=found)
    try:
        if take_upload(request, form):
            material = actions.add_material(
                found, file=form.cleaned_data["file"], uploaded_by=str(request.user), **form.about()
            )
            tell_how_it_went(request, material.versions.first())
            return redirect("materials:event", slug)
    except RuleBroken as rule:
        put(form, rule)
    return _page(request, found, status=status_of(request, form), file_form=form)


@login_required
@posted
def add_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a link to a video or page."""
    found = event_for(request.user, slug, May.PLAN)
    form = LinkForm(request.POST, event=found)
    if form.is_valid():
        actions.add_link(found, link=form.cleaned_data["link"], **form.about())
        messages.success(request, _("De link is toegevoegd."))
        return redirect("materials:event", slug)
    return _page(request, found, status=HTTPStatus.UNPROCESSABLE_ENTITY, link_form=form)


@login_required
@posted
def limits(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose how much may be uploaded."""
    found = event_for(request.user, slug, May.PLAN)
    form = LimitsForm(request.POST)
    if form.is_valid():
        actions.set_limits(found, **form.cleaned_data)
        messages.success(request, _("Bewaard."))
        return redirect("materials:event", slug)
    return _page(request, found, status=HTTPStatus.UNPROCESSABLE_ENTITY, limits_form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def material(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One material: its versions, and a form to change what it is called and who sees it."""
    found = event_for(request.user, slug, May.SEE if request.method != "POST" else May.PLAN)
    shown = _material_of(found, pk)
    form = ChangeForm(request.POST if request.method == "POST" else None, instance=shown, event=found)
    if request.method == "POST" and form.is_valid():
        stored = Material.objects.select_related("event").get(pk=pk)
        try:
            actions.change(stored, version=form.cleaned_data["version"], **form.details())
        except ChangedMeanwhile as rule:
            form.clash(rule, stored)
        except RuleBroken as rule:
            put(form, rule)
        else:
            messages.success(request, _("Bewaard."))
            return redirect("materials:material", slug, pk)
    return _material_page(request, found, shown, form=form, status=status_of(request, form))


@login_required
@posted
def add_version(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take in a newer file; the present one stays until it is checked."""
    found = event_for(request.user, slug, May.PLAN)
    shown = _material_of(found, pk)
    form = VersionForm(request.POST, request.FILES)
    try:
        if take_upload(request, form):
            version = actions.add_version(shown, form.cleaned_data["file"], uploaded_by=str(request.user))
            tell_how_it_went(request, version)
            return redirect("materials:material", slug, pk)
    except RuleBroken as rule:
        put(form, rule)
    return _material_page(request, found, shown, version_form=form, status=status_of(request, form))


@login_required
@posted
def act(request: HttpRequest, slug: str, pk: int, verb: str) -> HttpResponse:
    """Withdraw, put back, delete; or note the speaker's yes."""
    found = event_for(request.user, slug, May.PLAN)
    _do(request, ON_MATERIAL, verb, _material_of(found, pk))
    return redirect("materials:event", slug) if verb == "delete" else redirect("materials:material", slug, pk)


@login_required
@posted
def act_on_version(request: HttpRequest, slug: str, pk: int, verb: str) -> HttpResponse:
    """Withdraw one version, or put it back."""
    found = event_for(request.user, slug, May.PLAN)
    version = get_object_or_404(MaterialVersion, pk=pk, material__event=found)
    _do(request, ON_VERSION, verb, version)
    return redirect("materials:material", slug, version.material_id)


@login_required
@require_safe
def version(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Any version, also one that was refused or withdrawn, for the organisers alone: to save, never to show."""
    found = event_for(request.user, slug)
    stored = get_object_or_404(MaterialVersion, pk=pk, material__event=found)
    if not stored.storage_name or stored.is_in_the_works:
        raise Http404
    kind = UNKNOWN_TYPE if stored.state == "rejected" else None
    return private(serve(request, stored, open_to_all=False, kind=kind))


def take_upload(request: HttpRequest, form: BaseForm) -> bool:
    """Whether the form is in order. Raises the rule that stopped the upload halfway, if one did."""
    if refused := refusal_of(request):
        form.errors.pop("file", None)  # "required": it was sent, but not read
        raise refused
    return form.is_valid()


def put(form: BaseForm, rule: RuleBroken) -> None:
    """The rule that says no, at its field if the form has it."""
    form.add_error(rule.field if rule.field in form.fields else None, str(rule))


def status_of(request: HttpRequest, form: BaseForm) -> int:
    """200, 422, or 413 when more was sent than may be."""
    if isinstance(refusal_of(request), FileTooLarge):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def tell_how_it_went(request: HttpRequest, taken: MaterialVersion | None) -> None:
    """In one message: being checked, or refused and why."""
    if taken is not None and taken.refused_because:
        messages.error(request, taken.refused_because)
    else:
        messages.success(request, _("Het bestand is binnen. Wij controleren het; dat duurt meestal kort."))


def upload_context(event: Event) -> dict[str, Any]:
    """What is said before somebody chooses a file."""
    return {
        "limits": actions.limits_of(event),
        "taken": ", ".join(TAKEN),
    }


def _do(request: HttpRequest, verbs: dict[str, Verb], verb: str, subject: object) -> None:
    if verb not in verbs:
        raise Http404
    action, done = verbs[verb]
    try:
        action(subject)
    except RuleBroken as rule:
        messages.error(request, str(rule))
    else:
        messages.success(request, done)


def _material_of(event: Event, pk: int) -> Material:
    found = with_versions(event.materials.filter(pk=pk))
    if not found:
        raise Http404
    return found[0]


def _page(request: HttpRequest, event: Event, *, status: int = HTTPStatus.OK, **forms: Any) -> HttpResponse:
    rows = rows_of(event, today=timezone.localdate())
    context = {
        "event": event,
        "rows": rows,
        "to_zip": any(row.material and row.material.newest for row in rows),
        "deadline": deadline_of(event),
        "scans_for_viruses": bool(settings.CLAMD_URL),
        "checking": is_being_checked(row.material for row in rows if row.material),
        "may_plan": may(request.user, event, May.PLAN),
        "file_form": FileForm(event=event, auto_id="file_%s"),
        "link_form": LinkForm(event=event, auto_id="link_%s"),
        **upload_context(event),
    }
    allowed = context["limits"]
    context["limits_form"] = LimitsForm(initial={"megabytes": allowed.megabytes, "files": allowed.files})
    return render(request, "tours/materials/event.html", context | forms, status=status)


def _material_page(
    request: HttpRequest, event: Event, shown: Material, *, status: int, **forms: Any
) -> HttpResponse:
    context = {
        "event": event,
        "material": shown,
        "state": state_of(shown),
        "is_withdrawn": state_of(shown) is WITHDRAWN,
        "url": download_url(shown, Audience.ORGANISERS),
        "checking": is_being_checked([shown]),
        "may_plan": may(request.user, event, May.PLAN),
        "form": ChangeForm(instance=shown, event=event),
        "version_form": VersionForm(auto_id="version_%s"),
        **upload_context(event),
    }
    return render(request, "tours/materials/material.html", context | forms, status=status)
