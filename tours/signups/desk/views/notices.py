"""What waits for the organiser's word: what came in about somebody, and who may still move up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.http import posted
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.signups.actions import promote
from tours.signups.desk.actions import settle_notice
from tours.signups.desk.models import Notice


@signed_in
@posted
def seen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody looked at it: it goes from the list."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    notice = get_object_or_404(
        Notice.objects.select_related("registration"), pk=pk, registration__event=event
    )
    settle_notice(notice)
    messages.success(request, _("Gezien: het bericht over %(name)s.") % {"name": notice.registration.name})
    return redirect("signups:people", slug)


@signed_in
@posted
def move_up(request: HttpRequest, slug: str) -> HttpResponse:
    """So shortly before the event nobody moves up by themselves: the organiser says so."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    number = promote(event, approved=True)
    if number:
        sentence = ngettext("Eén persoon schuift door.", "%(n)s personen schuiven door.", number)
        messages.success(request, sentence % {"n": number})
    else:
        messages.info(request, _("Er is geen plaats vrij voor wie vooraan staat."))
    return redirect("signups:people", slug)
