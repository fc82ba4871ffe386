"""Called off, or on again, while mail waits: who never heard the one does not hear the other."""

import pytest
from django.utils import timezone

from notifications.batches.actions import withdraw_batch
from notifications.desk.calling_off import hearers
from notifications.models import Batch
from notifications.outbox.audit import differences
from notifications.outbox.delivery import deliver_due
from tests.builders import a_registration, a_speaker, a_stop, a_talk, a_user
from tests.notifications.told import (
    a_draft,
    an_event,
    entry_of,
    everything_left,
    fresh,
    kinds,
    posted,
    publish_with,
    was_sent,
)
from tours.lifecycle.actions import cancel_event, publish, reopen
from tours.models import Event
from tours.programme.actions.speakers import invite as invite_to_speak
from tours.signups import actions as signups
from tours.signups.actions import answer
from tours.signups.invitations.actions import invite, invite_again, ring_again

pytestmark = pytest.mark.django_db
INGE = {"name": "Inge", "role": "councillor", "email": "inge@voorbeeld.example"}
SAM = {"name": "Sam", "role": "resident", "email": "sam@voorbeeld.example"}


def call_off(event):
    cancel_event(fresh(event), reason="Storm", by=None)


def go_on(event, **fields):
    Event.objects.filter(pk=event.pk).update(**fields)
    reopen(fresh(event), by=None)


def signed_up(event, **fields):
    return signups.register(event, **SAM | fields)


def all_is_well():
    return differences(at=timezone.now()) == []


# --- off before anything left --------------------------------------------------------------------


def test_who_never_got_the_invitation_hears_nothing_of_an_event_that_is_off():
    event = an_event(confirm_address=False)
    guest, sam = invite(event, **INGE), signed_up(event)
    invite_to_speak(a_speaker(event))
    expected = hearers(event, at=timezone.now())
    call_off(event)
    assert [(mail.kind, mail.recipient) for mail in posted()] == [("event_cancelled", sam.email)]
    assert (expected.mails, expected.speakers) == (1, 0)
    assert entry_of(guest).ended_at
    assert all_is_well()


def test_a_host_who_was_not_written_to_yet_hears_nothing_of_an_event_that_is_off():
    draft = a_draft(programme_complete=True)
    a_stop(draft, at=600, contact_name="Ans", contact_email="ans@voorbeeld.example")
    publish(draft, by=None)
    assert kinds() == ["host_told"]
    assert hearers(draft, at=timezone.now()).hosts == 0
    call_off(draft)
    assert posted() == []
    assert all_is_well()
    go_on(draft)
    assert [(mail.kind, mail.facts.get("again")) for mail in posted()] == [("host_told", None)]


def test_who_was_asked_is_told_that_it_is_off_whatever_waits_for_them():
    event = an_event()
    guest = invite(event, **INGE)
    speaker = a_speaker(event)
    invite_to_speak(speaker)
    everything_left()
    event = publish_with(event, start_min=600)
    call_off(event)
    mails = posted(state="pending")
    assert {mail.recipient: mail.kind for mail in mails} == dict.fromkeys(
        [guest.email, speaker.email], "event_cancelled"
    )
    assert all_is_well()


@pytest.mark.parametrize("spoken", [ring_again, lambda guest: answer(guest, said="yes")])
def test_who_was_rung_before_the_invitation_left_hears_that_it_is_off(spoken):
    event = an_event()
    spoken(invite(event, **INGE))
    call_off(event)
    assert kinds() == ["event_cancelled"]
    assert all_is_well()


def test_who_was_taken_off_and_asked_again_hears_no_second_time_that_they_need_not_come():
    event = an_event()
    guest = invite(event, **INGE)
    everything_left()
    signups.cancel(guest, by="desk")
    everything_left()
    invite_again(fresh(guest))
    call_off(event)
    assert posted(state="pending") == []
    assert all_is_well()


def test_an_invitation_that_did_not_leave_before_it_was_off_goes_when_it_is_on_again():
    event = an_event()
    guest, speaker = invite(event, **INGE), a_speaker(event)
    invite_to_speak(speaker)
    call_off(event)
    go_on(event)
    mails = posted()
    assert {(mail.kind, mail.recipient) for mail in mails} == {
        ("invited", guest.email),
        ("speaker_invited", speaker.email),
    }
    assert not any(mail.facts for mail in mails)
    assert all_is_well()
    deliver_due(at=timezone.now())
    assert {mail.state for mail in posted()} == {"sent"}


def test_an_invitation_that_an_organiser_took_back_comes_with_the_next_publication():
    event = an_event(start_min=555)
    guest = invite(event, **INGE)
    call_off(event)
    go_on(event)
    withdraw_batch(Batch.objects.get(), by=a_user(role="planner", organisation=event.organisation))
    assert not entry_of(guest)
    publish_with(event, start_min=600)
    deliver_due(at=timezone.now())
    (sent,) = posted(state="sent")
    assert (sent.kind, sent.recipient, sent.told) == ("invited", guest.email, entry_of(guest))
    assert all_is_well()


