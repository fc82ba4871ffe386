"""Groups: who goes round with whom, proposed with reasons and changed by hand."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.forms import sent_in
from core.http import posted
from scheduling.board.day import load
from scheduling.groups import actions
from scheduling.groups.forms import ChangeForm, ProposalForm, QuotasForm
from scheduling.groups.page import columns, complaints
from scheduling.groups.proposal import friends_of, people_of, propose, quotas_of
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for, may
from tours.programme.models import Event
from tours.signups import grouping


@signed_in
@require_safe
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups as they are; with `?voorstel=` as they would be. Looking writes nothing."""
    event = event_for(request.user, slug)
    form = ProposalForm(request.GET)
    if form.is_valid() and may(request.user, event, May.HANDLE_PEOPLE):
        return _page(request, event, form)
    return _page(request, event)


@signed_in
@posted
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a proposal over as it was shown; when it changed since, it is shown anew."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    try:
        moved = actions.accept(event, everybody=form.everybody, seed=data["trekking"], mark=data["merk"])
    except RuleBroken as no:
        messages.error(request, str(no))
        return _page(request, event, form, status=409)
    sentence = ngettext(
        "%(n)s persoon is in een andere groep gezet.", "%(n)s mensen zijn in een andere groep gezet.", moved
    )
    messages.success(request, sentence % {"n": moved})
    return redirect("groups:groups", slug)


@signed_in
@posted
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """The people who were ticked: to a group, let go of, kept together, or not any more."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    form = ChangeForm(request.POST, event=event)
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
        return redirect("groups:groups", slug)
    people, group = list(form.cleaned_data["id"]), form.cleaned_data["group"]
    verbs: dict[str, tuple[Callable[[], object], str]] = {
        "move": (
            lambda: grouping.move_people(people, group_id=group.pk if group else None),
            _("Verplaatst."),
        ),
        "let_go": (lambda: grouping.let_go(people), _("Een voorstel mag deze mensen weer verplaatsen.")),
        "together": (
            lambda: actions.keep_together(people),
            _("Deze mensen blijven bij elkaar in een volgend voorstel."),
        ),
        "apart": (lambda: actions.need_not_be_together(people), _("Deze mensen hoeven niet bij elkaar.")),
    }
    verb, done = verbs[form.cleaned_data["do"]]
    return _do(request, event, verb, done)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def quotas(request: HttpRequest, slug: str) -> HttpResponse:
    """How many of a role or party come in each group; a wish for the next proposal, which moves nobody by itself."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    form = QuotasForm(sent_in(request), people=people_of(event), quotas=quotas_of(event))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_quotas(event, form.wanted())
        except RuleBroken as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Bewaard. Een volgend voorstel houdt er rekening mee."))
            return redirect("groups:groups", slug)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(
        request,
        "scheduling/groups/quotas.html",
        {"event": event, "form": form, "in_people": True},
        status=status,
    )


@signed_in
@posted
def thaw(request: HttpRequest, slug: str) -> HttpResponse:
    """Let groups change in the last days, or take that back."""
    event = event_for(request.user, slug, May.PLAN)
    if "vast" in request.POST:
        return _do(request, event, lambda: grouping.freeze(event), _("De groepen staan weer vast."))
    return _do(
        request, event, lambda: grouping.thaw(event), _("De groepen zijn los: mensen kunnen wisselen.")
    )


def _do(request: HttpRequest, event: Event, verb: Callable[[], object], done: str) -> HttpResponse:
    try:
        verb()
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("groups:groups", event.slug)


def _page(
    request: HttpRequest, event: Event, form: ProposalForm | None = None, *, status: int = 200
) -> HttpResponse:
    day, people, friends = load(event), people_of(event), friends_of(event)
    proposal = None
    if form is not None and day.groups:
        seed = form.cleaned_data["trekking"]
        wishes = quotas_of(event)
        proposal = propose(day, people, friends, everybody=form.everybody, seed=seed, quotas=wishes)
    context = {
        "event": event,
        "in_people": True,
        "columns": columns(day, people, friends, proposal),
        "groups": day.groups,
        "people": people,
        "without": sum(one.group_id is None for one in people),
        "proposal": proposal,
        "form": form,
        "next_draw": form.cleaned_data["trekking"] + 1 if form else 1,
        "complaints": complaints(proposal) if proposal else [],
        "frozen": grouping.are_frozen(event, at=timezone.now()),
        "may_change": may(request.user, event, May.HANDLE_PEOPLE),
        "may_plan": may(request.user, event, May.PLAN),
    }
    return render(request, "scheduling/groups/groups.html", context, status=status)
