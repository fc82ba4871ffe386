"""The pages about the people an organisation knows."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.forms import sent_in
from core.http import is_htmx
from core.pasted import Checked, Table, check_rows, parse_table
from core.sheets import PasteForm
from tours.organisations.access import May, asked_for, contact_for, organisations_of, roles_of, signed_in
from tours.organisations.actions import add_contact, change_contact, delete_contact, save_pasted
from tours.organisations.errors import ChangedMeanwhile, ContactsChangedMeanwhile
from tours.organisations.forms import ContactForm, ContactRowForm
from tours.organisations.models import Contact, Organisation
from tours.organisations.pasting import COLUMNS, Difference, compare, fingerprint

PER_PAGE = 100


@signed_in
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """The list, of one organisation at a time: the one in `?organisatie=`, else the first of mine."""
    mine = organisations_of(request.user)
    if not mine:
        return render(request, "tours/organisations/no_organisation.html")
    organisation = asked_for(request, mine)
    words = request.GET.get("q", "").strip()[:100]
    page = Paginator(organisation.contacts.matching(words), PER_PAGE).get_page(request.GET.get("page"))
    roles = roles_of(request.user, Q(organisation=organisation))
    context = {
        "organisation": organisation,
        "organisations": mine,
        "may_change": bool(roles & May.HANDLE_PEOPLE.value),
        "owns": bool(roles & May.OWN.value),
        "page": page,
        "q": words,
    }
    template = "_contacts.html" if is_htmx(request) else "contacts.html"
    return render(request, f"tours/organisations/{template}", context)


@signed_in
@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest) -> HttpResponse:
    """Write somebody down."""
    organisation = asked_for(request, organisations_of(request.user, May.HANDLE_PEOPLE))
    form = ContactForm(sent_in(request), instance=Contact(organisation=organisation))
    if request.method == "POST" and form.is_valid():
        try:
            contact = add_contact(organisation, **form.details())
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            messages.success(request, _("%(name)s staat in de contacten.") % {"name": contact.name})
            return redirect(_list_of(organisation))
    return _contact_page(request, organisation, None, form)


@signed_in
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact, to change."""
    stored = contact_for(request.user, pk, May.HANDLE_PEOPLE)
    form = ContactForm(sent_in(request), instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(stored, version=form.cleaned_data["version"], **form.details())
        except ChangedMeanwhile as no:
            form.clash(no, contact_for(request.user, pk, May.HANDLE_PEOPLE))
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            messages.success(request, _("%(name)s is opgeslagen.") % {"name": form.cleaned_data["name"]})
            return redirect(_list_of(stored.organisation))
    stored = contact_for(request.user, pk, May.HANDLE_PEOPLE)
    return _contact_page(request, stored.organisation, stored, form)


@signed_in
@require_http_methods(["GET", "POST"])
def contact_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then forget."""
    stored = contact_for(request.user, pk, May.HANDLE_PEOPLE)
    organisation = stored.organisation
    if request.method == "POST":
        delete_contact(stored)
        messages.success(request, _("%(name)s staat niet meer in de contacten.") % {"name": stored.name})
        return redirect(_list_of(organisation))
    context = {"contact": stored, "organisation": organisation}
    return render(request, "tours/organisations/contact_delete.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def contacts_paste(request: HttpRequest) -> HttpResponse:
    """Paste, look at what would change, then write all of it or nothing."""
    organisation = asked_for(request, organisations_of(request.user, May.HANDLE_PEOPLE))
    form = PasteForm.sent_in(request)
    table: Table | None = None
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        table, rows = _read(form.cleaned_data["text"])
        pairs = [(row.line, row.data) for row in rows]
        if form.cleaned_data["seen"] and not table.problems:
            try:
                return _pasted(
                    request, organisation, save_pasted(organisation, pairs, seen=form.cleaned_data["seen"])
                )
            except ContactsChangedMeanwhile as no:
                form.add_error(None, str(no))
            except RuleBroken as no:
                form.add_error("text", str(no))
        differences = compare(organisation, pairs)
    wrong = bool(form.errors or (table and (table.problems or not table.rows)))
    context = {
        "organisation": organisation,
        "form": form,
        "table": table,
        "differences": differences,
        "changes": [row for row in differences if row.changes],
        "same": [row for row in differences if row.contact and not row.changes],
        "news": [row for row in differences if row.contact is None],
        "seen": fingerprint(differences),
        "columns": [str(ContactRowForm.base_fields[name].label) for name in COLUMNS],
    }
    return render(request, "tours/organisations/paste.html", context, status=422 if wrong else 200)


def _read(text: str) -> tuple[Table, list[Checked]]:
    table = parse_table(text, COLUMNS)
    return table, check_rows(table, ContactRowForm, once=["name", "email"])


def _pasted(request: HttpRequest, organisation: Organisation, done: list[Difference]) -> HttpResponse:
    added = sum(row.contact is None for row in done)
    changed = sum(bool(row.changes) for row in done)
    sentence = ngettext("%(n)s contact toegevoegd", "%(n)s contacten toegevoegd", added) % {"n": added}
    messages.success(request, _("%(added)s, %(n)s veranderd.") % {"added": sentence, "n": changed})
    return redirect(_list_of(organisation))


def _list_of(organisation: Organisation) -> str:
    return f"{reverse('organisations:contacts')}?organisatie={organisation.slug}"


def _contact_page(
    request: HttpRequest, organisation: Organisation, stored: Contact | None, form: ContactForm
) -> HttpResponse:
    context = {"organisation": organisation, "contact": stored, "form": form}
    status = 422 if form.errors else 200
    return render(request, "tours/organisations/contact.html", context, status=status)
