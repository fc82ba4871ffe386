"""Without an entry in the calendar one hears of changes too: on the waiting list, and asked to speak."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from notifications.batches.actions import hold_new, leave_out, withdraw_batch
from notifications.batches.audience import Audience
from notifications.calendar.changes import PersonKey
from notifications.models import Batch, LeftOut
from notifications.news.programme import tell_left_out
from notifications.outbox.delivery import deliver_due
from notifications.outbox.look import look_again
from notifications.outbox.preview import preview_of
from notifications.reminders.chasing import unanswered
from tests.builders import a_speaker, a_stop, a_talk, a_user, a_venue
from tests.notifications.told import a_draft, an_event, fresh, posted, publish_with
from tours.lifecycle.actions import cancel_event, publish, reopen
from tours.models import Event, Registration
from tours.programme.actions import invite
from tours.signups import actions as signups

pytestmark = pytest.mark.django_db


def sent():
    """Let everything leave, and forget it."""
    deliver_due(at=timezone.now())
    mail.outbox.clear()


@pytest.fixture
def waits():
    """Somebody on the waiting list who knows it."""
    event = an_event(seats=1, confirm_address=False)
    for name in ("sam", "bo"):
        person = signups.register(event, name=name, email=f"{name}@voorbeeld.example", role="resident")
    assert person.state == "waiting"
    sent()
    return fresh(event), person


def to(person):
    """What waits for this registration or speaker."""
    field = person._meta.model_name
    return [message for message in posted(state="pending") if getattr(message, field) == person]


@pytest.mark.parametrize("what", ["date", "time", "place"])
def test_who_waits_hears_of_another_day_time_or_place_with_what_it_was(waits, what):
    event, person = waits
    publish_with(event, **{
        "date": {"date": event.date + timedelta(days=1)},
        "time": {"start_min": 600},
        "place": {"meeting_point": a_venue(event, name="Station")},
    }[what])  # fmt: skip
    (message,) = to(person)
    assert (message.kind, message.method, message.told) == ("waiting_list", "", None)
    deliver_due(at=timezone.now())
    (letter,) = [each for each in mail.outbox if each.to == ["bo <bo@voorbeeld.example>"]]
    assert letter.subject.startswith("Veranderd:")
    assert "u staat op de wachtlijst, op dezelfde plek" in letter.body
    assert letter.body.count("(was:") == 1


def test_words_and_there_and_back_are_no_mail_to_who_waits(waits):
    event, person = waits
    publish_with(event, title="Andere titel")
    publish_with(event, start_min=600)
    publish_with(event, start_min=555)
    assert to(person) == []


def test_two_publications_before_it_leaves_are_one_mail_from_what_was_heard(waits):
    event, person = waits
    for start in (600, 630):
        publish_with(event, start_min=start)
    (message,) = to(person)
    assert message.facts["was"]["start"] == event.current.data["starts_at"]
    sent()
    publish(fresh(event), by=None)
    assert to(person) == []


def test_who_was_put_on_the_list_while_the_mail_waits_reads_the_newest_and_no_more():
    event = an_event(seats=1, confirm_address=False)
    for name in ("sam", "bo"):
        person = signups.register(event, name=name, email=f"{name}@voorbeeld.example", role="resident")
    publish_with(event, start_min=600)
    (message,) = to(person)
    assert message.facts == {}
    deliver_due(at=timezone.now())
    assert "10.00" in next(each.body for each in mail.outbox if "bo@" in each.to[0])


def test_calling_off_and_on_again_on_another_day_is_one_mail_each(waits):
    event, person = waits
    cancel_event(event, reason="Storm", by=None)
    assert [message.kind for message in to(person)] == ["event_cancelled"]
    sent()
    Event.objects.filter(pk=event.pk).update(date=event.date + timedelta(days=7))
    reopen(fresh(event), by=None)
    assert [message.facts.get("again") for message in to(person)] == [True]


def test_who_waits_stands_in_the_preview_and_can_be_left_out_and_told_after_all(waits):
    event, person = waits
    by = a_user(role="planner", organisation=event.organisation)
    Event.objects.filter(pk=event.pk).update(start_min=600)
    audience = Audience(event, at=timezone.now())
    (part,) = [part for part in audience.parts if not part.has_entry]
    assert "10.00" in preview_of(audience.example(part, at=timezone.now())).text
    key = PersonKey(person.pk, None)
    leave_out(event, [key], of=[key], seen=0, by=by)
    publish(fresh(event), by=None)
    assert to(person) == []
    assert LeftOut.objects.open(at=timezone.now()).get().registration == person
    assert tell_left_out(event, at=timezone.now(), by=by) == 1
    assert [message.kind for message in to(person)] == ["waiting_list"]


def test_a_mailing_that_is_withdrawn_leaves_who_waits_as_not_told(waits):
    event, person = waits
    by = a_user(role="planner", organisation=event.organisation)
    publish_with(event, start_min=600)
    withdraw_batch(hold_new(Batch.objects.latest("pk"), by=by), by=by)
    assert person in {one.registration for one in LeftOut.objects.open(at=timezone.now())}


def letter_to(name):
    deliver_due(at=timezone.now())
    return [each for each in mail.outbox if each.to == [f"{name} <{name}@voorbeeld.example>"]]


@pytest.fixture
def held():
    """Somebody who was asked to confirm that they come, and did not yet."""
    event = an_event(seats=2)
    person = signups.register(event, name="sam", email="sam@voorbeeld.example", role="resident")
    sent()
    return fresh(event), person


def test_whose_seat_is_held_hears_of_another_time_and_still_confirms_by_the_same_day(held):
    event, person = held
    publish_with(event, title="Andere titel")
    assert to(person) == []
    publish_with(event, start_min=600)
    (message,) = to(person)
    assert (message.kind, message.method) == ("confirm_address", "")
    assert message.facts["answer_by"] == person.answer_by.isoformat()
    (letter,) = letter_to("sam")
    assert letter.subject == "Veranderd: Andere titel"
    assert "Wilt u bevestigen dat u komt?" in letter.body
    assert "Uw plaats blijft voor u vrij tot" in letter.body
    assert letter.body.count("(was:") == 2  # the title goes along
    publish(fresh(event), by=None)
    assert to(person) == []


def test_whose_seat_is_offered_hears_of_another_day_and_not_once_they_took_it():
    event = an_event(seats=1, confirm_address=False, offers_expire=True)
    sam, bo = (
        signups.register(event, name=name, email=f"{name}@voorbeeld.example", role="resident")
        for name in ("sam", "bo")
    )
    signups.cancel(sam, by="self")
    assert fresh(bo).state == "offered"
    sent()
    publish_with(fresh(event), date=event.date + timedelta(days=1))
    (message,) = to(bo)
    assert (message.kind, message.facts["answer_by"]) == ("seat_offered", fresh(bo).answer_by.isoformat())
    (letter,) = letter_to("bo")
    assert (letter.subject.partition(":")[0], letter.body.count("(was:")) == ("Veranderd", 1)
    assert "Wij houden een plaats voor u vrij" in letter.body
    publish_with(fresh(event), start_min=600)
    (again,) = to(bo)
    signups.confirm(fresh(bo))
    assert again.pk in look_again([again], at=timezone.now())


def test_whose_new_address_is_not_confirmed_hears_of_a_change_there(held):
    event, person = held
    person = signups.confirm(person)
    signups.change(fresh(person), version=fresh(person).version, email="bo@voorbeeld.example", name="bo")
    Registration.objects.update(address_confirmed_at=None)
    sent()
    publish_with(event, start_min=600)
    (message,) = to(person)
    assert (message.kind, message.recipient) == ("confirm_address", "bo@voorbeeld.example")
    (letter,) = letter_to("bo")
    assert "Wilt u bevestigen dat het van u is?" in letter.body
    assert letter.body.count("(was:") == 1


def test_the_preview_shows_whose_seat_is_held_until_when(held):
    event, _person = held
    Event.objects.filter(pk=event.pk).update(start_min=600)
    audience = Audience(event, at=timezone.now())
    (part,) = audience.parts
    assert "Uw plaats blijft voor u vrij tot" in preview_of(audience.example(part, at=timezone.now())).text


@pytest.fixture
def asked():
    """A speaker who was asked after publishing and did not answer."""
    draft = a_draft(programme_complete=True)
    stop = a_stop(draft, at=600)
    a_stop(draft, at=700)
    speaker = a_speaker(draft, talk=a_talk(stop))
    publish(draft, by=None)
    invite(speaker)
    sent()
    return fresh(draft), stop, speaker


def test_a_speaker_who_did_not_answer_is_asked_again_with_the_new_time_once(asked):
    event, stop, speaker = asked
    stop.visits.update(start_min=620, end_min=650)
    for _twice in range(2):
        publish(fresh(event), by=None)
    (message,) = to(speaker)
    assert (message.kind, message.method) == ("speaker_invited", "")
    deliver_due(at=timezone.now())
    assert "10.20 – 10.50" in mail.outbox[0].body
    assert "10.00 – 10.30" in mail.outbox[0].body
    publish(fresh(event), by=None)
    assert to(speaker) == []


def test_what_changes_elsewhere_or_back_is_nothing_to_a_speaker_who_did_not_answer(asked):
    event, stop, speaker = asked
    event.stops.last().visits.update(start_min=720, end_min=750)
    publish(fresh(event), by=None)
    for start in (620, 600):
        stop.visits.update(start_min=start, end_min=start + 30)
        publish(fresh(event), by=None)
    assert to(speaker) == []


def test_a_talk_that_is_dropped_is_told_to_who_did_not_answer_once_and_taken_up_again_asked_again(asked):
    event, stop, speaker = asked
    talk = stop.talks.get()
    talk.speakers.clear()
    publish(fresh(event), by=None)
    assert [message.kind for message in to(speaker)] == ["speaker_cancelled"]
    sent()
    event.stops.last().visits.update(start_min=720, end_min=750)
    publish(fresh(event), by=None)
    assert to(speaker) == []
    talk.speakers.add(speaker)
    publish(fresh(event), by=None)
    assert [message.kind for message in to(speaker)] == ["speaker_invited"]


def test_who_was_asked_before_anything_was_known_hears_when_it_is():
    draft = a_draft(programme_complete=True)
    speaker = a_speaker(draft, talk=a_talk(a_stop(draft, at=600)))
    invite(speaker)
    sent()
    publish(fresh(draft), by=None)
    (message,) = to(speaker)
    assert message.kind == "speaker_invited"
    deliver_due(at=timezone.now())
    assert "Nu is bekend wanneer dat is" in mail.outbox[-1].body
    assert "10.00 – 10.30" in mail.outbox[-1].body


def test_who_heard_that_the_talk_is_dropped_is_not_asked_for_an_answer(asked):
    event, stop, speaker = asked
    noon = timezone.localtime().replace(hour=12) + timedelta(days=6)
    assert [letter.speaker for letter in unanswered(at=noon)] == [speaker]
    stop.talks.get().speakers.clear()
    publish(fresh(event), by=None)
    assert list(unanswered(at=noon)) == []
