"""The organiser's pages about a poll as a whole: days, how many are needed, open, choose, stop."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.forms import sent_in
from core.http import posted
from scheduling.polls import actions
from scheduling.polls.access import last_poll, poll_for
from scheduling.polls.forms import ChooseForm, OptionForm, QuorumForm, StopForm, poll_form
from scheduling.polls.ranking import grid_of, veto_on, with_vetoes
from scheduling.polls.words import in_words
from tours.lifecycle.forms import put_at_field
from tours.organisations.access import May, signed_in
from tours.organisations.models import User
from tours.programme.access import event_for, may
from tours.programme.models import Event
from tours.signups.promised import promise

form_page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def poll(request: HttpRequest, slug: str) -> HttpResponse:
    """The days, the best first, with who can and why."""
    return page(request, event_for(request.user, slug))


@signed_in
@posted
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to prepare; nobody is asked yet."""
    event = event_for(request.user, slug, May.PLAN)
    try:
        actions.start_poll(event)
    except RuleBroken as no:
        messages.error(request, str(no))
    return redirect("polls:poll", slug)


@signed_in
@posted
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """When answers are wanted, and what the invitees read."""
    event = event_for(request.user, slug, May.PLAN)
    found = poll_for(event)
    form = poll_form(request.POST, found)
    if form.is_valid():
        try:
            actions.change_poll(found, **form.cleaned_data)
        except RuleBroken as no:
            put_at_field(form, no)
        else:
            if "ask" in request.POST:  # the button above: nothing typed here is lost on the way
                return redirect("polls:open", slug)
            messages.success(request, _("Bewaard."))
            return redirect("polls:poll", slug)
    return page(request, event, settings_form=form)


@signed_in
@posted
def option_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a day."""
    event = event_for(request.user, slug, May.PLAN)
    form = OptionForm(request.POST)
    if form.is_valid():
        try:
            option = actions.add_option(poll_for(event), **form.cleaned_data)
        except RuleBroken as no:
            put_at_field(form, no)
        else:
            messages.success(request, _("Voorgesteld: %(day)s.") % {"day": in_words(option)})
            return redirect(reverse("polls:poll", args=[slug]) + "#dagen")
    return page(request, event, option_form=form)


@signed_in
@form_page
def option_delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Do not propose this day after all; asked once more, for answers go too."""
    event = event_for(request.user, slug, May.PLAN)
    option = get_object_or_404(poll_for(event).options, pk=pk)
    if request.method == "POST":
        try:
            actions.remove_option(option)
            messages.success(request, _("Deze dag staat er niet meer bij."))
        except RuleBroken as no:
            messages.error(request, str(no))
        return redirect(reverse("polls:poll", args=[slug]) + "#dagen")
    context = {"event": event, "day": in_words(option), "answers": option.answers.count()}
    return render(request, "scheduling/polls/option_delete.html", context)


@signed_in
@form_page
def quorum(request: HttpRequest, slug: str) -> HttpResponse:
    """How many must be able to come."""
    event = event_for(request.user, slug, May.PLAN)
    found = poll_for(event)
    needed = {(each.attribute, each.value): each.minimum for each in found.quorums.all()}
    form = QuorumForm(sent_in(request), invitees=found.invitees.all(), needed=needed)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_quorum(found, form.needed())
            messages.success(request, _("Bewaard."))
            if short := form.more_than_invited():
                sentence = _("U vraagt meer mensen dan er genodigd zijn: %(who)s. Zo haalt geen dag het.")
                messages.warning(request, sentence % {"who": ", ".join(short)})
        except RuleBroken as no:
            messages.error(request, str(no))
        return redirect("polls:poll", slug)
    return _form(request, "quorum", {"event": event, "poll": found, "form": form})


@signed_in
@form_page
def open_poll(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask everybody; a page first, for people get mail."""
    event = event_for(request.user, slug, May.PLAN)
    found = poll_for(event)
    mails = found.invitees.exclude(email="").count()
    try:
        if request.method != "POST":
            actions.check_askable(found)
        else:
            actions.open_poll(found, by=_who(request))
            sentence = ngettext("Eén persoon krijgt nu een mail.", "%(n)s mensen krijgen nu een mail.", mails)
            said = promise(sentence % {"n": mails}) if mails else _("De datumprikker loopt.")
            messages.success(request, said)
            return redirect("polls:poll", slug)
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect("polls:poll", slug)
    context = {
        "event": event,
        "poll": found,
        "options": with_vetoes(found),
        "without": found.invitees.filter(email=""),
        "mails": mails,
    }
    return render(request, "scheduling/polls/open.html", context)


@signed_in
@form_page
def choose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """This day it is; a page first, with what speaks against it and who gets mail."""
    event = event_for(request.user, slug, May.PLAN)
    found = poll_for(event)
    option = get_object_or_404(found.options, pk=pk)
    option.poll = found
    form = ChooseForm(sent_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_date(option, by=_who(request), despite=form.cleaned_data["despite"])
        except RuleBroken as no:
            put_at_field(form, no)
        else:
            messages.success(request, _("De datum is %(day)s.") % {"day": in_words(option)})
            return redirect("lifecycle:event", slug)
    grid = grid_of(found)
    context = {
        "event": event,
        "poll": found,
        "form": form,
        "veto": veto_on(option),
        "day": in_words(option),
        "chosen": next(each for each in grid.ranked if each.option.pk == pk),
        "absent": [who for who, values in grid.rows if values[_column(grid, pk)] == "no"],
        "mails": found.invitees.exclude(email="").count(),
    }
    return _form(request, "choose", context)


@signed_in
@form_page
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop asking; a page first, for people get mail."""
    event = event_for(request.user, slug, May.PLAN)
    found = poll_for(event)
    form = StopForm(sent_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_poll(found, by=_who(request), **form.cleaned_data)
            messages.success(request, _("De datumprikker is gestopt. Antwoorden kan niet meer."))
        except RuleBroken as no:
            messages.error(request, str(no))
        return redirect("polls:poll", slug)
    return _form(request, "withdraw", {"event": event, "poll": found, "form": form})


def page(
    request: HttpRequest,
    event: Event,
    *,
    settings_form: forms.Form | None = None,
    option_form: forms.Form | None = None,
) -> HttpResponse:
    """The poll's own page, perhaps with a form that came back."""
    found = last_poll(event)
    wrong = settings_form or option_form
    context: dict[str, Any] = {
        "event": event,
        "poll": found,
        "may_plan": may(request.user, event, May.PLAN),
        "may_answer": may(request.user, event, May.HANDLE_PEOPLE),
        "today": timezone.localdate(),
        "form": wrong,
    }
    if found is not None:
        context |= {
            "grid": grid_of(found),
            "settings_form": settings_form or poll_form(None, found),
            "option_form": option_form or OptionForm(),
        }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "scheduling/polls/poll.html", context, status=status)


def _form(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["form"].errors else HTTPStatus.OK
    return render(request, f"scheduling/polls/{name}.html", context, status=status)


def _column(grid: Any, pk: int) -> int:
    return [each.option.pk for each in grid.ranked].index(pk)


def _who(request: HttpRequest) -> User:
    """Who is logged in: behind signed_in always somebody."""
    return cast(User, request.user)
