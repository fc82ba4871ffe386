"""How many seats there are: for everybody, and for a role apart."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.errors import RuleBroken
from core.http import posted
from tours.organisations.access import May, signed_in
from tours.programme.access import event_for
from tours.programme.models import Event
from tours.signups.actions import set_capacity
from tours.signups.allotments.access import sign_up_link
from tours.signups.allotments.actions import keep_seats, release_seats
from tours.signups.allotments.forms import AllotmentForm
from tours.signups.allotments.models import Allotment
from tours.signups.desk.actions import add_pool, remove_pool
from tours.signups.desk.forms import NewPoolForm, PoolForm
from tours.signups.models import Pool


@signed_in
@require_safe
def pools(request: HttpRequest, slug: str) -> HttpResponse:
    """Every sort of seats with its form."""
    return _page(request, event_for(request.user, slug, May.HANDLE_PEOPLE))


@signed_in
@posted
def pool(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """More seats, fewer, none any more. Who waits moves up at once."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    found = get_object_or_404(Pool, event=event, pk=pk)
    form = PoolForm(request.POST, auto_id=f"plaatsen_{pk}_%s")
    if form.is_valid():
        try:
            set_capacity(found, **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            messages.success(request, _("Het aantal plaatsen is opgeslagen."))
            return redirect("signups:pools", slug)
    return _page(request, event, sent=(pk, form))


@signed_in
@posted
def pool_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Seats for one role apart."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    form = NewPoolForm(request.POST)
    if form.is_valid():
        try:
            add_pool(event, **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            messages.success(request, _("De aparte plaatsen zijn toegevoegd."))
            return redirect("signups:pools", slug)
    return _page(request, event, new=form)


@signed_in
@posted
def pool_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """No seats apart any more; those for everybody can't go."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    remove_pool(get_object_or_404(Pool.objects.exclude(role=""), event=event, pk=pk))
    messages.success(request, _("De aparte plaatsen zijn weg. Niemand verliest een plaats."))
    return redirect("signups:pools", slug)


@signed_in
@posted
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Set seats apart for who is invited by name, or for who has a link."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    form = AllotmentForm(request.POST, event=event)
    if form.is_valid():
        try:
            keep_seats(event, **form.details())
        except RuleBroken as no:
            form.add_error(no.field, str(no))
        else:
            messages.success(request, _("De plaatsen worden vastgehouden."))
            return redirect("signups:pools", slug)
    return _page(request, event, keep=form)


@signed_in
@posted
def release(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let everybody have what is unused; who waits moves up at once."""
    event = event_for(request.user, slug, May.HANDLE_PEOPLE)
    number = release_seats(get_object_or_404(Allotment.objects.open(), event=event, pk=pk))
    sentence = ngettext(
        "Eén plaats is weer voor iedereen.", "%(n)s plaatsen zijn weer voor iedereen.", number
    )
    messages.success(request, sentence % {"n": number})
    return redirect("signups:pools", slug)


def _limited(allotment: Allotment, pools: list[Pool]) -> list[Pool]:
    """The roles of which fewer people may still come than there are seats left here."""
    return [each for each in pools if each.role and each.left is not None and each.left < allotment.left]


def _page(
    request: HttpRequest,
    event: Event,
    *,
    sent: tuple[int, PoolForm] | None = None,
    new: NewPoolForm | None = None,
    keep: AllotmentForm | None = None,
) -> HttpResponse:
    """All pools as they are stored, with the form that was sent in its place."""
    stored = list(Pool.objects.filter(event=event).order_by("role"))
    forms = dict([sent]) if sent else {}
    for each in stored:
        now = {"capacity": each.capacity, "closed": each.closed}
        forms.setdefault(each.pk, PoolForm(initial=now, auto_id=f"plaatsen_{each.pk}_%s"))
    context = {
        "event": event,
        "in_people": True,
        "pools": [(each, forms[each.pk]) for each in stored],
        "new": new or NewPoolForm(taken=[each.role for each in stored]),
        "allotments": [
            (each, sign_up_link(each), _limited(each, stored)) for each in event.allotments.open()
        ],
        "role_limits": [each for each in stored if each.role and each.capacity is not None],
        "keep": keep or AllotmentForm(event=event),
        "wrong": bool(sent or new or keep),
    }
    status = 422 if context["wrong"] else 200
    return render(request, "tours/signups/desk/pools.html", context, status=status)
