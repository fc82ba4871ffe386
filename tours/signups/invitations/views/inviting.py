"""Choose from the contacts, look who will get a mail, and invite them; or type somebody's name."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.http import posted
from tours.organisations.access import May, signed_in
from tours.organisations.models import ContactQuerySet
from tours.programme.access import event_for
from tours.programme.models import Event
from tours.signups.invitations.actions import invite_again, invite_by_name, invite_contacts
from tours.signups.invitations.choosing import SHOWN, candidates, contacts_for, not_on_the_list, numbers_of
from tours.signups.invitations.forms import ChosenForm, ContactFilterForm, InviteForm
from tours.signups.invitations.sources import sources
from tours.signups.models import Registration
from tours.signups.promised import unreachable

FOLDER = "tours/signups/invitations"


@signed_in
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """The contacts to tick; then, before anything is sent, who gets the invitation."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    contacts = contacts_for(request.user, event)
    if request.method != "POST":
        return _list(request, event, contacts)
    form = ChosenForm(request.POST, contacts=contacts)
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
        return _list(request, event, contacts, status=422)
    if "send" in request.POST:
        return _invited(request, event, form.cleaned_data["id"][:SHOWN], contacts=contacts)
    chosen = candidates(event, form.cleaned_data["id"][:SHOWN])
    asked = [each.contact for each in chosen if each.registration is None]
    context = {
        "event": event,
        "in_people": True,
        "asked": asked,
        "by_mail": sum(bool(contact.email) for contact in asked),
        "by_phone": [contact for contact in asked if not contact.email],
        "there": [each for each in chosen if each.registration],
        "unreachable": unreachable(contact.email for contact in asked),
    }
    return render(request, f"{FOLDER}/confirm.html", context)


@signed_in
@posted
def invite_one(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody who is not among the contacts."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            registration = invite_by_name(event, **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("%(name)s is uitgenodigd.") % {"name": registration.name})
            return _back(request, slug)
    return _list(request, event, contacts_for(request.user, event), one=form, status=422)


@signed_in
@posted
def again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody who said no or was taken off the list is asked anew."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    known = Registration.objects.of(event).filter(erased_at=None).select_related("event")
    registration = get_object_or_404(known, pk=pk)
    try:
        invite_again(registration)
        messages.success(request, _("%(name)s is opnieuw uitgenodigd.") % {"name": registration.name})
    except RuleBroken as no:
        messages.error(request, str(no))
    return _back(request, slug)


def _list(
    request: HttpRequest,
    event: Event,
    contacts: ContactQuerySet,
    *,
    one: InviteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    filter_form, found = _narrowed(request, contacts)
    numbers = numbers_of(event, found)
    filter_form.count(numbers)
    if not filter_form.wants_everybody:
        found = not_on_the_list(event, found)
    page = Paginator(found.order_by("party", "name", "pk"), SHOWN).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "in_people": True,
        "filter": filter_form,
        "candidates": candidates(event, page.object_list),
        "page": page,
        "numbers": numbers,
        "searching": any(request.GET.get(name) for name in ("q", "fractie", "rol")),
        "organisation": event.organisation,
        "sources": sources(event),
        "form": one or InviteForm(),
        "wrong": one is not None,
    }
    return render(request, f"{FOLDER}/choose.html", context, status=status)


def _narrowed(request: HttpRequest, contacts: ContactQuerySet) -> tuple[ContactFilterForm, ContactQuerySet]:
    """Those who are asked for in the address, whether they are on the list or not."""
    parties = contacts.exclude(party="").order_by("party").values_list("party", flat=True).distinct()
    form = ContactFilterForm(request.GET, parties=parties)
    return form, form.narrow(contacts)


def _invited(
    request: HttpRequest, event: Event, chosen: ContactQuerySet, *, contacts: ContactQuerySet
) -> HttpResponse:
    """Back to the rest of those who were asked for; when nobody is left, to who comes."""
    try:
        invited = invite_contacts(event, chosen)
    except RuleBroken as no:
        messages.error(request, str(no))
        return _back(request, event.slug)
    sentence = ngettext("Eén persoon is uitgenodigd.", "%(n)s mensen zijn uitgenodigd.", len(invited))
    messages.success(request, sentence % {"n": len(invited)})
    _form, found = _narrowed(request, contacts)
    if not_on_the_list(event, found).exists():
        return _back(request, event.slug)
    return redirect("calling:invited", event.slug)


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    """To the list as it was narrowed, at its first page: who was invited may have gone from it."""
    query = request.GET.copy()
    query.pop("page", None)
    return redirect(f"{reverse('signups:invite', args=[slug])}{'?' if query else ''}{query.urlencode()}")
