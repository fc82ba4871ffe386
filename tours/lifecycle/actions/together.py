"""Organise an event together with other organisations: the owner asks, the other says yes, either may end it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from core.facts import announce
from tours.facts import CohostAsked, CohostSettled
from tours.lifecycle.errors import NotAskedAnyMore
from tours.organisations.access import May, organisations_of
from tours.organisations.models import Organisation, User
from tours.programme.models import Event


@transaction.atomic
def ask_cohost(event: Event, organisation: Organisation, *, by: User) -> Event:
    """Ask an organisation to organise this too. Who asks and may plan there as well has said yes with it."""
    if organisation.pk == event.organisation_id or event.cohosts.contains(organisation):
        return event
    event.asked_cohosts.add(organisation)
    if organisation in organisations_of(by, May.PLAN):
        agree_to_cohost(event, organisation)
    else:
        announce(CohostAsked(event, organisation))
    return event


@transaction.atomic
def agree_to_cohost(event: Event, organisation: Organisation) -> Event:
    """Say yes: its members may do here what their role allows at home. Raises NotAskedAnyMore."""
    asked = Event.asked_cohosts.through.objects.filter(event=event, organisation=organisation)
    if not asked.delete()[0]:
        raise NotAskedAnyMore
    event.cohosts.add(organisation)
    announce(CohostSettled(event, organisation))
    return event


@transaction.atomic
def end_cohosting(event: Event, organisation: Organisation) -> Event:
    """Not together any more: whether it was asked, or had said yes. What it brought in stays."""
    event.asked_cohosts.remove(organisation)
    event.cohosts.remove(organisation)
    announce(CohostSettled(event, organisation))
    return event


@transaction.atomic
def set_cohosts(event: Event, cohosts: Iterable[Organisation]) -> Event:
    """These and no others, without asking: for whoever runs the service."""
    chosen = [cohost for cohost in cohosts if cohost.pk != event.organisation_id]
    event.cohosts.set(chosen)
    event.asked_cohosts.remove(*chosen)
    return event
