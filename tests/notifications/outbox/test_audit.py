from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications.models import Breaker, Message, Told
from notifications.outbox.audit import differences
from tests.builders import a_registration, a_speaker, an_event
from tours.lifecycle.actions import cancel_event
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


def test_the_command_lists_and_fails(capsys, monkeypatch):
    monkeypatch.setattr("notifications.management.commands.check_outbox._LOOK_AGAIN_AFTER_S", 0)
    signed_up()
    call_command("check_outbox")
    assert capsys.readouterr().out == "0 differences; 0 messages failed, 0 are held\n"
    Told.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("check_outbox")
    assert "sam@voorbeeld.example was not told" in capsys.readouterr().out
