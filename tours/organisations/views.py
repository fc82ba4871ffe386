"""The pages about an organisation and who works there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.i18n import LANGUAGE_QUERY_PARAMETER, set_language

from core.errors import RuleBroken
from core.forms import sent_in
from core.http import posted
from tours.organisations.access import May, organisation_for, signed_in
from tours.organisations.actions import (
    add_member,
    change_organisation,
    change_role,
    choose_language,
    remove_member,
)
from tours.organisations.errors import ChangedMeanwhile
from tours.organisations.forms import MemberForm, OrganisationForm, RoleForm
from tours.organisations.models import Membership, Organisation, User


def language(request: HttpRequest) -> HttpResponseBase:
    """The language of the pages, for anybody; who is logged in gets mail in it as well."""
    if request.method == "POST" and isinstance(request.user, User):
        choose_language(request.user, request.POST.get(LANGUAGE_QUERY_PARAMETER, ""))
    return set_language(request)


@signed_in
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """The organisation's own fields, and its members."""
    organisation = organisation_for(request.user, slug, May.OWN)
    form = OrganisationForm(sent_in(request), instance=organisation)
    if request.method == "POST" and form.is_valid():
        stored = organisation_for(request.user, slug, May.OWN)
        try:
            change_organisation(stored, version=form.cleaned_data["version"], **form.details())
        except ChangedMeanwhile as no:
            form.clash(no, stored)
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            messages.success(request, _("De organisatie is opgeslagen."))
            return redirect("organisations:settings", slug)
    return _settings_page(request, slug, form=form)


@signed_in
@posted
def new_member(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody may work here from now on; they log in with a mailed code."""
    organisation = organisation_for(request.user, slug, May.OWN)
    form = MemberForm(request.POST, auto_id="lid_%s")
    if form.is_valid():
        try:
            membership = add_member(organisation, **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            sentence = _("%(who)s kan nu inloggen met een code per mail.")
            messages.success(request, sentence % {"who": membership.user})
            return redirect("organisations:settings", slug)
    return _settings_page(request, slug, member_form=form)


@signed_in
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One member: their role, and the button that takes their access away."""
    organisation = organisation_for(request.user, slug, May.OWN)
    membership = _membership(organisation, pk)
    form = RoleForm(sent_in(request), initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        try:
            change_role(membership, role=form.cleaned_data["role"])
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            sentence = _("%(who)s is nu %(role)s.")
            values = {"who": membership.user, "role": membership.get_role_display().lower()}
            messages.success(request, sentence % values)
            return redirect("organisations:settings", slug)
    return _member_page(request, organisation, membership, form)


@signed_in
@posted
def member_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a member's access away."""
    organisation = organisation_for(request.user, slug, May.OWN)
    membership = _membership(organisation, pk)
    try:
        remove_member(membership)
    except RuleBroken as no:
        form = RoleForm({"role": membership.role})
        form.add_error(None, str(no))
        return _member_page(request, organisation, membership, form)
    messages.success(request, _("%(who)s heeft geen toegang meer.") % {"who": membership.user})
    if membership.user == request.user:
        return redirect("/beheer/")
    return redirect("organisations:settings", slug)


def _membership(organisation: Organisation, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user"), organisation=organisation, pk=pk)


def _settings_page(
    request: HttpRequest,
    slug: str,
    *,
    form: OrganisationForm | None = None,
    member_form: MemberForm | None = None,
) -> HttpResponse:
    """The page as it is stored now, with whichever form was sent."""
    stored = organisation_for(request.user, slug, May.OWN)
    wrong = any(sent is not None and bool(sent.errors) for sent in (form, member_form))
    context = {
        "organisation": stored,
        "form": form or OrganisationForm(instance=stored),
        "member_form": member_form or MemberForm(auto_id="lid_%s"),
        "members": stored.memberships.select_related("user").order_by("user__name", "user__email"),
        "focus_members": member_form is not None,
    }
    return render(request, "tours/organisations/settings.html", context, status=422 if wrong else 200)


def _member_page(
    request: HttpRequest, organisation: Organisation, membership: Membership, form: RoleForm
) -> HttpResponse:
    context = {"organisation": organisation, "membership": membership, "form": form}
    status = 422 if form.errors else 200
    return render(request, "tours/organisations/member.html", context, status=status)
