"""The organiser's page to invite whoever a date poll asked."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.forms import sent_in
from scheduling.polls.access import poll_for
from scheduling.polls.forms import AskedForm
from scheduling.polls.inviting import asked_people, invite_asked
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invite_asked_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is not on the list yet, with what they said of the day; those who said no are not ticked."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    poll = poll_for(event)
    people = asked_people(event, poll)
    form = AskedForm(sent_in(request), ids=[one.invitee.pk for one in people])
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite_asked(event, poll, form.cleaned_data["people"])
        except RuleBroken as no:
            form.add_error(None, str(no))
        else:
            sentence = ngettext("Eén persoon is uitgenodigd.", "%(n)s mensen zijn uitgenodigd.", len(invited))
            messages.success(request, sentence % {"n": len(invited)})
            return redirect("calling:invited", slug)
    likely = [str(one.invitee.pk) for one in people if one.is_likely]
    context = {
        "event": event,
        "in_people": True,
        "poll": poll,
        "form": form,
        "people": people,
        "ticked": request.POST.getlist("people") if request.method == "POST" else likely,
        "open": sum(one.registration is None for one in people),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "scheduling/polls/invite.html", context, status=status)
