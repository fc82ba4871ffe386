"""New people: one who phoned, one at the door, or many from a spreadsheet."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.forms import sent_in
from core.pasted import Checked, Problem, Table, check_rows, parse_table
from tours.organisations.access import May, signed_in
from tours.organisations.models import Role
from tours.programme.access import event_for
from tours.programme.models import Event
from tours.signups.actions import add_by_desk
from tours.signups.desk.actions import add_people, list_version
from tours.signups.desk.errors import RowRefused
from tours.signups.desk.forms import PASTED_COLUMNS, PeoplePasteForm, PersonForm, PersonRowForm, WalkInForm
from tours.signups.desk.listing import Row
from tours.signups.errors import KnownAlready
from tours.signups.models import Pool, Registration, RegistrationState, Source

MAX_PASTED = 250  # each takes a seat and writes mail: some two seconds for all, in one transaction
LATEST = 8


@signed_in
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody who phoned or wrote: only the name is needed."""
    event = _event(request, slug)
    form = PersonForm(sent_in(request), event=event, instance=Registration(event=event))
    if request.method == "POST" and form.is_valid():
        try:
            registration = add_by_desk(event, source=Source.DESK, **form.details())
        except RuleBroken as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            _tell(request, registration)
            again = "signups:add" if "again" in request.POST else "signups:people"
            return redirect(again, slug)
    form.fields["name"].widget.attrs["autofocus"] = not form.errors
    context = {"event": event, "in_people": True, "form": form}
    return render(request, "tours/signups/desk/add.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody at the door: a name, Enter, and the form is ready for the next."""
    event = _event(request, slug)
    asked = request.GET.get("rol", "")
    role = asked if asked in Role.values else Role.RESIDENT
    form = WalkInForm(sent_in(request), initial={"role": role})
    if request.method == "POST" and form.is_valid():
        try:
            registration = add_by_desk(event, source=Source.WALK_IN, **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            _tell(request, registration)
            return redirect(f"{reverse('signups:walk_in', args=[slug])}?rol={registration.role}")
    walked_in = Registration.objects.of(event).filter(source=Source.WALK_IN, erased_at=None)
    latest = [Row(each) for each in walked_in.select_related("group").order_by("-pk")[:LATEST]]
    context = {"event": event, "in_people": True, "form": form, "latest": latest}
    return render(request, "tours/signups/desk/walk_in.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Many from a spreadsheet: first what would happen, then all of them or nobody."""
    event = _event(request, slug)
    form = PeoplePasteForm.sent_in(request)
    table, rows = Table(), list[Checked]()
    sent = request.method == "POST" and form.is_valid()
    if sent:
        table, rows = _read(event, form.cleaned_data["text"])
        seen = form.cleaned_data["seen"]
        if seen is not None and rows and not table.problems:
            try:
                return _pasted(request, event, add_people(event, rows, seen=seen))
            except RowRefused as no:
                table.problems.append(Problem(no.values["line"], "", no.values["reason"]))
            except RuleBroken as no:
                form.add_error(None, str(no))
    pool = Pool.objects.filter(event=event, role="").first()
    context = {
        "event": event,
        "in_people": True,
        "form": form,
        "table": table,
        "sent": sent,
        "people": rows,
        "previews": [{"line": row.line, "one": Registration(event=event, **row.data)} for row in rows],
        "namesakes": _namesakes(event, rows),
        "left": pool.left if pool else None,
        "seen": list_version(event),
        "columns": [str(PersonRowForm.base_fields[name].label) for name in PASTED_COLUMNS],
    }
    wrong = bool(form.errors or table.problems or (sent and not rows))
    return render(request, "tours/signups/desk/paste.html", context, status=422 if wrong else 200)


def _event(request: HttpRequest, slug: str) -> Event:
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    prefetch_related_objects([event], "groups")
    return event


def _tell(request: HttpRequest, registration: Registration) -> None:
    """What became of somebody who was added: a seat, a presence or a place in line."""
    name = {"name": registration.name}
    if registration.state == RegistrationState.WAITING:
        sentence = _(
            "Er is geen plaats meer. %(name)s staat op de wachtlijst. U kunt het aantal plaatsen verhogen."
        )
        messages.warning(request, sentence % name)
    elif registration.checked_in_at:
        messages.success(request, _("%(name)s is binnen.") % name)
    else:
        messages.success(request, _("%(name)s staat op de lijst.") % name)


def _read(event: Event, text: str) -> tuple[Table, list[Checked]]:
    """What was pasted; who is registered already is a problem of their row."""
    table = parse_table(text, PASTED_COLUMNS, max_rows=MAX_PASTED)
    rows = check_rows(
        table,
        PersonRowForm,
        once=["name", "email"],
        groups=list(event.groups.all()),
        companions_allowed=event.companions_allowed,
    )
    known = {(name.lower(), email) for name, email in _of_these_names(event, rows) if email}
    for row in rows:
        if (row.data["name"].lower(), row.data["email"].lower()) in known:
            table.problems.append(Problem(row.line, _("Naam"), str(KnownAlready.sentence)))
    table.problems.sort(key=lambda problem: problem.line)
    return table, rows


def _namesakes(event: Event, rows: list[Checked]) -> list[str]:
    """Names that are on the list already, where an address does not tell whether it is the same person."""
    there = {name.lower() for name, _email in _of_these_names(event, rows)}
    return [row.data["name"] for row in rows if row.data["name"].lower() in there]


def _of_these_names(event: Event, rows: list[Checked]) -> list[tuple[str, str]]:
    """Name and address of everybody on the list who is called like one of these."""
    names = {row.data["name"] for row in rows}
    if not names:
        return []
    return list(Registration.objects.of(event).called(names).values_list("name", "email"))


def _pasted(request: HttpRequest, event: Event, added: list[Registration]) -> HttpResponse:
    waiting = sum(registration.state == RegistrationState.WAITING for registration in added)
    seated = len(added) - waiting
    sentence = ngettext("%(n)s persoon toegevoegd.", "%(n)s personen toegevoegd.", seated) % {"n": seated}
    messages.success(request, sentence)
    if waiting:
        line = ngettext("%(n)s staat op de wachtlijst.", "%(n)s staan op de wachtlijst.", waiting)
        messages.warning(request, line % {"n": waiting})
    return redirect("signups:people", event.slug)
