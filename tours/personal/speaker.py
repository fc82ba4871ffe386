"""The speaker's own page: when and where, who comes, yes or no, and the slides. No account needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleBroken
from core.http import posted, private
from core.tokens import UnknownToken, read_token
from tours.dialogue.actions import review_report
from tours.dialogue.forms import ReviewForm
from tours.dialogue.models import ReportReview, ReportState
from tours.dialogue.retention import forget_speaker
from tours.materials import actions as materials
from tours.materials.forms import title_from
from tours.materials.models import Help, Material, Visibility
from tours.materials.views import put, status_of, take_upload, tell_how_it_went, upload_context
from tours.personal.speaker_forms import KEEP, NO, OF_MATERIAL, OF_TALK, YES, AnswerForm, SlidesForm
from tours.personal.speaker_page import materials_of, may_answer, page_of
from tours.programme.actions import answer as answer_as_speaker
from tours.programme.models import Speaker, SpeakerState

_WHERE = re.compile(rf"(?:(?:{OF_TALK}|{OF_MATERIAL})[0-9]{{1,18}})?", re.ASCII)


def behind_speaker_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Hand the view the speaker whose link this is; 404 when we never made it, 410 when it was renewed."""

    @wraps(view)
    def page(request: HttpRequest, token: str, **where: Any) -> HttpResponseBase:
        try:
            key = read_token("spreker", token)
        except UnknownToken:
            raise Http404 from None
        speaker = get_object_or_404(
            Speaker.objects.select_related("event__organisation", "event__current", "event__report"),
            pk=key.id,
        )
        if key.version > speaker.link_version:
            raise Http404
        if key.version < speaker.link_version:
            event = speaker.event if speaker.event.current else None
            return private(render(request, "410.html", {"event": event}, status=HTTPStatus.GONE))
        return private(view(request, token, speaker, **where))

    return page


@require_safe
@behind_speaker_link
def speaker(request: HttpRequest, token: str, speaker: Speaker) -> HttpResponse:
    """Everything for one speaker on one page."""
    return _page(request, token, speaker)


@behind_speaker_link
@posted
def answer(request: HttpRequest, token: str, speaker: Speaker) -> HttpResponse:
    """Yes, no, or only what goes with an answer that was given before."""
    form = AnswerForm(request.POST, instance=speaker)
    if not may_answer(speaker.event, timezone.now()):
        messages.error(request, _("Antwoorden kan niet meer: de bijeenkomst is voorbij of gaat niet door."))
        return _back(token)
    if not form.is_valid():
        return _page(request, token, speaker, status=HTTPStatus.UNPROCESSABLE_ENTITY, answer_form=form)
    said = form.cleaned_data["answer"]
    comes = said == YES or (said == KEEP and speaker.state == SpeakerState.CONFIRMED)
    if said == KEEP and speaker.state not in {SpeakerState.CONFIRMED, SpeakerState.DECLINED}:
        form.add_error("answer", _("Kies of u komt of niet."))
        return _page(request, token, speaker, status=HTTPStatus.UNPROCESSABLE_ENTITY, answer_form=form)
    try:
        answer_as_speaker(speaker, confirmed=comes, **form.details())
    except RuleBroken as rule:
        messages.error(request, str(rule))
    else:
        messages.success(request, _thanks(said))
    return _back(token)


@behind_speaker_link
@posted
def upload(request: HttpRequest, token: str, speaker: Speaker) -> HttpResponse:
    """Take in a file for one talk, or a newer version of what is there."""
    where = request.POST.get("where", "")
    if not _WHERE.fullmatch(where):
        raise Http404
    form = SlidesForm(request.POST, request.FILES, where=where)
    try:
        if take_upload(request, form):
            _take(request, speaker, form)
            return _back(token, "presentatie")
    except RuleBroken as rule:
        put(form, rule)
    return _page(request, token, speaker, status=status_of(request, form), sent=form)


@behind_speaker_link
@posted
def slides(request: HttpRequest, token: str, speaker: Speaker) -> HttpResponse:
    """Without slides, by mail, or with help: an answer instead of a file."""
    said = request.POST.get("answer")
    if said == "none":
        materials.say_no_slides(speaker)
    elif said == "some":
        materials.say_no_slides(speaker, none=False)
    elif said in Help.values:
        materials.answer_about_slides(speaker, answer=Help(said))
    else:
        raise Http404
    messages.success(request, _("Bewaard. De organisatie ziet uw antwoord."))
    return _back(token, "presentatie")


