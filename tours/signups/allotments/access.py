"""Whose seats a link opens."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from core.tokens import UnknownToken, make_token, read_token
from tours.programme.models import Event
from tours.signups.allotments.models import Allotment

PURPOSE = "plaatsen"


def allotment_for(event: Event, token: str) -> Allotment | None:
    """The seats of this event that the link opens; None where it opens none any more: one signs up like everybody."""
    try:
        key = read_token(PURPOSE, token)
    except UnknownToken:
        return None
    return Allotment.objects.open().filter(event=event, pk=key.id, link_version=key.version).first()


def sign_up_link(allotment: Allotment) -> str:
    """The address to hand on; empty for seats that are for who is invited by name."""
    if allotment.for_invited:
        return ""
    token = make_token(PURPOSE, allotment.pk, allotment.link_version)
    return f"{settings.SITE_URL}{reverse('signups:form', args=[allotment.event.slug])}?{PURPOSE}={token}"
