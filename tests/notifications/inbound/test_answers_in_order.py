"""The same answer twice, an older one that comes later, one about what was before: which answer counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Answer, Received
from tests.notifications.inbound import clients
from tests.notifications.inbound.post import answer, fresh, invited, seen, take
from tours.signups.actions import cancel

pytestmark = pytest.mark.django_db


def begins(registration):
    return registration.event.current.starts_at.astimezone(registration.event.zone)


def test_the_same_mail_twice_is_one():
    registration, entry = invited()
    raw = clients.gmail(entry, "DECLINED")
    take(raw)
    until = fresh(registration).gives_up_at
    take(raw)
    assert (Received.objects.count(), fresh(registration).gives_up_at) == (1, until)


def test_the_same_answer_by_another_way_is_nothing():
    _registration, entry = invited()
    at = timezone.now()
    answer(entry, "ACCEPTED", clients.gmail, at=at)
    assert answer(entry, "ACCEPTED", clients.apple, at=at).outcome == "twice"


def test_an_older_answer_that_arrives_later_is_ignored():
    registration, entry = invited()
    answer(entry, "ACCEPTED", at=timezone.now() - timedelta(minutes=1))
    assert answer(entry, "DECLINED", at=timezone.now() - timedelta(minutes=9)).outcome == "older"
    assert seen(registration) == ("confirmed", "yes")


def test_a_higher_sequence_wins_over_a_later_time():
    registration, entry = invited(told={"sequence": 3})
    now = timezone.now()
    answer(entry, "ACCEPTED", sequence=3, at=now - timedelta(minutes=9))
    assert answer(entry, "DECLINED", sequence=2, at=now).outcome == "older"
    assert seen(registration) == ("confirmed", "yes")


def test_an_answer_about_the_time_before_a_change_is_none_about_the_new_time():
    registration, entry = invited(told={"sequence": 2})
    assert answer(entry, "DECLINED", sequence=1).outcome == "outdated"
    assert seen(registration) == ("confirmed", "")


def test_a_no_to_the_time_before_a_change_is_for_the_organisers_to_know_once():
    registration, entry = invited(told={"sequence": 2})
    answer(entry, "DECLINED", clients.gmail, sequence=1)
    answer(entry, "DECLINED", clients.apple, sequence=0)
    said = "Antwoordde “komt niet” op de uitnodiging van vóór de laatste wijziging. Vraag na wat nu geldt."
    assert [notice.text for notice in registration.notices.all()] == [said]


def test_a_yes_of_who_has_a_seat_to_the_time_before_a_change_says_nothing_new():
    registration, entry = invited(told={"sequence": 2})
    assert answer(entry, "ACCEPTED", sequence=1).outcome == "outdated"
    assert registration.notices.count() == 0


def test_without_a_sequence_it_answers_what_stands():
    registration, entry = invited(told={"sequence": 4})
    start = begins(registration)
    assert answer(entry, "ACCEPTED", sequence=None, start=start).outcome == "applied"
    assert Answer.objects.get().sequence == 4
    assert seen(registration) == ("confirmed", "yes")


@pytest.mark.parametrize(("sequence", "outcome"), [(4, "outdated"), (0, "applied")])
def test_without_a_sequence_and_with_another_start_it_answers_what_was_before_a_move(sequence, outcome):
    registration, entry = invited(told={"sequence": sequence})
    before = begins(registration) - timedelta(days=7)
    assert answer(entry, "DECLINED", sequence=None, start=before).outcome == outcome


def test_a_clock_that_is_ahead_does_not_silence_later_answers():
    registration, entry = invited()
    answer(entry, "DECLINED", at=timezone.now() + timedelta(days=900))
    answer(entry, "ACCEPTED", clients.gmail, at=timezone.now() + timedelta(days=800))
    assert seen(registration) == ("confirmed", "yes")


def test_a_yes_that_crossed_the_desks_no_does_not_undo_it():
    registration, entry = invited()
    cancel(registration, by="desk")
    received = answer(entry, "ACCEPTED", at=timezone.now() - timedelta(minutes=2))
    assert (received.outcome, fresh(registration).state) == ("older", "cancelled")
