"""`/peiling/<token>/`: when can you come? Without an account, and without JavaScript."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.forms import sent_in
from core.http import private
from scheduling.polls.access import LinkRevoked, invitee_for
from scheduling.polls.actions import answer_poll
from scheduling.polls.forms import AnswerForm
from scheduling.polls.words import in_words


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """The proposed days with what this person said of them; or the day that was chosen."""
    try:
        invitee = invitee_for(token)
    except LinkRevoked:
        return private(render(request, "410.html", status=HTTPStatus.GONE))
    form = AnswerForm(sent_in(request), options=invitee.poll.options.all(), invitee=invitee)
    if request.method == "POST" and form.is_valid():
        try:
            remark = form.cleaned_data["remark"]
            answer_poll(invitee, answers=form.answers(), remark=remark, language=_chosen(request))
        except RuleBroken as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("Dank u wel, uw antwoord is bewaard."))
        return private(redirect("polls:answer", token))
    poll = invitee.poll
    context = {
        "invitee": invitee,
        "poll": poll,
        "event": poll.event,
        "form": form,
        "chosen": in_words(poll.chosen) if poll.chosen else "",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return private(render(request, "scheduling/polls/answer.html", context, status=status))


def _chosen(request: HttpRequest) -> str:
    """The language that they chose for our pages; empty where they chose none, and read them in Dutch."""
    return (get_language() or "") if settings.LANGUAGE_COOKIE_NAME in request.COOKIES else ""
