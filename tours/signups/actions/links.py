"""Personal links: mailed again, or made anew."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from core.facts import announce
from tours.facts import LinkRequested
from tours.signups.models import Registration


@transaction.atomic
def renew_links(registration: Registration) -> Registration:
    """Make all earlier personal links of this registration worthless and mail the new one."""
    Registration.objects.filter(pk=registration.pk).update(link_version=F("link_version") + 1)
    registration.refresh_from_db(fields=["link_version"])
    announce(LinkRequested(registration))
    return registration


@transaction.atomic
def send_link_again(registration: Registration) -> None:
    """Mail somebody their own link again."""
    announce(LinkRequested(registration))
