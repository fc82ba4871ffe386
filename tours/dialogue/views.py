"""The organiser's page on what came of an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.http import posted
from tours.dialogue import actions
from tours.dialogue.forms import CommitmentForm, ReportForm, StatementForm
from tours.dialogue.markdown import to_html
from tours.dialogue.models import Commitment, CommitmentState, Report, Statement
from tours.organisations.access import May
from tours.programme.access import event_for, may
from tours.programme.models import Event


@login_required
@require_http_methods(["GET", "HEAD"])
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything said, promised and written about one event."""
    return _page(request, event_for(request.user, slug))


@login_required
@posted
def add_statement(request: HttpRequest, slug: str) -> HttpResponse:
    found = event_for(request.user, slug, May.PLAN)
    form = StatementForm(request.POST, event=found)
    if not form.is_valid():
        return _page(request, found, status=422, statement_form=form)
    data = form.cleaned_data
    actions.add_statement(
        found,
        kind=data["kind"],
        side=data["side"],
        text=data["text"],
        stop_id=data["stop"] and data["stop"].pk,
    )
    messages.success(request, _("Toegevoegd."))
    return redirect("dialogue:event", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change or delete one statement."""
    found = event_for(request.user, slug, May.PLAN)
    said = get_object_or_404(Statement, pk=pk, event=found)
    form = StatementForm(request.POST or None, instance=said, event=found)
    if request.method == "POST" and "delete" in request.POST:
        actions.delete_statement(said)
        messages.success(request, _("Verwijderd."))
        return redirect("dialogue:event", slug)
    if request.method == "POST" and form.is_valid():
        actions.change_statement(said, **form.cleaned_data)
        messages.success(request, _("Bewaard."))
        return redirect("dialogue:event", slug)
    context = {"event": found, "form": form, "heading": _("Wat is er gezegd")}
    return render(request, "tours/dialogue/edit.html", context, status=422 if form.errors else 200)


@login_required
@posted
def add_commitment(request: HttpRequest, slug: str) -> HttpResponse:
    found = event_for(request.user, slug, May.PLAN)
    form = CommitmentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, commitment_form=form)
    actions.make_commitment(found, **form.cleaned_data)
    messages.success(request, _("De afspraak is genoteerd."))
    return redirect("dialogue:event", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def commitment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change or delete one commitment."""
    found = event_for(request.user, slug, May.PLAN)
    promised = get_object_or_404(Commitment, pk=pk, event=found)
    before = Commitment.objects.get(pk=pk)
    form = CommitmentForm(request.POST or None, instance=promised)
    if request.method == "POST" and "delete" in request.POST:
        actions.delete_commitment(promised)
        messages.success(request, _("Verwijderd."))
        return redirect("dialogue:event", slug)
    if request.method == "POST" and form.is_valid():
        actions.change_commitment(before, **form.cleaned_data)
        messages.success(request, _("Bewaard."))
        return redirect("dialogue:event", slug)
    context = {"event": found, "form": form, "heading": _("Afspraak")}
    return render(request, "tours/dialogue/edit.html", context, status=422 if form.errors else 200)


@login_required
@posted
def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a commitment was done, dropped or is open again."""
    found = event_for(request.user, slug, May.PLAN)
    promised = get_object_or_404(Commitment, pk=pk, event=found)
    state = request.POST.get("state", "")
    if state not in CommitmentState.values:
        raise Http404
    _do(request, lambda: actions.settle_commitment(promised, state=state), _("Bewaard."))
    return redirect("dialogue:event", slug)


@login_required
@posted
def write_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Store the text; and what is done with it, if another button was pressed: what was typed goes along."""
    found = event_for(request.user, slug, May.PLAN)
    report = actions.report_of(found)
    form = ReportForm(request.POST, instance=report)
    if not form.is_valid():
        return _page(request, found, status=422, report_form=form)
    try:
        actions.write_report(report, body=form.cleaned_data["body"], version=form.cleaned_data["version"])
    except RuleBroken as error:
        form.add_error(None, str(error))
        return _page(request, found, status=422, report_form=form)
    if "move" in request.POST:
        return _moved(request, found)
    messages.success(request, _("Het verslag is bewaard."))
    return redirect("dialogue:event", slug)


@login_required
@posted
def move_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the report round, publish it or take it back, as it is stored."""
    return _moved(request, event_for(request.user, slug, May.PLAN))


def _moved(request: HttpRequest, found: Event) -> HttpResponse:
    report = actions.report_of(found)
    moves: dict[str, tuple[Callable[[Report], Report], str]] = {
        "review": (actions.send_for_review, _("De sprekers krijgen het verslag om te lezen.")),
        "publish": (actions.publish_report, _("Het verslag staat op de openbare pagina.")),
        "withdraw": (actions.withdraw_report, _("Het verslag is weer een concept.")),
    }
    if request.POST.get("move") not in moves:
        raise Http404
    action, done = moves[request.POST["move"]]
    _do(request, lambda: action(report), done)
    return redirect("dialogue:event", found.slug)


def _do(request: HttpRequest, action: Callable[[], object], done: str) -> None:
    """Carry out a verb and say how it went."""
    try:
        action()
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


def _page(request: HttpRequest, found: Event, status: int = 200, **forms: Any) -> HttpResponse:
    report = getattr(found, "report", None)
    context = {
        "event": found,
        "report": report,
        "preview": to_html(report.body) if report else "",
        "reviews": report.reviews.select_related("speaker") if report else [],
        "statements": found.statements.select_related("stop"),
        "commitments": found.commitments.all(),
        "follow_ups": found.followed_by.all(),
        "may_plan": may(request.user, found, May.PLAN),
        "statement_form": StatementForm(event=found),
        "commitment_form": CommitmentForm(),
        "report_form": ReportForm(instance=report, initial={"version": report.version if report else 1}),
        **forms,
    }
    return render(request, "tours/dialogue/event.html", context, status=status)
