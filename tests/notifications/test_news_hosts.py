"""The contact of a stop hears who comes when, what changes, and that nobody comes any more."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.batches.actions import hold_new, leave_out, withdraw_batch
from notifications.calendar.changes import PersonKey
from notifications.models import Batch, LeftOut, Message, Told
from notifications.news.programme import tell_left_out
from notifications.outbox.audit import differences
from notifications.outbox.delivery import deliver_due
from notifications.outbox.retention import forget
from tests.builders import a_registration, a_speaker, a_stop, a_talk, a_user
from tests.notifications.told import a_draft, fresh, kinds, posted
from tours.lifecycle.actions import cancel_event, publish
from tours.programme.actions import delete_stop
from tours.signups.grouping import move_to_group

pytestmark = pytest.mark.django_db
ANS = "ans@voorbeeld.example"


@pytest.fixture
def event():
    """Two groups, one stop with a contact."""
    draft = a_draft(programme_complete=True)
    draft.groups.create(letter="B", position=2)
    stop = a_stop(draft, at=600, title="Podium Oost", contact_name="Ans", contact_email=ANS.title())
    stop.visits.filter(group__letter="B").update(start_min=660, end_min=690)
    return draft


def published(event):
    """Publish, and let every mail leave."""
    publish(fresh(event), by=None)
    deliver_due(at=timezone.now())
    return fresh(event)


def entry():
    return Told.objects.select_related("saying").get(registration=None, speaker=None)


def test_a_host_hears_which_groups_come_when_with_an_entry_of_their_own(event):
    sam = a_registration(event, companions=1)
    move_to_group(sam, group_id=event.groups.get(letter="B").pk)
    a_registration(event, email="noor@voorbeeld.example")
    mail.outbox.clear()
    published(event)
    (told,) = posted(kind="host_told")
    assert (told.recipient, told.recipient_name, told.method, told.sequence) == (ANS, "Ans", "REQUEST", 0)
    (letter,) = [each for each in mail.outbox if each.to == [f"Ans <{ANS}>"]]
    assert "10.00 – 10.30 | 1. Podium Oost, groep A" in letter.body
    assert "11.00 – 11.30 | 1. Podium Oost, groep B" in letter.body
    assert "groep A: 0, groep B: 2. Nog niet in een groep: 1." in letter.body
    calendar = next(part for part in message_from_bytes(letter.message().as_bytes(), policy=policy.default).walk()
                    if part.get_content_type() == "text/calendar").get_content()  # fmt: skip
    assert "ATTENDEE" in calendar
    assert ANS in calendar.replace("\r\n ", "")
    assert "/mijn/" not in calendar.replace("\r\n ", "")
    assert differences(at=timezone.now()) == []


def test_another_time_is_one_mail_with_old_and_new_however_often_it_was_edited(event):
    published(event)
    for start in (610, 620, 605):
        event.stops.get().visits.filter(group__letter="A").update(start_min=start, end_min=start + 30)
    publish(fresh(event), by=None)
    (changed,) = posted(state="pending")
    assert (changed.kind, changed.recipient, changed.sequence) == ("host_changed", ANS, 1)
    mail.outbox.clear()
    deliver_due(at=timezone.now())
    assert "10.05 – 10.35 | 1. Podium Oost, groep A" in mail.outbox[0].body
    assert "10.00 – 10.30 | 1. Podium Oost, groep A" in mail.outbox[0].body


def test_there_and_back_and_what_happens_elsewhere_is_no_mail(event):
    other = a_stop(event, at=720)
    published(event)
    visits = event.stops.first().visits.filter(group__letter="A")
    visits.update(start_min=610, end_min=640)
    visits.update(start_min=600, end_min=630)
    other.visits.update(start_min=730, end_min=760)
    publish(fresh(event), by=None)
    assert kinds() == ["host_told"]


def test_there_and_back_before_the_mail_left_is_no_mail_either(event):
    published(event)
    visits = event.stops.get().visits.filter(group__letter="A")
    for start in (610, 600):
        visits.update(start_min=start, end_min=start + 30)
        publish(fresh(event), by=None)
    assert kinds() == ["host_told"]
    assert entry().sequence == 0 or not posted(state="pending")


def test_a_stop_that_is_dropped_takes_the_entry_along(event):
    a_stop(event, at=720)
    published(event)
    delete_stop(event.stops.first())
    publish(fresh(event), by=None)
    (gone,) = posted(state="pending")
    assert (gone.kind, gone.recipient, gone.recipient_name, gone.method, gone.sequence) == (
        "host_cancelled", ANS, "Ans", "CANCEL", 1,
    )  # fmt: skip
    assert entry().ended_at
    publish(fresh(event), by=None)
    assert len(posted(kind="host_cancelled")) == 1


def test_somebody_else_at_the_stop_the_one_is_thanked_off_and_the_other_told(event):
    published(event)
    event.stops.update(contact_name="Bo", contact_email="bo@voorbeeld.example")
    publish(fresh(event), by=None)
    assert [(one.kind, one.recipient) for one in posted(state="pending")] == [
        ("host_cancelled", ANS), ("host_told", "bo@voorbeeld.example"),
    ]  # fmt: skip


def test_back_at_the_stop_is_the_same_entry_with_a_higher_sequence(event):
    published(event)
    before = entry().uid
    for email in ("", ANS):
        event.stops.update(contact_email=email)
        event = published(event)
    assert (entry().uid, entry().sequence, entry().ended_at) == (before, 2, None)
    assert posted(kind="host_told")[-1].facts == {"again": True}


def test_a_contact_of_two_stops_gets_one_mail(event):
    a_stop(event, at=720, contact_email=ANS)
    published(event)
    (told,) = posted()
    assert len(told.told.itinerary["steps"]) == 4


@pytest.mark.parametrize(
    "fields", [{"tell_contact": False}, {"contact_email": ""}], ids=["rather by telephone", "no address"]
)
def test_who_is_rung_or_cannot_be_mailed_gets_no_mail(event, fields):
    event.stops.update(**fields)
    published(event)
    assert not Message.objects.exists()


def test_before_the_programme_is_complete_hosts_hear_nothing(event):
    type(event).objects.update(programme_complete=False)
    published(event)
    assert not Message.objects.exists()


def test_a_host_who_speaks_there_hears_of_it_as_a_speaker_alone(event):
    stop = event.stops.get()
    a_speaker(event, talk=a_talk(stop), state="confirmed", email=ANS)
    published(event)
    assert kinds() == ["speaker_confirmed"]


def test_calling_off_goes_to_hosts_as_well(event):
    event = published(event)
    cancel_event(event, reason="Storm", by=None)
    assert [(one.kind, one.recipient, one.method) for one in posted(state="pending")] == [
        ("event_cancelled", ANS, "CANCEL")
    ]


def test_a_host_can_be_left_out_and_told_after_all(event, client):
    published(event)
    by = a_user(role="planner", organisation=event.organisation)
    key = PersonKey(None, None, ANS)
    event.stops.get().visits.update(start_min=610, end_min=640)
    leave_out(event, [key], of=[key], seen=0, by=by)
    publish(fresh(event), by=None)
    assert not posted(state="pending")
    assert LeftOut.objects.open(at=timezone.now()).get().host == ANS
    client.force_login(by)
    assert (
        "Eén persoon weet niet wat er veranderde."
        in client.get(f"/beheer/{event.slug}/publiceren/").content.decode()
    )
    assert tell_left_out(event, at=timezone.now(), by=by) == 1
    assert [one.kind for one in posted(state="pending")] == ["host_changed"]
    assert not LeftOut.objects.open(at=timezone.now())


def test_a_mailing_that_is_withdrawn_leaves_the_host_as_not_told(event):
    by = a_user(role="planner", organisation=event.organisation)
    publish(fresh(event), by=None)
    batch = hold_new(Batch.objects.get(), by=by)
    withdraw_batch(batch, by=by)
    assert LeftOut.objects.open(at=timezone.now()).get().host == ANS
    assert not Told.objects.exists()


def test_a_host_is_forgotten_with_the_stop(event):
    event = published(event)
    later = event.current.ends_at + timedelta(days=1)
    forget(at=later)
    assert entry().email == ANS
    event.stops.update(contact_email="")
    forget(at=later)
    assert (Told.objects.get().email, Told.objects.get().host_name) == ("", "")


def test_the_database_knows_one_live_entry_for_each_address(event):
    published(event)
    told = entry()
    told.pk, told.uid, told.email = None, "other", ANS.upper()
    with pytest.raises(IntegrityError), transaction.atomic():
        told.save(force_insert=True)


def test_the_page_to_publish_says_that_somebody_else_receives_them(event, client):
    event = published(event)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = f"/beheer/{event.slug}/publiceren/"
    assert "Alles staat al op de website" in client.get(page).content.decode()
    event.stops.update(contact_name="Bo", contact_email="bo@voorbeeld.example")
    shown = client.get(page)
    assert "Publiceer en mail 2 mensen" in shown.content.decode()
    outlook = shown.context["outlook"]
    client.post(page, {"seen": outlook.seen, "wishes": outlook.wishes.version})
    assert [one.kind for one in posted(state="pending")] == ["host_cancelled", "host_told"]
    assert "Alles staat al op de website" in client.get(page).content.decode()


def test_a_host_is_written_to_in_their_own_language(event):
    event.stops.update(contact_language="en")
    published(event)
    (told,) = posted(kind="host_told")
    assert (told.language, entry().host_language) == ("en", "en")
    event.stops.update(contact_language="nl")
    event.stops.get().visits.update(start_min=630, end_min=660)
    published(event)
    (changed,) = posted(kind="host_changed")
    assert (changed.language, entry().host_language) == ("nl", "nl")
    cancel_event(fresh(event), reason="Storm", by=None)
    assert [message.language for message in posted(kind="event_cancelled")] == ["nl"]
