"""Groups and their guides."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.http import posted
from scheduling.board.views.stops import form_page
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.actions import add_group, change_group, delete_group
from tours.programme.errors import ChangedMeanwhile
from tours.programme.forms import GroupForm


@signed_in
@posted
def group_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Another group, in the same order as the event."""
    event = event_for(request.user, slug, May.PLAN)
    try:
        group = add_group(event)
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect("board:programme", slug)
    messages.success(request, _("Groep %(letter)s is erbij. Geef haar een gids.") % {"letter": group.letter})
    return redirect("board:group", slug, group.pk)


@signed_in
@form_page
def group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who guides this group, and the number to ring."""
    event = event_for(request.user, slug, May.PLAN)
    stored = get_object_or_404(event.groups, pk=pk)
    form = GroupForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            change_group(stored, version=form.cleaned_data["version"], **form.details())
        except ChangedMeanwhile as no:
            form.clash(no, event.groups.get(pk=pk))
        else:
            messages.success(request, _("Groep %(letter)s is bewaard.") % {"letter": stored.letter})
            return redirect(reverse("board:programme", args=[slug]) + "#groepen")
    context = {"event": event, "group": stored, "form": form}
    return render(request, "scheduling/board/group.html", context, status=422 if form.errors else 200)


@signed_in
@form_page
def group_delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask first: its people are in no group then."""
    event = event_for(request.user, slug, May.PLAN)
    stored = get_object_or_404(event.groups, pk=pk)
    if request.method == "POST":
        try:
            delete_group(stored)
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("Groep %(letter)s is weggehaald.") % {"letter": stored.letter})
        return redirect(reverse("board:programme", args=[slug]) + "#groepen")
    context = {"event": event, "group": stored, "people": stored.registrations.count()}
    return render(request, "scheduling/board/group_delete.html", context)
