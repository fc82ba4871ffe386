"""Whose poll a link opens, and the poll of an event that an organiser works on."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.errors import RuleBroken
from core.tokens import UnknownToken, make_token, read_token
from scheduling.polls.models import Invitee, Poll
from tours.programme.models import Event

POLL = "peiling"


class LinkRevoked(RuleBroken):
    """A link that was replaced: 410."""

    sentence = _("Deze link werkt niet meer.")


def invitee_for(token: str) -> Invitee:
    """The invitee whose link this is. Http404 when we never made it, LinkRevoked when it was replaced."""
    try:
        key = read_token(POLL, token)
    except UnknownToken:
        raise Http404 from None
    found = (
        Invitee.objects.select_related("poll__event__organisation", "poll__chosen").filter(pk=key.id).first()
    )
    if found is None or key.version > found.link_version:
        raise Http404
    if key.version < found.link_version:
        raise LinkRevoked
    return found


def token_of(invitee: Invitee) -> str:
    return make_token(POLL, invitee.pk, invitee.link_version)


def last_poll(event: Event) -> Poll | None:
    """The poll that runs, or the one that ran last."""
    poll = event.polls.select_related("chosen").first()
    if poll is not None:
        poll.event = event
    return poll


def poll_for(event: Event) -> Poll:
    """The same; Http404 when there never was one."""
    poll = last_poll(event)
    if poll is None:
        raise Http404
    return poll
