"""News about the date: who is asked when they can, and which day it became, or that there is none."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core.facts import listen
from notifications.news.posting import to_invitee
from notifications.outbox.actions import post_many, withdraw
from notifications.outbox.models import Kind, MessageState
from scheduling import facts
from scheduling.polls.models import Invitee, Poll

_ASKING = (Kind.POLL_INVITED, Kind.POLL_REMINDER)


@listen(facts.PollOpened)
def poll_opened(fact: facts.PollOpened) -> None:
    """Ask each of them, once."""
    for invitee in fact.invitees:
        invitee.poll = fact.poll
    post_many(to_invitee(invitee, Kind.POLL_INVITED, "") for invitee in fact.invitees)


@listen(facts.DateChosen)
def date_chosen(fact: facts.DateChosen) -> None:
    """Everybody who was asked hears which day it is; nobody is asked any more."""
    withdraw(invitee__poll=fact.poll, kind__in=_ASKING)
    invitees = list(fact.poll.invitees.all())
    for invitee in invitees:
        invitee.poll = fact.poll
    post_many(to_invitee(invitee, Kind.DATE_CHOSEN, fact.poll.chosen_id) for invitee in invitees)


@listen(facts.PollStopped)
def poll_stopped(fact: facts.PollStopped) -> None:
    """Who was asked, or answered, hears it once; whose question did not leave yet never hears of it."""
    withdraw(invitee__poll=fact.poll, kind__in=_ASKING)
    about = {"reason": fact.reason} if fact.reason else {}
    invitees = list(who_heard(fact.poll))
    for invitee in invitees:
        invitee.poll = fact.poll
    post_many(to_invitee(invitee, Kind.POLL_STOPPED, "", facts=about) for invitee in invitees)


def who_heard(poll: Poll) -> QuerySet[Invitee]:
    """Who was asked and read it, or answered."""
    left = Q(messages__kind__in=_ASKING, messages__state__in=[MessageState.SENDING, MessageState.SENT])
    return poll.invitees.filter(left | Q(answered_at__isnull=False)).distinct()
