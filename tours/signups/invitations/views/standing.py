"""What somebody said on the phone, with a button for each answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.http import posted
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.signups.invitations.actions import reply, ring_again
from tours.signups.models import Registration, RegistrationState, Said


@signed_in
@posted
def called(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What somebody said on the phone: they come, they do not, or ring again."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    asked = Registration.objects.of(event).filter(erased_at=None)
    registration = get_object_or_404(asked.select_related("event"), pk=pk)
    outcome = request.POST.get("outcome", "")
    try:
        if outcome in {Said.YES, Said.NO}:
            registration = reply(registration, said=outcome)
            messages.success(request, _answered(registration))
        else:
            ring_again(registration)
            messages.success(request, _("%(name)s: nog eens bellen.") % {"name": registration.name})
    except RuleBroken as no:
        messages.error(request, str(no))
    return redirect(f"{reverse('calling:invited', args=[slug])}#bellijst")


def _answered(registration: Registration) -> str:
    sentences = {
        RegistrationState.CONFIRMED: _("%(name)s komt."),
        RegistrationState.WAITING: _("%(name)s staat op de wachtlijst: er is geen plaats meer."),
    }
    return sentences.get(RegistrationState(registration.state), _("%(name)s komt niet.")) % {
        "name": registration.name
    }
