from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.letters import render
from notifications.models import Message
from notifications.reminders.actions import sweep_reminders
from notifications.reminders.schedule import schedule
from tests.notifications.told import an_event, fresh, posted, publish_with
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


def test_who_heard_of_a_change_is_asked_a_day_after_that(invited, time_machine):
    noon = timezone.localtime(invited.invited_at, invited.event.zone).replace(hour=12)
    time_machine.move_to(noon + timedelta(days=6), tick=False)
    Message.objects.update(state="sent", sent_at=invited.invited_at)
    publish_with(invited.event, start_min=600)
    assert posted(kind="changed")
    for hours, mails in ((1, 0), (23, 0), (24, 1)):
        time_machine.move_to(noon + timedelta(days=6, hours=hours), tick=False)
        sweep_reminders(timezone.now())
        assert len(posted(kind="invited_again")) == mails


def test_nobody_is_asked_once_it_has_begun(invited):
    Registration.objects.update(invited_at=timezone.now() - timedelta(days=20))
    sweep_reminders(fresh(invited).event.current.starts_at + timedelta(minutes=5))
    assert not posted(kind="invited_again")


def test_a_sweep_that_was_away_for_long_does_not_ask_twice_within_a_day(invited, time_machine):
    noon = timezone.localtime(invited.invited_at, invited.event.zone).replace(hour=12)
    Registration.objects.update(invited_at=noon)
    for hours in (9 * 24 + 23, 10 * 24 + 2, 11 * 24):
        time_machine.move_to(noon + timedelta(hours=hours), tick=False)
        sweep_reminders(noon + timedelta(hours=hours))
    days = [each.created_at - noon for each in posted(kind="invited_again")]
    assert days == [timedelta(days=9, hours=23), timedelta(days=11)]


def test_the_page_foresees_both_rounds_and_says_who_cannot_be_mailed(invited):
    invite(invited.event, name="Ada Zonder", role="councillor")
    first, second = [each for each in foreseen(invited) if each.what == "Herinnering: komt u?"]
    assert (first.names, first.skipped) == (["Kim Bos"], {"geen e-mailadres, u belt": ["Ada Zonder"]})
    assert second.at - first.at == timedelta(days=5)
    sweep_daily(invited, days=15)
    assert len(posted(kind="invited_again")) == len(first.names + second.names)


def test_who_answered_and_an_event_that_is_brought_forward_leave_the_page(invited):
    other = invite(invited.event, name="Ada Ja", role="councillor", email="ada@raad.example")
    reply(other, said="yes")
    soon = fresh(invited).invited_at + timedelta(days=7)
    type(invited.event.current).objects.filter(event=invited.event).update(starts_at=soon)
    (only,) = [each for each in foreseen(invited) if each.what == "Herinnering: komt u?"]
    assert only.names == ["Kim Bos"]


SILENT = "2d before sign_up_closes for silent"


def an_event_that_closes(*rules, days=4, **fields):
    """Signing up ends so many days from now, at noon."""
    closes = timezone.localtime(timezone.now()).replace(hour=12, minute=0) + timedelta(days=days)
    return an_event(registration_closes_at=closes, reminder_rules=[*rules] or [SILENT], **fields)


def test_who_was_invited_and_is_silent_is_asked_before_signing_up_ends():
    event = an_event_that_closes()
    kim = invite(event, name="Kim Bos", role="councillor", email="kim@raad.example")
    reply(invite(event, name="Ada Ja", role="councillor", email="ada@raad.example"), said="yes")
    sweep_daily(kim, days=3)
    (mail,) = posted(kind="invited_again")
    assert (mail.registration, "De aanmelding sluit op" in render(mail).text) == (kim, True)


def test_a_rule_for_a_role_asks_who_is_silent_in_that_role():
    event = an_event_that_closes("2d before sign_up_closes for councillor")
    for role in ("councillor", "alderman"):
        kim = invite(event, name=f"Kim {role}", role=role, email=f"{role}@raad.example")
    sweep_daily(kim, days=3)
    assert [mail.registration.role for mail in posted(kind="invited_again")] == ["councillor"]


def test_the_rule_for_who_did_not_confirm_leaves_invited_people_alone():
    event = an_event_that_closes("2d before sign_up_closes")
    sweep_daily(invite(event, name="Kim", role="councillor", email="kim@raad.example"), days=3)
    assert not posted(kind="invited_again")


def test_a_rule_counts_as_one_of_two_reminders(time_machine):
    kim = invite(
        an_event_that_closes("1d before sign_up_closes for silent", days=8),
        name="Kim", role="councillor", email="kim@raad.example",
    )  # fmt: skip
    (rounds,) = [[each.names for each in foreseen(kim) if each.what == "Herinnering: komt u?"]]
    assert rounds == [["Kim"], ["Kim"], []]
    sweep_daily(kim, days=25)
    assert len(posted(kind="invited_again")) == 2


def test_who_was_invited_less_than_a_day_before_is_passed_over_and_the_page_says_so(time_machine):
    noon = timezone.localtime(timezone.now()).replace(hour=12, minute=0)
    time_machine.move_to(noon, tick=False)
    kim = invite(
        an_event_that_closes("2d before sign_up_closes for silent", days=3),
        name="Kim", role="councillor", email="kim@raad.example",
    )  # fmt: skip
    first = foreseen(kim)[0]
    assert first.skipped == {"werd minder dan een dag eerder gevraagd": ["Kim"]}
    sweep_daily(kim, days=3)
    assert not posted(kind="invited_again")


def foreseen(registration):
    return schedule(fresh(registration.event), at=registration.invited_at)
