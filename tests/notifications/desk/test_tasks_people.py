"""Tasks about those who come, about lunch and about mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.desk.actions import pass_on_lunch
from notifications.desk.errors import CountChanged
from notifications.desk.lunch import persons
from notifications.models import Message
from tests.builders import a_message, a_registration, a_speaker, a_stop, publish_quietly
from tests.notifications.desk.desk import a_plan, a_published_plan, organiser_of, to_do
from tours.models import Pool, Registration
from tours.signups.desk.counts import count_people

pytestmark = pytest.mark.django_db


def of_kind(event, words, *, role="desk"):
    return [task for task in to_do(event, role=role) if words in task.title]


def with_lunch(*, days=5):
    event = a_plan(days=days)
    a_stop(event, at=630, kind="meal", title="Lunch")
    return publish_quietly(event)


def test_seats_that_lapse_tomorrow_are_shown_with_names():
    event = a_published_plan()
    held = a_registration(event, state="held", name="Yara")
    assert not of_kind(event, "vervalt")
    Registration.objects.filter(pk=held.pk).update(answer_by=timezone.now() + timedelta(hours=20))
    (task,) = of_kind(event, "vervalt")
    assert task.people == ("Yara",)
    Registration.objects.filter(pk=held.pk).update(state="confirmed", answer_by=None)
    assert not of_kind(event, "vervalt")


def test_a_line_that_waits_while_there_are_seats_is_a_task():
    event = a_published_plan(seats=2)
    Pool.objects.filter(event=event).update(closed=True)
    a_registration(event, state="waiting")
    (task,) = of_kind(event, "wacht terwijl er plaats is")
    assert task.tag == "2 vrij"
    Pool.objects.filter(event=event).update(closed=False, capacity=0)
    assert not of_kind(event, "wacht terwijl er plaats is")


def test_residents_who_wish_to_speak_are_a_task_until_they_stand_in_the_programme():
    event = a_published_plan(kind="meeting")
    a_registration(event, name="Rina", attends_as="speaking_resident")
    a_registration(event, name="Said", attends_as="speaking_resident", state="cancelled")
    a_registration(event, name="Tom", attends_as="listener")
    (task,) = of_kind(event, "Eén bewoner wil inspreken", role="planner")
    assert task.people == ("Rina",)
    assert not of_kind(event, "inspreken", role="desk")
    a_speaker(event, name="rina")
    assert not of_kind(event, "inspreken", role="planner")


def test_lunch_is_to_be_passed_on_in_the_week_before():
    assert not of_kind(with_lunch(days=8), "Lunch doorgeven")
    event = with_lunch(days=7)
    a_registration(event, diet="vegan")
    (task,) = of_kind(event, "Lunch doorgeven: één persoon")
    assert task.counts == ((1, "veganistisch"),)
    assert task.tag.startswith("Vóór ")


def test_lunch_that_was_passed_on_comes_back_only_when_the_count_changes():
    event = with_lunch()
    a_registration(event)
    pass_on_lunch(event, seen=persons(count_people(event)), by=organiser_of(event))
    assert not of_kind(event, "unch")
    a_registration(event)
    (task,) = of_kind(event, "De lunch is veranderd: 2 personen")
    assert "eerder 1 door" in task.sentence


def test_a_lunch_count_that_changed_meanwhile_is_not_noted():
    event = with_lunch()
    seen = persons(count_people(event))
    a_registration(event)
    with pytest.raises(CountChanged):
        pass_on_lunch(event, seen=seen, by=organiser_of(event))


def test_a_mail_that_failed_is_a_task_until_it_is_sent_again():
    event = a_published_plan()
    failed = a_message(a_registration(event), kind="seat_confirmed", state="failed")
    (task,) = of_kind(event, "niet aangekomen")
    assert task.button.url == f"/beheer/{event.slug}/berichten/?status=failed"
    a_message(failed.registration, kind="seat_confirmed", state="sent")
    assert not of_kind(event, "niet aangekomen")


@pytest.mark.parametrize("put_right", [{"email": "beter@voorbeeld.example"}, {"state": "cancelled"}])
def test_a_mail_that_failed_is_forgotten_with_another_address_or_a_cancellation(put_right):
    event = a_published_plan()
    failed = a_message(a_registration(event), kind="seat_confirmed", state="failed")
    Registration.objects.filter(pk=failed.registration_id).update(**put_right)
    assert not of_kind(event, "niet aangekomen")


def test_another_mail_to_the_same_person_does_not_make_up_for_the_one_that_failed():
    event = a_published_plan()
    failed = a_message(a_registration(event), kind="seat_confirmed", state="failed")
    a_message(failed.registration, kind="own_link", state="sent")
    assert of_kind(event, "niet aangekomen")


def test_what_failed_long_ago_is_history():
    event = a_published_plan()
    failed = a_message(a_registration(event), kind="seat_confirmed", state="failed")
    Message.objects.filter(pk=failed.pk).update(created_at=timezone.now() - timedelta(days=15))
    assert not of_kind(event, "niet aangekomen")


def test_mails_that_are_held_wait_for_somebody():
    event = a_published_plan()
    message = a_message(a_registration(event), state="held")
    (task,) = of_kind(event, "Eén mail wordt tegengehouden")
    assert task.tag == "Wacht op u"
    Message.objects.filter(pk=message.pk).update(state="sent")
    assert not of_kind(event, "tegengehouden")


def test_mails_that_are_held_for_a_reason_of_ours_say_it():
    event = a_published_plan()
    for reason in ("held_event", "held_event", "held_address", ""):
        a_message(a_registration(event), state="held", reason=reason)
    (task,) = of_kind(event, "4 mails worden tegengehouden")
    assert "Dit adres kreeg in één uur al heel veel mail." in task.sentence
    assert task.sentence.count("Over deze bijeenkomst ging in één uur al veel meer mail uit") == 1


def an_invited_councillor(event, *, days_ago, state="invited", role="councillor"):
    invited_at = timezone.now() - timedelta(days=days_ago)
    return a_registration(event, state=state, role=role, source="invited", invited_at=invited_at)


def test_councillors_who_stay_silent_are_to_be_rung():
    event = a_published_plan(days=20)
    an_invited_councillor(event, days_ago=11)
    an_invited_councillor(event, days_ago=11, state="confirmed")
    (task,) = of_kind(event, "Eén raadslid onbekend")
    assert task.button.url.endswith("/genodigden/#bellijst")
    assert (task.standing.yes, task.standing.unknown) == (1, 1)


def test_nobody_is_rung_while_the_reminders_have_their_time_unless_the_event_is_near():
    event, near = a_published_plan(days=20), a_published_plan(days=6)
    for each in (event, near):
        an_invited_councillor(each, days_ago=2, role="alderman")
    assert not of_kind(event, "onbekend")
    assert of_kind(near, "Eén genodigde onbekend")
