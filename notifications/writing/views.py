"""Write to the people that were looked for; see the mail and how many get it; send it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.forms import sent_in
from notifications.outbox.models import Kind, Message
from notifications.outbox.preview import Preview, preview_of
from notifications.writing.actions import write_to
from notifications.writing.forms import WriteForm
from tours.models import Event, Speaker
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.models import SpeakerState
from tours.signups.desk.forms import FilterForm
from tours.signups.desk.listing import people
from tours.signups.models import RegistrationQuerySet, RegistrationState
from tours.signups.promised import about_shut, promise, shut

MOST = 1000  # in one message; an event with more people is written to in parts


@signed_in
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """First the words and the people, then the mail as they will get it, then it leaves: once."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    prefetch_related_objects([event], "groups")
    form = WriteForm(sent_in(request), event=event)
    if not form.is_valid() or "change" in request.POST:
        return _show_form(request, event, form)
    if "send" in request.POST and form.cleaned_data["key"]:
        return _sent(request, event, form)
    chosen = form.chosen
    preview = _preview(event, form)
    closed = shut(one.email for one in chosen)
    context = {
        "event": event,
        "in_people": True,
        "form": form,
        "chosen": chosen,
        "preview": preview,
        "reached": [one for one in chosen if one.email.lower() not in closed],
        "unreachable": about_shut(closed),
        "key": uuid.uuid4().hex,
    }
    return render(request, "notifications/writing/look.html", context)


def _sent(request: HttpRequest, event: Event, form: WriteForm) -> HttpResponse:
    data: dict[str, Any] = form.cleaned_data
    try:
        letters = write_to(event, form.chosen, subject=data["subject"], text=data["text"], key=data["key"])
    except RuleBroken as no:
        messages.error(request, str(no))
        return redirect("writing:write", event.slug)
    addresses = [letter.recipient for letter in letters]
    closed = shut(addresses)
    if closed:
        messages.warning(request, about_shut(closed))
    number = sum(address.lower() not in closed for address in addresses)
    if number:
        said = ngettext("Het bericht gaat naar één persoon.", "Het bericht gaat naar %(n)s mensen.", number)
        messages.success(request, promise(said % {"n": number}))
    return redirect("desk:event_messages", event.slug)


def _show_form(request: HttpRequest, event: Event, form: WriteForm) -> HttpResponse:
    wanted = FilterForm(request.GET, groups=list(event.groups.all()))
    found = _with_address(event, wanted)
    ticked = set(request.POST.getlist("id")) if form.is_bound else {str(one.pk) for one in found}
    asked = set(request.POST.getlist("speaker"))
    speakers = event.speakers.filter(erased_at=None).exclude(email="").exclude(state=SpeakerState.DECLINED)
    context = {
        "event": event,
        "in_people": True,
        "form": form,
        "filter": wanted,
        "speakers": [(one, str(one.pk) in asked) for one in speakers.order_by("name", "pk")],
        "found": [(one, str(one.pk) in ticked) for one in found],
        "most": MOST,
    }
    changing = "change" in request.POST
    return render(
        request,
        "notifications/writing/write.html",
        context,
        status=422 if form.errors and not changing else 200,
    )


def _with_address(event: Event, wanted: FilterForm) -> RegistrationQuerySet:
    """Who is asked for and can be written to; those who are not coming only when they are asked for."""
    wishes = wanted.wishes()
    found = people(event, **wishes).exclude(email="")
    if not wishes["state"]:
        found = found.exclude(state=RegistrationState.CANCELLED)
    return found[:MOST]


def _preview(event: Event, form: WriteForm) -> Preview:
    """The mail of the first of them, as it would be written now."""
    first = form.chosen[0]
    who = "speaker" if isinstance(first, Speaker) else "registration"
    facts = {name: form.cleaned_data[name] for name in ("subject", "text")}
    message = Message(
        kind=Kind.WRITTEN,
        event=event,
        recipient=first.email,
        recipient_name=first.name,
        language=first.language,
        facts=facts,
        **{who: first},
    )
    return preview_of(message)