# --- off and on again while nothing left -----------------------------------------------------------


def three_who_heard(event):
    """Somebody with a seat, somebody invited by name and somebody in line; all read it."""
    draft_speaker = a_speaker(event)
    invite_to_speak(draft_speaker)
    people = signed_up(event), invite(event, **INGE), draft_speaker
    was_sent("waiting_list", a_registration(event, state="waiting", email="wacht@voorbeeld.example"))
    everything_left()
    return people


def test_off_and_on_again_before_a_mail_left_is_no_mail():
    event = an_event(confirm_address=False)
    sam, inge, _speaker = three_who_heard(event)
    call_off(event)
    assert len(posted(state="pending")) == 4
    go_on(event)
    assert posted(state="pending") == []
    assert not entry_of(sam).ended_at
    assert not entry_of(inge).ended_at
    assert all_is_well()


def test_off_and_on_again_on_another_day_before_a_mail_left_is_the_change():
    event = an_event(confirm_address=False)
    sam, inge, _speaker = three_who_heard(event)
    start = entry_of(sam).itinerary["start"]
    call_off(event)
    go_on(event, start_min=600)
    mails = posted(state="pending")
    assert {mail.kind for mail in mails if mail.told} == {"changed"}
    assert {mail.registration for mail in mails if mail.told} == {sam, inge}
    assert all(mail.facts["was"]["start"] == start for mail in mails if mail.told)
    assert not any(mail.facts.get("again") for mail in mails)
    assert all_is_well()


def test_what_changed_before_it_was_off_is_told_from_what_was_really_heard():
    event = an_event(confirm_address=False)
    sam = signed_up(event)
    everything_left()
    start = entry_of(sam).itinerary["start"]
    event = publish_with(event, start_min=600)
    call_off(event)
    go_on(event)
    (mail,) = posted(state="pending")
    assert (mail.kind, mail.facts["was"]["start"]) == ("changed", start)
    assert all_is_well()


def test_what_is_put_back_while_it_is_off_is_no_mail():
    event = an_event(confirm_address=False)
    signed_up(event)
    everything_left()
    before = event.start_min
    event = publish_with(event, start_min=600)
    call_off(event)
    go_on(event, start_min=before)
    assert posted(state="pending") == []
    assert all_is_well()


def test_who_signed_up_and_heard_nothing_at_all_reads_of_the_seat_alone():
    event = an_event(confirm_address=False, seats=1)
    sam, bo = signed_up(event), signed_up(event, name="Bo", email="bo@voorbeeld.example")
    call_off(event)
    assert kinds() == ["event_cancelled"] * 2
    go_on(event)
    mails = posted()
    assert {mail.recipient: mail.kind for mail in mails} == {
        sam.email: "seat_confirmed",
        bo.email: "waiting_list",
    }
    assert not any(mail.facts for mail in mails)
    assert all_is_well()


def test_who_heard_that_it_is_off_and_not_yet_that_it_is_on_reads_that_it_is_on():
    event = an_event(confirm_address=False)
    signed_up(event)
    everything_left()
    call_off(event)
    everything_left()
    go_on(event)
    call_off(event)
    go_on(event)
    (mail,) = posted(state="pending")
    assert (mail.kind, mail.facts) == ("seat_confirmed", {"again": True})
    assert all_is_well()


def test_a_speaker_who_did_not_hear_that_it_was_off_keeps_the_entry():
    draft = a_draft(programme_complete=True)
    speaker = a_speaker(draft, talk=a_talk(a_stop(draft, at=560)), state="confirmed")
    publish(draft, by=None)
    everything_left()
    call_off(draft)
    go_on(draft)
    assert posted(state="pending") == []
    assert not entry_of(speaker).ended_at
    assert all_is_well()


def test_who_left_while_it_was_off_gets_the_end_of_the_entry_when_it_is_on_again():
    event = an_event(confirm_address=False)
    sam = signed_up(event)
    everything_left()
    call_off(event)
    signups.cancel(fresh(sam), by="self")
    go_on(event)
    (mail,) = posted(state="pending")
    assert (mail.kind, mail.method, mail.sequence) == ("cancelled", "CANCEL", entry_of(sam).sequence)
    assert all_is_well()


def test_off_and_on_again_costs_the_same_for_any_number(django_assert_num_queries):
    for people in (1, 4):
        event = an_event(confirm_address=False)
        for number in range(people):
            signed_up(event, name=f"Sam {number}", email=f"sam{number}@voorbeeld.example")
            invite(event, **INGE | {"name": f"Inge {number}", "email": f"inge{number}@voorbeeld.example"})
        with django_assert_num_queries(32):
            call_off(event)
        with django_assert_num_queries(59):
            go_on(event)
