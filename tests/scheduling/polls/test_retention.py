from datetime import timedelta

import pytest
from django.utils import timezone

from scheduling.models import Answer, Invitee
from scheduling.polls.actions import choose_date, withdraw_poll
from scheduling.polls.retention import erase_invitees
from tests.builders import a_draft, a_poll, an_invitee

pytestmark = pytest.mark.django_db


def a_finished_poll(end):
    poll = a_poll(a_draft(date=None), state="open", days=(10, 20), people=1)
    an_invitee(poll, says=("yes", "no"))
    end(poll)
    return poll


@pytest.mark.parametrize(
    "end",
    [
        lambda poll: choose_date(poll.options.first(), by=None),
        lambda poll: withdraw_poll(poll, by=None),
        lambda poll: None,
    ],
)
def test_who_was_asked_is_forgotten_thirty_days_after_the_last_day(end):
    a_finished_poll(end)
    now = timezone.now()
    assert erase_invitees(at=now + timedelta(days=50)) == 0
    assert erase_invitees(at=now + timedelta(days=51)) == 2
    assert not Invitee.objects.exists()
    assert not Answer.objects.exists()
