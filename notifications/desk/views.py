"""The organiser's home, the list of events, publishing and calling off: fetch, form, act, answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.http import posted
from notifications.batches.progress import mailings_of
from notifications.batches.untold import untold_by_event
from notifications.batches.views import mailings_context
from notifications.desk import actions
from notifications.desk.actions import call_off, pass_on_lunch, publish_as_shown
from notifications.desk.calling_off import hearers
from notifications.desk.errors import CountChanged
from notifications.desk.forms import CancelForm, FilterForm, LunchForm
from notifications.desk.happened import Happened, by_event, happened
from notifications.desk.listing import events_of, page_of
from notifications.desk.lunch import Lunch, meals_of, pass_on_by, persons
from notifications.desk.mails_ahead import MailAhead, mails_ahead, mails_per_person
from notifications.desk.models import LunchPassedOn
from notifications.desk.publishing import outlook
from notifications.desk.steps import progress_of
from notifications.desk.tasks_to_do import Task, tasks
from notifications.desk.workspace import asked_to_cohost, look
from notifications.outbox import breaker
from tours.lifecycle.actions import change_settings
from tours.organisations.access import May, organisations_of, signed_in
from tours.organisations.models import ApiKey, User
from tours.programme.access import event_for, may
from tours.programme.models import Event, EventState
from tours.signups.desk.counts import count_people
from tours.signups.models import Registration
from tours.signups.promised import promise

_STILL_ON = frozenset({EventState.DRAFT, EventState.PUBLISHED})
_DIGITS = 10  # a version that a database can hold has fewer
form_page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What must I do now: tasks, mails that will leave, what happened, what is coming."""
    user, now = _user(request), timezone.now()
    workspace = look(user, at=now)
    nearest = next((each for each in workspace.coming if each.days is not None and each.is_published), None)
    planning_for = organisations_of(user, May.PLAN)
    to_do, mails, news = tasks(workspace), mails_ahead(workspace.events, at=now), happened(user, at=now)
    context = {
        "today": timezone.localdate(now),
        "workspace": workspace,
        "tasks": to_do,
        "upcoming": [(each, progress_of(each)) for each in workspace.coming],
        "mails": mails,
        "mails_of_several": _are_several(mails),
        "happened": by_event(news, today=timezone.localdate(now)),
        "several": _are_several([*to_do, *mails, *news]),
        "next": nearest,
        "mails_per_person": mails_per_person(nearest.event) if nearest else 0,
        "member": bool(planning_for or organisations_of(user)),
        "may_plan": bool(planning_for),
        "asked_to_cohost": asked_to_cohost(planning_for),
        "keys": ApiKey.objects.filter(user=user).to_renew(on=timezone.localdate(now)),
        "breaker": breaker.current(),
        "hold": settings.OUTBOX_HOLD,
    }
    return render(request, "notifications/desk/home.html", context)


@signed_in
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """All events of mine, coming or past, to search."""
    wishes = FilterForm(request.GET).wishes()
    found = events_of(_user(request), at=timezone.now(), **wishes)
    mine = list(_user(request).memberships.select_related("organisation").order_by("organisation__name"))
    context = {
        "page": page_of(found, request.GET.get("page")),
        "may_plan": any(each.role in May.PLAN.value for each in mine),
        "organisations": [each.organisation for each in mine],
        "today": timezone.localdate(),
        **wishes,
    }
    return render(request, "notifications/desk/events.html", context)


@signed_in
@form_page
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What would change and who would be told; then that, and nothing else."""
    event = event_for(request.user, slug, May.PLAN if request.method == "POST" else May.SEE)
    if request.method != "POST":
        return _outlook(request, event)
    try:
        publish_as_shown(
            event,
            seen=request.POST.get("seen", ""),
            by=_user(request),
            wishes=_version(request.POST.get("wishes")),
            hold="hold" in request.POST,
        )
    except RuleBroken as no:
        messages.error(request, str(no))
        return _outlook(request, event_for(request.user, slug, May.PLAN), status=422)
    messages.success(request, _published(event))
    return redirect("desk:publish", slug)


@signed_in
@posted
def completeness(request: HttpRequest, slug: str) -> HttpResponse:
    """A save-the-date or the whole programme: a draft's field like any other, asked where it matters."""
    event = event_for(request.user, slug, May.PLAN)
    try:
        change_settings(
            event,
            version=_version(request.POST.get("version")) or 0,
            programme_complete=request.POST.get("complete") == "yes",
        )
    except RuleBroken as no:
        messages.error(request, str(no))
    return redirect("desk:publish", slug)


