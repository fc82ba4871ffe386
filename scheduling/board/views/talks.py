"""One talk at a stop: what, how long and who; residents who speak as well."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from scheduling.board.views.stops import form_page
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.actions import add_talk, change_talk, delete_talk
from tours.programme.errors import ChangedMeanwhile
from tours.programme.forms import TalkForm
from tours.programme.models import Event, Stop, Talk, TalkKind


@signed_in
@form_page
def talk_new(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Another talk at this stop; `?soort=resident` for a resident who speaks."""
    event = event_for(request.user, slug, May.PLAN)
    stop = get_object_or_404(event.stops, pk=pk)
    resident = request.GET.get("soort") == TalkKind.RESIDENT
    initial = {"kind": TalkKind.RESIDENT, "duration_min": 3} if resident else {}
    form = TalkForm(request.POST or None, event=event, instance=Talk(stop=stop), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            talk = add_talk(stop, **form.details(), **form.who())
        except RuleBroken as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(
                request, _("‘%(talk)s’ staat bij ‘%(stop)s’.") % {"talk": talk.title, "stop": stop.title}
            )
            return _to_stop(slug, stop.pk)
    return _talk_page(request, event, stop, None, form)


@signed_in
@form_page
def talk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One talk, to change. Who saves second is told what the first one stored."""
    event = event_for(request.user, slug, May.PLAN)
    talks = Talk.objects.select_related("stop__event").filter(stop__event=event)
    stored = get_object_or_404(talks, pk=pk)
    initial = {"speakers": stored.speakers.all()}
    form = TalkForm(request.POST or None, event=event, instance=stored, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = change_talk(
                talks.get(pk=pk), version=form.cleaned_data["version"], **form.details(), **form.who()
            )
        except ChangedMeanwhile as no:
            form.clash(no, talks.get(pk=pk))
        except RuleBroken as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("‘%(talk)s’ is bewaard.") % {"talk": saved.title})
            return _to_stop(slug, saved.stop_id)
    stored = talks.get(pk=pk)
    return _talk_page(request, event, stored.stop, stored, form)


@signed_in
@form_page
def talk_delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask first; speakers stay on the list and material at the stop."""
    event = event_for(request.user, slug, May.PLAN)
    talks = Talk.objects.select_related("stop__event").prefetch_related("speakers")
    stored = get_object_or_404(talks, stop__event=event, pk=pk)
    if request.method == "POST":
        delete_talk(stored)
        messages.success(request, _("‘%(talk)s’ is weggehaald.") % {"talk": stored.title})
        return _to_stop(slug, stored.stop_id)
    context = {"event": event, "talk": stored, "materials": stored.materials.count()}
    return render(request, "scheduling/board/talk_delete.html", context)


def _to_stop(slug: str, pk: int) -> HttpResponse:
    return redirect(reverse("board:stop", args=[slug, pk]) + "#onderdelen")


def _talk_page(
    request: HttpRequest, event: Event, stop: Stop, stored: Talk | None, form: TalkForm
) -> HttpResponse:
    context = {"event": event, "stop": stop, "talk": stored, "form": form}
    return render(request, "scheduling/board/talk.html", context, status=422 if form.errors else 200)
