import math
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications.models import Breaker, Message, Told
from notifications.outbox.audit import differences
from notifications.reminders.actions import sweep_reminders
from tests.builders import a_registration, a_speaker, an_event, an_organisation, publish_quietly
from tests.notifications.told import a_draft, fresh, publish_with
from tours.lifecycle.actions import cancel_event, publish
from tours.models import Event, Registration
from tours.signups.actions import cancel, confirm, register

pytestmark = pytest.mark.django_db


def found():
    return differences(at=timezone.now())


def signed_up(event=None, **fields):
    registration = register(
        event or an_event(), name="Sam", email="sam@voorbeeld.example", role="resident", **fields
    )
    return confirm(registration)


def test_all_is_well_after_a_sign_up_and_after_a_cancellation():
    registration = signed_up()
    assert found() == []
    cancel(registration, by="self")
    assert found() == []


def test_somebody_who_was_never_told_is_found():
    event = an_event()
    a_registration(event, email="sam@voorbeeld.example")
    assert found() == [f"{event.slug}: sam@voorbeeld.example was not told what is published"]


@pytest.mark.parametrize("state", ["pending", "held", "failed"])
def test_news_without_an_entry_that_was_written_is_no_difference_and_without_it_is(state):
    draft = a_draft(seats=1)
    publish(draft, by=None)
    for name in ("sam", "bo"):
        register(fresh(draft), name=name, email=f"{name}@voorbeeld.example", role="resident")
    assert set(Registration.objects.values_list("state", flat=True)) == {"held", "waiting"}
    Message.objects.update(state="sent", sent_at=timezone.now())
    publish_with(fresh(draft), start_min=600)
    changed = Message.objects.filter(facts__changed=True)
    assert changed.update(state=state) == 2
    assert found() == []
    changed.delete()
    assert {line.split()[1] for line in found()} == {"sam@voorbeeld.example", "bo@voorbeeld.example"}


def test_an_invitation_whose_row_is_gone_is_found():
    signed_up()
    Message.objects.filter(method="REQUEST").delete()
    (line,) = found()
    assert line.endswith("sam@voorbeeld.example has an entry with SEQUENCE 0, and no REQUEST was written")


def test_an_invitation_that_was_taken_back_is_found():
    signed_up()
    Message.objects.filter(method="REQUEST").update(state="withdrawn")
    assert len(found()) == 1


def test_an_invitation_that_the_readers_server_refused_is_no_difference():
    signed_up()
    Message.objects.filter(method="REQUEST").update(state="failed")
    assert found() == []


def test_an_entry_that_stayed_behind_is_found():
    registration = signed_up()
    Registration.objects.filter(pk=registration.pk).update(state="cancelled")
    assert any("the entry still stands in their calendar" in line for line in found())


def test_a_cancellation_that_was_never_written_is_found():
    cancel(signed_up(), by="self")
    Message.objects.filter(method="CANCEL").delete()
    (line,) = found()
    assert "no CANCEL was written" in line


@pytest.mark.parametrize("state", ["held", "waiting", "offered", "confirmed"])
def test_somebody_who_does_not_know_that_it_is_off_is_found(state):
    event = an_event()
    a_registration(event, state=state, email="sam@voorbeeld.example")
    cancel_event(event, reason="Storm", by=None)
    assert found() == []
    Message.objects.filter(kind="event_cancelled").delete()
    assert f"{event.slug}: sam@voorbeeld.example does not know that it is off" in found()


@pytest.mark.parametrize("state", ["held", "waiting", "offered"])
def test_somebody_who_waits_for_a_first_mail_is_found(state):
    event = an_event()
    a_registration(event, state=state, address_confirmed_at=None)
    (line,) = found()
    assert f"is {state} and no " in line


def test_a_speaker_who_was_never_asked_is_found():
    a_speaker(an_event(), state="invited")
    (line,) = found()
    assert "is invited to speak" in line


def test_who_has_no_address_misses_nothing():
    event = an_event()
    a_registration(event, email="")
    a_speaker(event, email="", state="invited")
    assert found() == []


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"state": "closed"}])
def test_an_event_of_which_nobody_need_hear_is_left_out(fields):
    a_registration(an_event())
    Event.objects.update(**fields)
    assert found() == []


def test_what_lies_still_is_found():
    signed_up()
    long_ago = timezone.now() - timedelta(hours=1)
    Message.objects.filter(method="REQUEST").update(due_at=long_ago)
    Message.objects.filter(method="").update(state="sending", lease_until=long_ago)
    assert {line.split(" ", 5)[4] for line in found()} == {"has", "was"}
    assert len(found()) == 2


