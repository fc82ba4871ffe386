"""News about the date: who is asked when they can, and which day it became, or that there is none."""

from __future__ import annotations

from django.db.models import Q

from core.facts import listen
from notifications.news.posting import to_invitee
from notifications.outbox.actions import post_many, withdraw
from notifications.outbox.models import Kind, MessageState
from scheduling import facts


@listen(facts.PollOpened)
def poll_opened(fact: facts.PollOpened) -> None:
    """Ask each of them, once."""
    for invitee in fact.invitees:
        invitee.poll = fact.poll
    post_many(to_invitee(invitee, Kind.POLL_INVITED, "") for invitee in fact.invitees)


@listen(facts.DateChosen)
def date_chosen(fact: facts.DateChosen) -> None:
    """Everybody who was asked hears which day it is; nobody is asked any more."""
    withdraw(invitee__poll=fact.poll, kind__in=[Kind.POLL_INVITED, Kind.POLL_REMINDER])
    invitees = list(fact.poll.invitees.all())
    for invitee in invitees:
        invitee.poll = fact.poll
    post_many(to_invitee(invitee, Kind.DATE_CHOSEN, fact.poll.chosen_id) for invitee in invitees)


@listen(facts.PollStopped)
def poll_stopped(fact: facts.PollStopped) -> None:
    """Who was asked, or answered, hears it once; whose question did not leave yet never hears of it."""
    asking = [Kind.POLL_INVITED, Kind.POLL_REMINDER]
    withdraw(invitee__poll=fact.poll, kind__in=asking)
    about = {"reason": fact.reason} if fact.reason else {}
    left = Q(messages__kind__in=asking, messages__state__in=[MessageState.SENDING, MessageState.SENT])
    invitees = list(fact.poll.invitees.filter(left | Q(answered_at__isnull=False)).distinct())
    for invitee in invitees:
        invitee.poll = fact.poll
    post_many(to_invitee(invitee, Kind.POLL_STOPPED, "", facts=about) for invitee in invitees)
