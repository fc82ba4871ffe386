"""One list of who speaks: asked, what they answered, what they handed in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.http import posted
from core.pasted import Checked, Table, check_rows, parse_table
from core.sheets import PasteForm
from core.tokens import make_token
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for, may
from tours.programme.actions import (
    add_speaker,
    add_speakers,
    answer,
    change_speaker,
    delete_speaker,
    invite,
    invite_all,
)
from tours.programme.errors import ChangedMeanwhile
from tours.programme.forms import SPEAKER_COLUMNS, SpeakerForm, SpeakerRowForm
from tours.programme.models import Event, Speaker, SpeakerState, Talk

form_page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def speakers(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who speaks, with their talks, state, material and a link to their own page."""
    event = event_for(request.user, slug)
    talks = Prefetch(
        "talks", queryset=Talk.objects.select_related("stop").order_by("stop__position", "position")
    )
    found = list(event.speakers.annotate(files=Count("materials")).order_by("name").prefetch_related(talks))
    context = {
        "event": event,
        "rows": [(one, make_token("spreker", one.pk, one.link_version)) for one in found],
        "declined": [one for one in found if one.state == SpeakerState.DECLINED],
        "unasked": [one for one in found if one.state == SpeakerState.LISTED and one.email],
        "may_plan": may(request.user, event, May.PLAN),
        "may_answer": may(request.user, event, May.HANDLE_PEOPLE),
    }
    return render(request, "tours/programme/speakers.html", context)


@signed_in
@form_page
def speaker_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody else who speaks."""
    event = event_for(request.user, slug, May.PLAN)
    form = SpeakerForm(request.POST or None, instance=Speaker(event=event))
    if request.method == "POST" and form.is_valid():
        added = add_speaker(event, **form.details())
        messages.success(request, _("%(name)s staat bij de sprekers.") % {"name": added.name})
        return redirect("programme:speakers", slug)
    return _speaker_page(request, event, None, form)


@signed_in
@form_page
def speaker(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One speaker, to change. Who saves second is told what the first one stored."""
    event = event_for(request.user, slug, May.PLAN)
    form = SpeakerForm(request.POST or None, instance=get_object_or_404(event.speakers, pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            saved = change_speaker(
                event.speakers.get(pk=pk), version=form.cleaned_data["version"], **form.details()
            )
        except ChangedMeanwhile as no:
            form.clash(no, event.speakers.get(pk=pk))
        else:
            messages.success(request, _("%(name)s is bewaard.") % {"name": saved.name})
            return redirect("programme:speakers", slug)
    return _speaker_page(request, event, event.speakers.get(pk=pk), form)


@signed_in
@form_page
def speaker_delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask first: where this person speaks, and whether they were asked."""
    event = event_for(request.user, slug, May.PLAN)
    stored = get_object_or_404(event.speakers.prefetch_related("talks__stop"), pk=pk)
    if request.method == "POST":
        try:
            delete_speaker(stored)
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("%(name)s is van de lijst gehaald.") % {"name": stored.name})
        return redirect("programme:speakers", slug)
    context = {"event": event, "speaker": stored, "materials": stored.materials.count()}
    return render(request, "tours/programme/speaker_delete.html", context)


@signed_in
@posted
def speaker_invite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask one speaker, or once more."""
    event = event_for(request.user, slug, May.PLAN)
    stored = get_object_or_404(event.speakers.select_related("event"), pk=pk)
    try:
        invite(stored)
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("De uitnodiging aan %(name)s gaat eruit.") % {"name": stored.name})
    return redirect("programme:speakers", slug)


@signed_in
@posted
def speakers_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask everybody who was not asked yet."""
    event = event_for(request.user, slug, May.PLAN)
    try:
        asked = invite_all(event)
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        said = ngettext("Eén uitnodiging gaat eruit.", "%(n)s uitnodigingen gaan eruit.", len(asked))
        messages.success(request, said % {"n": len(asked)})
    return redirect("programme:speakers", slug)


@signed_in
@posted
def speaker_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a speaker said by phone."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    stored = get_object_or_404(event.speakers.select_related("event"), pk=pk)
    try:
        answer(stored, confirmed=request.POST.get("answer") == "yes")
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(
            request,
            _("Genoteerd: %(name)s, %(state)s.")
            % {"name": stored.name, "state": stored.get_state_display().lower()},
        )
    return redirect("programme:speakers", slug)


@signed_in
@form_page
def speakers_paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Paste, look, save all or nothing. A name that is on the list already is left as it is."""
    event = event_for(request.user, slug, May.PLAN)
    form = PasteForm.sent_in(request)
    table = Table()
    news: list[Checked] = []
    known: list[Checked] = []
    if request.method == "POST" and form.is_valid():
        table = parse_table(form.cleaned_data["text"], SPEAKER_COLUMNS)
        names = {one.name.casefold() for one in event.speakers.all()}
        for row in check_rows(table, SpeakerRowForm, once=["name"]):
            (known if row.data["name"].casefold() in names else news).append(row)
        if form.cleaned_data["seen"] and news and not table.problems:
            add_speakers(event, [row.data for row in news])
            said = ngettext("%(n)s spreker toegevoegd.", "%(n)s sprekers toegevoegd.", len(news))
            messages.success(request, said % {"n": len(news)})
            return redirect("programme:speakers", slug)
    read = form.is_bound and form.is_valid()
    context = {
        "event": event,
        "form": form,
        "table": table,
        "read": read,
        "news": news,
        "known": known,
        "columns": [str(SpeakerRowForm.base_fields[name].label) for name in SPEAKER_COLUMNS],
    }
    wrong = form.errors or table.problems or (read and not news and not known)
    return render(request, "tours/programme/speakers_paste.html", context, status=422 if wrong else 200)


def _speaker_page(
    request: HttpRequest, event: Event, stored: Speaker | None, form: SpeakerForm
) -> HttpResponse:
    context = {"event": event, "speaker": stored, "form": form}
    return render(request, "tours/programme/speaker.html", context, status=422 if form.errors else 200)
