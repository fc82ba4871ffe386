from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.reminders.actions import sweep_reminders
from tests.notifications.told import an_event, fresh, posted
from tours.models import Registration
from tours.signups.invitations.actions import invite, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited():
    return invite(an_event(), name="Kim Bos", role="councillor", email="kim@raad.example")


def sweep_daily(registration, *, days):
    """A sweep every noon after the invitation, in the event's own time."""
    noon = timezone.localtime(registration.invited_at, registration.event.zone).replace(hour=12)
    for day in range(1, days + 1):
        sweep_reminders(noon + timedelta(days=day))


def test_who_says_nothing_is_asked_twice_more_and_never_again(invited):
    sweep_daily(invited, days=5)
    sweep_daily(invited, days=25)
    assert len(posted(kind="invited_again")) == 2


@pytest.mark.parametrize("said", ["yes", "maybe", "no"])
def test_who_answered_is_not_asked_again(invited, said):
    reply(invited, said=said)
    sweep_daily(invited, days=15)
    assert not posted(kind="invited_again")


def test_nobody_is_asked_once_it_has_begun(invited):
    Registration.objects.update(invited_at=timezone.now() - timedelta(days=20))
    sweep_reminders(fresh(invited).event.current.starts_at + timedelta(minutes=5))
    assert not posted(kind="invited_again")
