"""Holding, pausing, going on and withdrawing the mails of a publication."""

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import timezone

from notifications.batches.actions import hold_new, let_go, pause, withdraw_batch
from notifications.batches.errors import NotUnderWay
from notifications.calendar.actions import tell
from notifications.models import Batch, LeftOut, Message, Told
from notifications.news.programme import catch_up
from notifications.outbox import caps, delivery, lease
from notifications.outbox.actions import release
from notifications.outbox.audit import differences
from notifications.outbox.errors import BatchIsHeld, HoldIsOn
from notifications.outbox.models import Held
from tests.builders import a_registration, a_speaker, a_stop, a_talk, a_user
from tests.notifications.batches.some import (
    FIRST,
    LATER,
    LATEST,
    a_batch,
    entry_of,
    everything_left,
    organiser,
    people_who_were_told,
    posted,
    publish_with,
    start_told,
    states,
)
from tests.notifications.told import fresh
from tours.lifecycle.actions import cancel_event
from tours.models import Event

pytestmark = pytest.mark.django_db


def test_what_is_paused_stays_until_somebody_lets_it_go(told):
    event, _people, by = told
    batch = pause(a_batch(event), by=by)
    everything_left()
    assert (states(batch), mail.outbox) == (["held", "held"], [])
    let_go(batch, by=by)
    everything_left()
    assert (states(batch), len(mail.outbox)) == (["sent", "sent"], 2)
    assert batch.moved_by_id == by.pk


def test_what_a_worker_gives_back_of_a_batch_that_was_stopped_is_not_taken_again(told):
    event, _people, by = told
    batch = a_batch(event)
    claimed = lease.claim("busy", at=timezone.now(), limit=1)
    pause(batch, by=by)
    lease.release("busy", claimed)
    assert states(batch) == ["held", "pending"]
    assert lease.claim("next", at=timezone.now(), limit=9) == []
    let_go(batch, by=by)
    assert len(lease.claim("next", at=timezone.now(), limit=9)) == 2


def test_a_worker_gives_back_what_is_stopped_while_it_has_it_in_hand(told, monkeypatch):
    event, _people, by = told
    batch = a_batch(event)
    send = locmem.EmailBackend.send_messages

    def stop_at_the_first(backend, mails):
        if not mail.outbox:
            pause(batch, by=by)
        return send(backend, mails)

    monkeypatch.setattr(delivery, "_LOOK_EVERY_S", -1)
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", stop_at_the_first)
    everything_left()
    assert (states(batch), len(mail.outbox)) == (["pending", "sent"], 1)
    let_go(batch, by=by)
    everything_left()
    assert (states(batch), len(mail.outbox)) == (["sent", "sent"], 2)


def test_what_somebody_let_go_is_not_held_again_for_being_too_much(told, settings, monkeypatch):
    settings.MAIL_PER_HOUR = 0
    monkeypatch.setattr(caps, "PER_ADDRESS", 0)
    event, _people, by = told
    batch = pause(a_batch(event), by=by)
    let_go(batch, by=by)
    everything_left()
    assert states(batch) == ["sent", "sent"]
    later = a_batch(event, start=LATEST)  # nobody said anything about these
    everything_left()
    assert states(later) == ["held", "held"]
    assert {message.reason for message in posted(batch=later)} <= set(Held.values)
    let_go(pause(later, by=by), by=by)
    assert {(message.state, message.reason) for message in posted(batch=later)} == {("pending", "")}


def test_a_batch_may_be_held_from_the_beginning(told):
    event, _people, by = told
    batch = hold_new(a_batch(event), by=by)
    everything_left()
    assert (states(batch), mail.outbox) == (["held", "held"], [])


def test_one_message_of_a_batch_that_is_held_goes_with_its_batch(told):
    event, _people, by = told
    batch = pause(a_batch(event), by=by)
    with pytest.raises(BatchIsHeld):
        release(Message.objects.filter(batch=batch))
    assert states(batch) == ["held", "held"]


def test_twice_is_refused_and_changes_nothing(told):
    event, _people, by = told
    batch = a_batch(event)
    stale = Batch.objects.get(pk=batch.pk)
    pause(batch, by=by)
    with pytest.raises(NotUnderWay):
        pause(stale, by=by)
    withdraw_batch(batch, by=by)
    with pytest.raises(NotUnderWay):
        let_go(Batch.objects.get(pk=batch.pk), by=by)


def test_nothing_is_let_go_while_nothing_may_leave_the_house(told, settings):
    event, _people, by = told
    batch = pause(a_batch(event), by=by)
    settings.OUTBOX_HOLD = True
    with pytest.raises(HoldIsOn):
        let_go(batch, by=by)
    assert Batch.objects.get(pk=batch.pk).state == "held"


def test_a_newer_publication_takes_the_place_of_mails_that_are_held(told):
    event, people, by = told
    first = pause(a_batch(event), by=by)
    second = a_batch(event, start=LATEST)
    assert (states(first), states(second)) == (["withdrawn"] * 2, ["pending"] * 2)
    let_go(Batch.objects.get(pk=first.pk), by=by)
    everything_left()
    assert len(mail.outbox) == 2
    assert "9.20" in mail.outbox[0].body, "it tells the difference with what was really heard"
    assert start_told(people[0]) == LATEST


