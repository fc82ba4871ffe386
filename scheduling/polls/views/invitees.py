"""The organiser's pages about whom a poll asks: typed, pasted or picked, and what somebody said by phone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.forms import sent_in
from core.pasted import Table, check_rows, parse_table
from core.sheets import PasteForm
from scheduling.polls import actions
from scheduling.polls.access import poll_for, token_of
from scheduling.polls.forms import (
    INVITEE_COLUMNS,
    AnswerForm,
    ContactsForm,
    InviteeForm,
    InviteeRowForm,
)
from scheduling.polls.models import Invitee
from tours.lifecycle.forms import put_at_field
from tours.organisations.access import May, signed_in
from tours.organisations.models import Contact
from tours.programme.access import event_for, may

form_page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@form_page
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """One more person, typed."""
    event = event_for(request.user, slug, May.PLAN)
    poll = poll_for(event)
    form = InviteeForm(sent_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitee = actions.add_invitee(poll, **form.cleaned_data)
        except RuleBroken as no:
            put_at_field(form, no)
        else:
            messages.success(request, _("%(name)s staat bij de genodigden.") % {"name": invitee.name})
            return redirect("polls:invitee_new" if "again" in request.POST else "polls:poll", slug)
    return _page(
        request, "invitee_new", {"event": event, "poll": poll, "form": form}, wrong=bool(form.errors)
    )


@signed_in
@form_page
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Many from a spreadsheet: first who would be asked, then all of them."""
    event = event_for(request.user, slug, May.PLAN)
    poll = poll_for(event)
    form = PasteForm.sent_in(request)
    table, people = Table(), list[dict[str, Any]]()
    sent = request.method == "POST" and form.is_valid()
    if sent:
        table = parse_table(form.cleaned_data["text"], INVITEE_COLUMNS)
        people = [row.data for row in check_rows(table, InviteeRowForm, once=["name", "email"])]
        if form.cleaned_data["seen"] and people and not table.problems:
            return _added(request, slug, poll, people)
    context = {
        "event": event,
        "poll": poll,
        "form": form,
        "table": table,
        "sent": sent,
        "people": [Invitee(**person) for person in people],
        "columns": [str(InviteeRowForm.base_fields[name].label) for name in INVITEE_COLUMNS],
    }
    wrong = bool(form.errors or table.problems or (sent and not people))
    return _page(request, "invitees_paste", context, wrong=wrong)


@signed_in
@form_page
def pick(request: HttpRequest, slug: str) -> HttpResponse:
    """From the people that the organisation knows."""
    event = event_for(request.user, slug, May.PLAN)
    poll = poll_for(event)
    asked = {(who.name.lower(), who.email.lower()) for who in poll.invitees.all()}
    known = Contact.objects.filter(organisation=event.organisation).order_by("party", "name")
    contacts = [each for each in known if (each.name.lower(), each.email.lower()) not in asked]
    form = ContactsForm(sent_in(request), ids=[each.pk for each in contacts])
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["contacts"])
        people = [
            {
                "name": each.name,
                "email": each.email,
                "party": each.party,
                "role": each.role,
                "language": each.language,
            }
            for each in contacts
            if each.pk in chosen
        ]
        return _added(request, slug, poll, people)
    context = {
        "event": event,
        "poll": poll,
        "form": form,
        "contacts": contacts,
        "ticked": request.POST.getlist("contacts"),
        "known": len(asked),
    }
    return _page(request, "invitees_pick", context, wrong=bool(form.errors))


@signed_in
@form_page
def invitee(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What somebody said, to fill in for who phoned; and their own link, to pass on."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    poll = poll_for(event)
    found = _of(poll, pk)
    form = AnswerForm(sent_in(request), options=poll.options.all(), invitee=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_poll(found, answers=form.answers(), remark=form.cleaned_data["remark"])
        except RuleBroken as no:
            put_at_field(form, no)
        else:
            messages.success(request, _("Het antwoord van %(name)s is bewaard.") % {"name": found.name})
            return redirect("polls:poll", slug)
    context = {"event": event, "poll": poll, "invitee": found, "form": form, "token": token_of(found)}
    context["may_plan"] = may(request.user, event, May.PLAN)
    return _page(request, "invitee", context, wrong=bool(form.errors))


@signed_in
@form_page
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Correct a name, address, party or role."""
    event = event_for(request.user, slug, May.PLAN)
    poll = poll_for(event)
    form = InviteeForm(sent_in(request), instance=_of(poll, pk))
    if request.method == "POST" and form.is_valid():
        stored = _of(poll, pk)
        try:
            actions.change_invitee(stored, **form.cleaned_data)
        except RuleBroken as no:
            put_at_field(form, no)
        else:
            messages.success(request, _("%(name)s is opgeslagen.") % {"name": stored.name})
            return redirect("polls:poll", slug)
    context = {"event": event, "poll": poll, "invitee": _of(poll, pk), "form": form}
    return _page(request, "invitee_change", context, wrong=bool(form.errors))


@signed_in
@form_page
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Do not ask this person after all; asked once more, for their answers go too."""
    event = event_for(request.user, slug, May.PLAN)
    poll = poll_for(event)
    found = _of(poll, pk)
    if request.method != "POST":
        context = {"event": event, "poll": poll, "invitee": found, "answered": found.answers.exists()}
        return _page(request, "invitee_remove", context, wrong=False)
    try:
        actions.remove_invitee(found)
        messages.success(request, _("%(name)s staat niet meer bij de genodigden.") % {"name": found.name})
    except RuleBroken as no:
        messages.error(request, str(no))
    return redirect("polls:poll", slug)


def _of(poll: Any, pk: int) -> Invitee:
    found = get_object_or_404(Invitee, poll=poll, pk=pk)
    found.poll = poll
    return found


def _added(request: HttpRequest, slug: str, poll: Any, people: list[dict[str, Any]]) -> HttpResponse:
    try:
        new = actions.add_invitees(poll, people)
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        sentence = ngettext("Eén genodigde erbij.", "%(n)s genodigden erbij.", len(new)) % {"n": len(new)}
        messages.success(request, sentence)
    return redirect("polls:poll", slug)


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, wrong: bool) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, f"scheduling/polls/{name}.html", context, status=status)