@behind_speaker_link
@posted
def public(request: HttpRequest, token: str, speaker: Speaker, pk: int) -> HttpResponse:
    """Whether everybody may see one of the speaker's own files."""
    own = get_object_or_404(Material, pk=pk, speaker=speaker)
    yes = request.POST.get("yes") == "1"
    materials.agree_to_public(own, yes=yes)
    messages.success(
        request, _("Iedereen mag dit zien.") if yes else _("Alleen deelnemers en de organisatie zien dit.")
    )
    return _back(token, "presentatie")


@behind_speaker_link
@posted
def remove(request: HttpRequest, token: str, speaker: Speaker, pk: int) -> HttpResponse:
    """Take one of the speaker's own files away, with all its versions."""
    materials.delete(get_object_or_404(Material, pk=pk, speaker=speaker))
    messages.success(request, _("Weggehaald."))
    return _back(token, "presentatie")


@behind_speaker_link
@posted
def review(request: HttpRequest, token: str, speaker: Speaker) -> HttpResponse:
    """Agree with the draft report, or say what should be otherwise."""
    asked = get_object_or_404(ReportReview, speaker=speaker, report__state=ReportState.REVIEW)
    form = ReviewForm(request.POST)
    approved = request.POST.get("verdict") == "approved"
    if form.is_valid() and not approved and not form.cleaned_data["remarks"].strip():
        form.add_error("remarks", _("Schrijf op wat er anders moet."))
    if not form.is_valid():
        return _page(request, token, speaker, status=HTTPStatus.UNPROCESSABLE_ENTITY, review_form=form)
    review_report(asked, approved=approved, remarks=form.cleaned_data["remarks"])
    messages.success(request, _("Dank u wel. De organisatie ziet uw antwoord."))
    return _back(token)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_speaker_link
def forget(request: HttpRequest, token: str, speaker: Speaker) -> HttpResponse:
    """Erase what is held about the speaker, after asking once whether that is meant."""
    if request.method != "POST":
        return render(request, "tours/personal/speaker/erase.html", {"speaker": speaker, "token": token})
    forget_speaker(speaker)
    return redirect("personal:erased_contributor")


def _take(request: HttpRequest, speaker: Speaker, form: SlidesForm) -> None:
    """The talk or file that the form stands at must be the speaker's own."""
    file = form.cleaned_data["file"]
    if form.where.startswith(OF_MATERIAL):
        material = get_object_or_404(materials_of(speaker), pk=form.row)
        version = materials.add_version(material, file, uploaded_by=speaker.name)
    else:
        talk = get_object_or_404(speaker.talks, pk=form.row) if form.where else None
        material = materials.add_material(
            speaker.event,
            title=talk.title if talk else title_from(file.name),
            file=file,
            talk=talk,
            speaker=speaker,
            visibility=Visibility.PUBLIC,
            uploaded_by=speaker.name,
        )
        version = material.versions.get()
        if form.cleaned_data["public"]:
            materials.agree_to_public(material)
    tell_how_it_went(request, version)


def _thanks(said: str) -> str:
    if said == YES:
        return _("Fijn dat u komt. De organisatie ziet uw antwoord.")
    return _("Jammer. De organisatie ziet uw antwoord.") if said == NO else _("Bewaard.")


def _back(token: str, anchor: str = "") -> HttpResponse:
    response = redirect("personal:speaker", token)
    if anchor:
        response["Location"] += f"#{anchor}"
    return response


def _page(
    request: HttpRequest,
    token: str,
    speaker: Speaker,
    *,
    status: int = HTTPStatus.OK,
    sent: SlidesForm | None = None,
    **forms: Any,
) -> HttpResponse:
    context = {
        "token": token,
        "answer_form": AnswerForm(instance=speaker),
        "review_form": ReviewForm(),
        **page_of(speaker, sent),
        **upload_context(speaker.event),
    }
    return render(request, "tours/personal/speaker.html", context | forms, status=status)
