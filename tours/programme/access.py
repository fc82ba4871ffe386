"""An event, for somebody who may do something with it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404

from tours.organisations.access import May, row_for
from tours.organisations.models import Membership, User
from tours.programme.models import Event, Venue


def event_for(user: User | AnonymousUser, slug: str, may: May = May.SEE, *, cohosts: bool = True) -> Event:
    """The event with its organisation and current revision, if this user may do this with it; Http404 otherwise.

    Members of a co-hosting organisation may do there what their role allows at home, but for what is left to the
    organisation that owns it: `cohosts=False`.
    """
    if not user.is_authenticated:
        raise Http404
    event = (
        Event.objects.select_related("organisation", "current", "meeting_point", "end_point", "follows")
        .filter(slug=slug)
        .first()
    )
    if event is None:
        raise Http404
    hosts = Q(organisation=event.organisation_id)
    if cohosts:
        hosts |= Q(organisation__cohosted_events=event)
    mine = list(Membership.objects.filter(hosts, user=user).values_list("role", "organisation"))
    roles = {role for role, _organisation in mine}
    if not roles & may.value:
        raise Http404
    event.reader_plans = bool(roles & May.PLAN.value)
    event.reader_is_guest = event.organisation_id not in {organisation for _role, organisation in mine}
    return event


def may(user: User | AnonymousUser, event: Event, ability: May) -> bool:
    """Whether to show a button; the view behind it checks for itself."""
    try:
        event_for(user, event.slug, ability)
    except Http404:
        return False
    return True


def venue_for(user: User | AnonymousUser, pk: int, may: May = May.SEE) -> Venue:
    """The place with its organisation, if this user may do this there; Http404 otherwise."""
    return row_for(Venue.objects.all(), user, pk, may)
