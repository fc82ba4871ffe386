"""Two planners choose, or somebody answers while one chooses."""

import pytest

from core.errors import RuleBroken
from scheduling.models import Answer, Option, Poll
from scheduling.polls.actions import answer_poll, choose_date, remove_option
from tests.builders import a_draft, a_poll
from tests.threads import all_at_once
from tours.models import Event

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def chosen_at_once(choose):
    """Six planners choose six days; how many of them were told that theirs is the date."""
    poll = a_poll(a_draft(date=None), state="open", days=range(40, 46))
    options = list(Option.objects.filter(poll=poll).select_related("poll__event"))
    told = all_at_once(*(lambda option=option: choose(option) for option in options))
    won = [option for option, answer in zip(options, told, strict=True) if not isinstance(answer, RuleBroken)]
    return poll, won


def test_of_many_who_choose_at_once_one_does():
    for _round in range(4):
        poll, won = chosen_at_once(lambda option: choose_date(option, by=None))
        assert len(won) == 1
        poll.refresh_from_db()
        assert (poll.chosen, Event.objects.get(pk=poll.event_id).date) == (won[0], won[0].date)


def test_without_waiting_for_each_other_all_of_them_do():
    """The negative control: each looks at the poll as it was when the page was made."""

    def choose(option):
        if option.poll.is_open:
            Event.objects.filter(pk=option.poll.event_id).update(date=option.date)
            Poll.objects.filter(pk=option.poll_id).update(state="chosen", chosen=option)

    _poll, won = chosen_at_once(choose)
    assert len(won) > 1


def test_an_answer_while_a_day_goes_is_about_the_days_that_are_left():
    for _round in range(4):
        poll = a_poll(a_draft(date=None), state="open", days=(40, 41, 42), people=4)
        options = list(poll.options.all())
        said = {option.pk: "yes" for option in options}
        voters = [
            lambda who=who, said=said: answer_poll(who, answers=said)
            for who in poll.invitees.select_related("poll")
        ]
        all_at_once(*voters, lambda option=options[0]: remove_option(option))
        assert not Answer.objects.filter(option=options[0].pk).exists()
        assert Answer.objects.filter(option__poll=poll).count() == 8