def test_a_change_that_is_put_back_before_anybody_heard_of_it_is_no_mail(told):
    event, people, by = told
    pause(a_batch(event), by=by)
    publish_with(event, start_min=FIRST + 5)
    assert posted(state="pending") == []
    assert posted(state="held") == []
    assert start_told(people[0]) == FIRST + 5
    assert differences(at=timezone.now()) == []
    publish_with(event, start_min=LATER)
    everything_left()
    assert len(mail.outbox) == 2


def test_withdrawn_mails_never_go_and_next_time_they_hear_the_difference_with_what_they_heard(told):
    event, people, by = told
    batch = a_batch(event)
    first = lease.claim("busy", at=timezone.now(), limit=1)[0]
    pause(batch, by=by)
    withdraw_batch(batch, by=by)
    assert sorted(states(batch)) == ["sending", "withdrawn"]
    lease.settle(first, "busy", state="sent")
    (without,) = [person for person in people if person.pk != first.registration_id]
    assert start_told(without) == FIRST + 5
    (left,) = LeftOut.objects.open(at=timezone.now())
    assert (left.registration_id, left.by_id) == (without.pk, by.pk)
    assert without.notices.open().get().kind == "not_told"
    assert differences(at=timezone.now()) == []
    event = publish_with(event, start_min=LATEST)
    was = {message.registration_id: message.facts["was"]["start"] for message in posted(state="pending")}
    assert was[without.pk] < was[first.registration_id], "each from what they heard last"
    assert not LeftOut.objects.open(at=timezone.now())
    assert not without.notices.open()


def test_an_invitation_that_is_withdrawn_was_never_given():
    event, _people = people_who_were_told(0)
    new = a_registration(event)
    batch = a_batch(event)
    assert entry_of(new)
    by = organiser(event)
    withdraw_batch(pause(batch, by=by), by=by)
    assert not Told.objects.filter(registration=new).exists()
    publish_with(event, start_min=LATEST)
    assert [message.kind for message in posted(registration=new)] == ["seat_confirmed"]


def test_a_speaker_whose_cancellation_is_withdrawn_still_has_the_entry():
    event, _people = people_who_were_told(0, programme_complete=True)
    talk, other = a_talk(a_stop(event, at=560)), a_talk(a_stop(event, at=640))
    speaker = a_speaker(event, talk=talk, state="confirmed")
    a_speaker(event, talk=other, state="confirmed")
    event = publish_with(event, title="Met sprekers")
    everything_left()
    talk.speakers.clear()
    batch = a_batch(event)
    assert entry_of(speaker).ended_at
    by = organiser(event)
    withdraw_batch(pause(batch, by=by), by=by)
    assert entry_of(speaker).ended_at is None
    assert LeftOut.objects.open(at=timezone.now()).filter(speaker=speaker).exists()
    assert differences(at=timezone.now()) == []


def test_no_sweep_tells_what_was_withdrawn():
    event, _people = people_who_were_told(2, programme_complete=True)
    talk, by = a_talk(a_stop(event, at=560)), organiser(event)
    speaker = a_speaker(event, talk=talk, state="confirmed")
    event = publish_with(event, title="Met een spreker")
    everything_left()
    mail.outbox.clear()
    talk.speakers.clear()
    withdraw_batch(pause(a_batch(event), by=by), by=by)
    assert entry_of(speaker).ended_at is None
    assert catch_up(at=timezone.now()) == 0
    everything_left()
    assert (mail.outbox, LeftOut.objects.open(at=timezone.now()).get().speaker) == ([], speaker)


def test_who_is_behind_is_told_by_the_sweep_without_those_who_were_left_out(told):
    event, (sam, bo), by = told
    withdraw_batch(pause(a_batch(event), by=by), by=by)
    late = a_registration(event)
    tell(late, fresh(event).current, at=timezone.now())
    old = Told.objects.get(registration=sam).saying
    Told.objects.filter(registration=late).update(revision_number=1, saying=old)
    assert catch_up(at=timezone.now()) == 1
    assert [message.registration for message in posted(state="pending")] == [late]
    assert {left.registration for left in LeftOut.objects.open(at=timezone.now())} == {sam, bo}


def test_an_event_that_is_called_off_makes_no_difference_of_what_was_held(told):
    event, _people, by = told
    batch = pause(a_batch(event), by=by)
    cancel_event(Event.objects.get(pk=event.pk), reason="Storm", by=None)
    assert states(batch) == ["withdrawn"] * 2
    assert [message.kind for message in posted(state="pending")] == ["event_cancelled"] * 2


@pytest.mark.parametrize("people", [1, 6])
def test_stopping_and_going_on_cost_the_same_for_any_number(django_assert_num_queries, people):
    event, _people = people_who_were_told(people)
    batch, by = a_batch(event), a_user()
    with django_assert_num_queries(5):
        pause(batch, by=by)
    with django_assert_num_queries(4):
        let_go(batch, by=by)
