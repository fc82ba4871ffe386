"""Which event may be signed up for, and whose registration a personal link opens."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from core.tokens import UnknownToken, read_token
from tours.programme.models import Event
from tours.signups.models import Registration


class LinkRevoked(RuleBroken):
    """A link that was renewed, or whose person was erased: 410."""

    sentence = _("Deze link werkt niet meer.")


def event_to_join(slug: str) -> Event:
    """The event with what its sign-up page needs, if it was ever published; Http404 otherwise."""
    event = (
        Event.objects.public().select_related("current", "organisation", "report").filter(slug=slug).first()
    )
    if event is None:
        raise Http404
    return event


def registration_for(purpose: str, token: str) -> Registration:
    """The registration that a link of this purpose opens. Http404 when we never made it, LinkRevoked when it is over."""
    try:
        key = read_token(purpose, token)
    except UnknownToken:
        raise Http404 from None
    registration = (
        Registration.objects.select_related("event__current", "event__organisation", "event__report", "group")
        .filter(pk=key.id)
        .first()
    )
    if registration is None or key.version > registration.link_version:
        raise Http404
    if registration.erased_at or key.version < registration.link_version:
        raise LinkRevoked
    return registration
