"""One person: change in place, cancel, take that back, send the link again, note who arrived."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.forms import sent_in
from core.http import is_htmx, posted
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.models import Event
from tours.signups import actions
from tours.signups.desk.actions import settle_replies
from tours.signups.desk.forms import PersonForm
from tours.signups.desk.listing import Row, with_notices
from tours.signups.errors import ChangedMeanwhile
from tours.signups.models import CancelledBy, Registration, RegistrationState
from tours.signups.promised import promise, unreachable

FOLDER = "tours/signups/desk"


@signed_in
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody's own data: a form in the row of the list, or a page of its own."""
    event = _event(request, slug)
    form = PersonForm(sent_in(request), event=event, instance=_person(event, pk))
    if request.method == "POST" and form.is_valid() and _changed(form, _person(event, pk)):
        if is_htmx(request):
            return _row(request, event, pk, saved=True)
        messages.success(request, _("%(name)s is opgeslagen.") % {"name": form.cleaned_data["name"]})
        return redirect("signups:people", slug)
    form.fields["name"].widget.attrs["autofocus"] = True
    context = {"event": event, "in_people": True, "row": Row(_person(event, pk)), "form": form}
    template = "_row_form.html" if is_htmx(request) else "person.html"
    return render(request, f"{FOLDER}/{template}", context, status=422 if form.errors else 200)


def _changed(form: PersonForm, stored: Registration) -> bool:
    """Whether the action took it; if not, the form says why."""
    try:
        actions.change(stored, version=form.cleaned_data["version"], **form.details())
    except ChangedMeanwhile as no:
        stored.refresh_from_db()
        form.clash(no, stored)
    except RuleBroken as no:
        form.add_error(no.field if no.field in form.fields else None, str(no))
    return not form.errors


@signed_in
@require_safe
def person_row(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The row as it is stored: what "Annuleer" in the row's form asks for."""
    event = _event(request, slug)
    if not is_htmx(request):
        return redirect("signups:people", slug)
    return _row(request, event, pk)


@signed_in
@require_http_methods(["GET", "POST"])
def person_cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask first, then give the seat to the next in line."""
    event = _event(request, slug)
    registration = _person(event, pk)
    if request.method == "POST":
        try:
            actions.cancel(registration, by=CancelledBy.DESK)
            settle_replies(registration)
            messages.success(
                request,
                _("%(name)s is afgemeld. Klopt dat niet? Kies achteraan de rij ‘Toch laten komen’.")
                % {"name": registration.name},
            )
        except RuleBroken as no:
            messages.error(request, str(no))
        return redirect("signups:people", slug)
    first = Registration.objects.of(event).in_line().first()
    context = {"event": event, "in_people": True, "row": Row(registration), "first_in_line": first}
    return render(request, f"{FOLDER}/cancel.html", context)


@signed_in
@posted
def person_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody who was cancelled comes after all. In the list the row itself shows what came of it."""
    event = _event(request, slug)
    try:
        registration = actions.bring_back(_person(event, pk))
        level, sentence = _came_back(registration)
    except RuleBroken as no:
        level, sentence = messages.ERROR, str(no)
    if is_htmx(request):
        return _row(request, event, pk, saved=True)
    messages.add_message(request, level, sentence)
    return redirect("signups:people", slug)


def _came_back(registration: Registration) -> tuple[int, str]:
    """How to say what somebody got who comes after all."""
    name = {"name": registration.name}
    if registration.state == RegistrationState.WAITING:
        return messages.WARNING, _("%(name)s staat op de wachtlijst: er is geen plaats meer.") % name
    return messages.SUCCESS, _("%(name)s komt toch.") % name


@signed_in
@posted
def person_link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Mail somebody their own link again."""
    event = _event(request, slug)
    registration = _person(event, pk)
    if registration.email:
        actions.send_link_again(registration)
        no = unreachable([registration.email])
        sentence = promise(_("De link gaat naar %(email)s.") % {"email": registration.email})
        messages.add_message(request, messages.WARNING if no else messages.SUCCESS, no or sentence)
    else:
        messages.error(request, _("Van %(name)s is geen e-mailadres bekend.") % {"name": registration.name})
    return redirect("signups:people", slug)


@signed_in
@posted
def person_present(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Note that somebody arrived, or take that back."""
    event = _event(request, slug)
    actions.check_in(_person(event, pk), present=request.POST.get("present") == "1")
    return _row(request, event, pk, saved=True) if is_htmx(request) else redirect("signups:people", slug)


def _event(request: HttpRequest, slug: str) -> Event:
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    prefetch_related_objects([event], "groups")
    return event


def _person(event: Event, pk: int) -> Registration:
    mine = with_notices(Registration.objects.of(event).filter(erased_at=None).select_related("group"))
    registration = get_object_or_404(mine, pk=pk)
    registration.event = event
    return registration


def _row(request: HttpRequest, event: Event, pk: int, *, saved: bool = False) -> HttpResponse:
    """The row of the list; after a change the counts hear of it."""
    context = {
        "event": event,
        "row": Row(_person(event, pk)),
        "may_change": True,
        "groups": list(event.groups.all()),
        "saved": saved,
        "focus": True,
    }
    response = render(request, f"{FOLDER}/_row.html", context)
    if saved:
        response["HX-Trigger"] = "people-changed"
    return response