def test_a_mail_server_that_refuses_us_is_found():
    from django.conf import settings

    Breaker.objects.create(backend=settings.EMAIL_BACKEND, open_until=timezone.now(), reason="535 no")
    assert found() == ["the mail backend refuses us: 535 no"]


def a_world():
    """Somebody in each state that is heard of, everything written and sent: Sam comes and was reminded, Kim cancelled."""
    start = timezone.localtime().replace(hour=9, minute=15, second=0, microsecond=0) + timedelta(days=1)
    fell_due = timezone.now() - timedelta(minutes=20)  # or up to an hour earlier
    hours = math.ceil((start - fell_due) / timedelta(hours=1))
    event = publish_quietly(
        a_draft(
            organisation=an_organisation(quiet_from=0, quiet_until=0),
            date=start.date(),
            reminder_offsets=[f"{hours}h"],
            seats=2,
        )
    )
    long_ago = timezone.now() - timedelta(days=5)
    with time_machine.travel(long_ago, tick=False):
        signed_up(event)
        gone = confirm(register(event, name="Kim", email="kim@voorbeeld.example", role="resident"))
        register(event, name="Bo", email="bo@voorbeeld.example", role="resident")
        cancel(gone, by="self")
        off = confirm(register(an_event(), name="Ali", email="ali@voorbeeld.example", role="resident"))
        cancel_event(off.event, reason="Storm", by=None)
        Message.objects.update(state="sent", sent_at=long_ago)
    sweep_reminders(timezone.now() - timedelta(minutes=15))
    Message.objects.filter(state="pending").update(state="sent", sent_at=timezone.now())


def sent_to(email, kind):
    return Message.objects.filter(recipient=f"{email}@voorbeeld.example", kind=kind)


PLANTED = {
    "sam@voorbeeld.example was due a reminder, and none was written": lambda: sent_to(
        "sam", "reminder"
    ).delete(),
    "kim@voorbeeld.example was sent seat_confirmed after they had cancelled": lambda: sent_to(
        "kim", "seat_confirmed"
    ).update(sent_at=timezone.now()),
    "ali@voorbeeld.example was sent seat_confirmed after they had cancelled": lambda: sent_to(
        "ali", "seat_confirmed"
    ).update(sent_at=timezone.now()),
    "bo@voorbeeld.example is held and no confirm_address": lambda: sent_to("bo", "confirm_address").delete(),
    "sam@voorbeeld.example was not told what is published": lambda: Told.objects.filter(
        email="sam@voorbeeld.example"
    ).delete(),
    "kim@voorbeeld.example has an entry with SEQUENCE 1, and no CANCEL": lambda: sent_to(
        "kim", "cancelled"
    ).delete(),
    "ali@voorbeeld.example does not know that it is off": lambda: sent_to("ali", "event_cancelled").delete(),
    "ali@voorbeeld.example cancelled, but the entry still stands": lambda: Told.objects.filter(
        email="ali@voorbeeld.example"
    ).update(ended_at=None),
    "to sam@voorbeeld.example was left by its worker": lambda: sent_to("sam", "reminder").update(
        state="sending", lease_owner="x", lease_until=timezone.now() - timedelta(hours=1)
    ),
    "to sam@voorbeeld.example has been due since": lambda: sent_to("sam", "reminder").update(
        state="pending", due_at=timezone.now() - timedelta(hours=1)
    ),
}


def test_nothing_is_found_in_a_world_where_all_is_well():
    a_world()
    assert set(Registration.objects.values_list("state", flat=True)) == {"confirmed", "cancelled", "held"}
    assert sent_to("sam", "reminder").count() == 1
    assert found() == []


@pytest.mark.parametrize("said", PLANTED)
def test_what_is_planted_in_it_is_found(said):
    a_world()
    PLANTED[said]()
    assert any(said in line for line in found())


def test_a_mail_that_was_under_way_when_somebody_cancelled_is_no_difference():
    a_world()
    cancelled_at = sent_to("kim", "cancelled").get().created_at
    sent_to("kim", "seat_confirmed").update(sent_at=cancelled_at + timedelta(seconds=5))
    assert found() == []


def test_the_command_lists_and_fails(capsys, monkeypatch):
    monkeypatch.setattr("notifications.management.commands.check_outbox._LOOK_AGAIN_AFTER_S", 0)
    signed_up()
    call_command("check_outbox")
    assert capsys.readouterr().out == "0 differences; 0 messages failed, 0 are held\n"
    Told.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("check_outbox")
    assert "sam@voorbeeld.example was not told" in capsys.readouterr().out
