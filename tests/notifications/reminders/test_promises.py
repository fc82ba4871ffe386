"""Who promised something is reminded around the day on which it should be done."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.facts import announce
from notifications.letters import render
from notifications.outbox.look import Refusal, look_again
from tests.notifications.reminders.sweeping import DAY, START, WEEK_BEFORE, an_event_on_the_day, sweep
from tests.notifications.told import an_event, fresh, posted
from tours.dialogue.actions import make_commitment, settle_commitment
from tours.facts import CommitmentMade
from tours.lifecycle.actions import close
from tours.models import Commitment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_before")]


def a_promise(event, **fields):
    return Commitment.objects.create(
        **{
            "event": event,
            "ref": "bellen",
            "text": "Belt de school.",
            "owner_name": "Bo",
            "owner_email": "bo@voorbeeld.example",
            "due_date": DAY,
        }
        | fields
    )


def test_who_promised_something_is_reminded_before_and_after_the_day(time_machine):
    event = an_event(
        date=date(2030, 4, 1), reminder_rules=["7d before commitment_due", "1d after commitment_due"]
    )
    a_promise(event)
    days = [sweep(WEEK_BEFORE + timedelta(days=day), time_machine) for day in (-1, 0, 1, 7, 8, 9)]
    assert days == [0, 1, 0, 0, 1, 0]
    words = render(posted(kind="commitment_due")[0])
    assert words.subject == f"Denkt u aan uw afspraak bij {event.title}?"
    assert "Belt de school." in words.text
    assert "5 juli 2030" in words.text


def test_a_promise_that_was_noted_and_an_event_that_was_closed_by_hand_is_reminded_of(time_machine):
    event = an_event_on_the_day(reminder_offsets=[])
    time_machine.move_to(START + timedelta(days=1), tick=False)
    make_commitment(
        event, text="Belt.", owner_name="Bo", owner_email="bo@x.example", due_date=date(2030, 7, 20)
    )
    close(fresh(event), by=None)
    day = datetime(2030, 7, 13, 8, 0, tzinfo=UTC)
    assert [sweep(day + timedelta(hours=hours), time_machine) for hours in (-1, 0, 1)] == [0, 1, 0]
    (mail,) = posted(kind="commitment_due")
    assert (mail.recipient, look_again([mail], at=day)) == ("bo@x.example", {})
    settle_commitment(Commitment.objects.get(), state="done")
    assert list(look_again([mail], at=day).values()) == [Refusal.OVERTAKEN]


@pytest.mark.parametrize("why", [{"state": "done"}, {"owner_email": ""}, {"due_date": None}])
def test_what_is_done_or_has_no_day_is_not_asked_for(time_machine, why):
    a_promise(an_event(date=date(2030, 4, 1)), **why)
    assert sweep(WEEK_BEFORE, time_machine) == 0


def test_who_was_told_of_the_promise_within_a_day_is_not_reminded_of_it(time_machine):
    promise = a_promise(an_event(date=date(2030, 4, 1)))
    time_machine.move_to(WEEK_BEFORE - timedelta(hours=2), tick=False)
    announce(CommitmentMade(promise))
    assert sweep(WEEK_BEFORE, time_machine) == 0


def test_of_two_rules_within_a_day_an_owner_is_asked_once(time_machine):
    rules = ["1d before commitment_due", "14h before commitment_due"]
    a_promise(an_event(date=date(2030, 4, 1), reminder_rules=rules))
    due = [datetime(2030, 7, 4, 8, 0, tzinfo=UTC), datetime(2030, 7, 5, 8, 0, tzinfo=UTC)]
    assert [sweep(at, time_machine) for at in due] == [1, 0]


def test_another_owner_is_asked_though_the_earlier_one_was(time_machine):
    promise = a_promise(an_event(date=date(2030, 4, 1), reminder_rules=["7d before commitment_due"]))
    assert sweep(WEEK_BEFORE, time_machine) == 1
    Commitment.objects.filter(pk=promise.pk).update(owner_name="Noor", owner_email="noor@voorbeeld.example")
    assert sweep(WEEK_BEFORE + timedelta(hours=1), time_machine) == 1
    assert [mail.recipient for mail in posted(kind="commitment_due")] == [
        "bo@voorbeeld.example",
        "noor@voorbeeld.example",
    ]