@signed_in
@form_page
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Call it off, with a reason, after seeing who will be told."""
    event = event_for(request.user, slug, May.PLAN)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call_off(event, reason=form.cleaned_data["reason"], by=_user(request))
        except RuleBroken as no:
            form.add_error("reason" if no.field else None, str(no))
        else:
            messages.success(request, _("De bijeenkomst is afgelast. Wie op de lijst staat, krijgt bericht."))
            return redirect("lifecycle:event", slug)
    context = {"event": event, "form": form, "hearers": hearers(event, at=timezone.now())}
    return render(request, "notifications/desk/cancel.html", context, status=422 if form.errors else 200)


@signed_in
@form_page
def lunch(request: HttpRequest, slug: str) -> HttpResponse:
    """The count for whoever makes the lunch, ready to send; and that it was sent."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    form = LunchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pass_on_lunch(event, seen=form.cleaned_data["seen"], by=_user(request))
        except CountChanged as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Genoteerd. Verandert de telling nog, dan hoort u dat hier."))
            return redirect("desk:home")
    counts = count_people(event)
    passed_on = LunchPassedOn.objects.filter(event=event).first()
    context = {
        "event": event,
        "form": form,
        "lunch": Lunch(event, meals_of(event), counts, passed_on),
        "by": pass_on_by(event.day) if event.day else None,
        "seen": json.dumps(persons(counts)),
    }
    return render(request, "notifications/desk/lunch.html", context, status=422 if form.errors else 200)


def _version(text: str | None) -> int | None:
    """A version as our own page sends it; None for what is none."""
    return int(text) if text and text.isdecimal() and len(text) < _DIGITS else None


def _are_several(lines: Iterable[Task | MailAhead | Happened]) -> bool:
    """Whether these are about more than one event, so that the page has to say which."""
    return len({line.event.pk for line in lines}) > 1


def _outlook(request: HttpRequest, event: Event, *, status: int = 200) -> HttpResponse:
    may_plan = may(request.user, event, May.PLAN)
    context: dict[str, Any] = {
        "event": event,
        "outlook": outlook(event, at=timezone.now()),
        **mailings_context(event),
        "untold": untold_by_event([event.pk], at=timezone.now()).get(event.pk, 0),
        "may_plan": may_plan,
        "may_choose": may_plan and event.state in _STILL_ON and not _shows_programme(event),
    }
    return render(request, "notifications/desk/publish.html", context, status=status)


def _shows_programme(event: Event) -> bool:
    """Whether the whole programme stands on the website already: then there is nothing to choose any more."""
    return event.current is not None and event.current.data["programme_complete"] and event.programme_complete


def _published(event: Event) -> str:
    mails = next((each for each in mailings_of(event) if each.batch.revision_id == event.current_id), None)
    if mails is None:
        return _("Gepubliceerd. Niemand hoeft daarvoor bericht te krijgen.")
    if mails.is_stopped:
        said = ngettext(
            "Gepubliceerd. Eén mail wordt vastgehouden.",
            "Gepubliceerd. %(n)s mails worden vastgehouden.",
            mails.total,
        )
        return said % {"n": mails.total}
    said = ngettext(
        "Gepubliceerd. Eén mail is onderweg.", "Gepubliceerd. %(n)s mails zijn onderweg.", mails.total
    )
    return promise(said % {"n": mails.total})


def _user(request: HttpRequest) -> User:
    """Whoever is signed in; the views above see to it."""
    return cast(User, request.user)


@signed_in
@posted
def address_works(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Mail to this person again, and what failed once more."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    people = Registration.objects.of(event).filter(erased_at=None).exclude(email="")
    registration = get_object_or_404(people, pk=pk)
    back = f"{reverse('signups:people', args=[slug])}?{urlencode({'q': registration.name})}"
    try:
        number = actions.address_works(registration)
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect(back)
    sentence = ngettext(
        "Naar %(who)s mag weer mail. Eén bericht gaat nog eens.",
        "Naar %(who)s mag weer mail. %(n)s berichten gaan nog eens.",
        number,
    )
    if not number:
        sentence = _("Naar %(who)s mag weer mail.")
    messages.success(request, sentence % {"who": registration.email, "n": number})
    return redirect(back)
