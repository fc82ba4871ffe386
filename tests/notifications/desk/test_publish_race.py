"""Somebody edits while somebody else presses publish: what goes out is what was shown, or nothing."""

import pytest
from django.db import transaction
from django.utils import timezone

from notifications.desk.actions import publish_as_shown
from notifications.desk.publishing import outlook
from notifications.models import Message
from tests.builders import a_registration, a_user
from tests.notifications.desk.desk import a_plan
from tests.threads import all_at_once
from tours.lifecycle.actions import publish
from tours.models import Event, Revision, Visit

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TABS = 8
SHOWN_MIN, OTHER_MIN = 615, 630


def a_changed_event():
    """Published, one person told, and one stop moved since."""
    event = a_plan(days=20)
    publish(event, by=None)
    a_registration(event)
    move(event, SHOWN_MIN)
    return Event.objects.get(pk=event.pk)


def move(event, start):
    Visit.objects.filter(stop=event.stops.last()).update(start_min=start, end_min=start + 30)


def start_of_last_stop(revision):
    return revision.data["groups"][0]["visits"][-1]["start"]


def race(press, rounds=6):
    """One edits while another presses; returns the starts that went out and were not shown."""
    wrong = []
    for _ in range(rounds):
        event, by = a_changed_event(), a_user()
        with transaction.atomic():
            shown = outlook(event, at=timezone.now())
            publish(event, by=None)
            expected = start_of_last_stop(event.current)
            transaction.set_rollback(True)
        event = Event.objects.get(pk=event.pk)
        all_at_once(lambda e=event: move(e, OTHER_MIN), lambda e=event, b=by, s=shown: press(e, b, s))
        later = Revision.objects.filter(event=event, number__gt=1)
        wrong += [start for revision in later if (start := start_of_last_stop(revision)) != expected]
    return wrong


def test_an_edit_that_comes_in_between_never_goes_out_unseen():
    assert race(lambda event, by, shown: publish_as_shown(event, seen=shown.seen, by=by)) == []


def test_without_the_comparison_it_does():
    """The negative control: an edit just before the press goes out although nobody saw it."""

    def press(event, by, _shown):
        move(event, OTHER_MIN)
        publish(event, by=by)

    assert race(press, rounds=1)


def test_many_who_press_at_once_publish_once_and_mail_everybody_once():
    event, by = a_changed_event(), a_user()
    seen = outlook(event, at=timezone.now()).seen

    def press():
        return publish_as_shown(Event.objects.get(pk=event.pk), seen=seen, by=by)

    revisions = all_at_once(*[press] * TABS)
    assert {revision.number for revision in revisions} == {2}
    assert Message.objects.filter(event=event).count() == 1
