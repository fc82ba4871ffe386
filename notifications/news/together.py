"""News for other organisations: somebody wants to organise an event with them."""

from __future__ import annotations

from django.utils import timezone

from core.facts import listen
from notifications.news.posting import planners_of, to_organiser
from notifications.outbox.actions import post_many, withdraw
from notifications.outbox.models import Kind
from tours import facts


@listen(facts.CohostAsked)
def cohost_asked(fact: facts.CohostAsked) -> None:
    """Everybody who may answer for the organisation hears it, once a day at most however often it is asked."""
    event, asked = fact.event, fact.organisation
    about = {"asked": asked.name, "organisation": asked.pk}
    post_many(
        to_organiser(user, event, Kind.COHOST_ASKED, f"{event.pk}:{asked.pk}:{_today()}", facts=about)
        for user in planners_of(asked.pk)
    )


@listen(facts.CohostSettled)
def cohost_settled(fact: facts.CohostSettled) -> None:
    """A question that has its answer is not sent any more."""
    withdraw(event=fact.event, kind=Kind.COHOST_ASKED, facts__organisation=fact.organisation.pk)


def _today() -> str:
    return timezone.localdate().isoformat()
