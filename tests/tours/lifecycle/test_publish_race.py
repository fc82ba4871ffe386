from functools import partial
from threading import Barrier

import pytest

from tests.builders import a_draft, a_venue
from tests.threads import all_at_once
from tours.lifecycle.actions import publish, publishing
from tours.models import Event

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TABS = 8


def a_ready_draft():
    draft = a_draft()
    draft.meeting_point = a_venue(draft)
    draft.save()
    return draft


def test_publishing_in_many_tabs_at_once_makes_one_revision(heard):
    draft = a_ready_draft()
    revisions = all_at_once(*[lambda: publish(Event.objects.get(pk=draft.pk), by=None)] * TABS)
    assert {revision.number for revision in revisions} == {1}
    assert draft.revisions.count() == len(heard) == 1


def test_publishing_different_drafts_at_once_numbers_them_without_a_gap(heard):
    draft = a_ready_draft()

    def rename_and_publish(number):
        Event.objects.filter(pk=draft.pk).update(title=f"Toer {number}")
        return publish(Event.objects.get(pk=draft.pk), by=None)

    all_at_once(*(partial(rename_and_publish, number) for number in range(TABS)))
    numbers = [revision.number for revision in draft.revisions.order_by("number")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [fact.revision.number for fact in heard] == numbers
    draft.refresh_from_db()
    assert (draft.current.number, draft.current.title) == (numbers[-1], draft.title)


def test_without_the_lock_the_same_race_goes_wrong(monkeypatch):
    """The negative control: everybody looks before anybody writes, and goes by what they saw."""
    draft, looked = a_ready_draft(), Barrier(TABS)
    monkeypatch.setattr(publishing, "_locked", lambda event: event)

    def look_and_publish():
        seen = Event.objects.select_related("organisation", "current").get(pk=draft.pk)
        looked.wait(timeout=120)
        return publish(seen, by=None)

    outcomes = all_at_once(*[look_and_publish] * TABS)
    assert any(isinstance(outcome, Exception) for outcome in outcomes) or draft.revisions.count() > 1
