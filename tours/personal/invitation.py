"""The page of somebody's invitation: yes, no or perhaps. Only POST answers: mail scanners open every link."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.forms import sent_in
from core.tokens import make_token
from tours.personal.mine.asking import behind_link
from tours.personal.mine.standing import standing_of
from tours.signups.invitations.actions import reply
from tours.signups.invitations.forms import AnswerForm
from tours.signups.models import Registration, RegistrationState
from tours.signups.seats import has_room


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link("uitnodiging")
def invitation(request: HttpRequest, registration: Registration, token: str) -> HttpResponseBase:
    """Asks while there is no answer; who answered finds everything on their own page."""
    if registration.state != RegistrationState.INVITED:
        return _to_own_page(registration)
    form = AnswerForm(sent_in(request), initial={"note": registration.note})
    if form.is_valid():
        try:
            registration = reply(registration, **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _thanks(registration))
            return _to_own_page(registration)
    return _page(request, registration, token, form)


def _page(request: HttpRequest, registration: Registration, token: str, form: AnswerForm) -> HttpResponseBase:
    event = registration.event
    context = {
        "registration": registration,
        "event": event,
        "organisation": event.organisation,
        "token": token,
        "form": form,
        "standing": standing_of(registration, at=timezone.now()),
        "full": not has_room(event, role=registration.role, seats=registration.seats),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "tours/personal/invitation.html", context, status=status)


def _to_own_page(registration: Registration) -> HttpResponseBase:
    if registration.state == RegistrationState.INVITED:
        return redirect(
            "personal:invitation", make_token("uitnodiging", registration.pk, registration.link_version)
        )
    return redirect("personal:mine", make_token("mijn", registration.pk, registration.link_version))


def _thanks(registration: Registration) -> str:
    sentences = {
        RegistrationState.CONFIRMED: _("Dank u wel, u komt. Klopt alles hieronder? U kunt het aanvullen."),
        RegistrationState.WAITING: _("Dank u wel. Er is nu geen plaats voor u; u staat op de wachtlijst."),
        RegistrationState.CANCELLED: _("Dank u wel voor uw antwoord. U komt niet."),
    }
    return sentences.get(
        RegistrationState(registration.state),
        _(
            "Dank u wel. Wij hebben genoteerd dat u misschien komt. Weet u het zeker? Dan kiest u hier opnieuw."
        ),
    )
