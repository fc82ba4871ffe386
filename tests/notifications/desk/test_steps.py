"""The five steps of an event, and where to go on."""

import pytest
from django.utils import timezone

from notifications.desk.steps import progress_of
from notifications.desk.workspace import look
from tests.builders import a_draft, a_speaker, in_days, publish_quietly
from tests.notifications.desk.desk import a_plan, a_published_plan, organiser_of
from tours.models import Visit

pytestmark = pytest.mark.django_db


def progress(event):
    workspace = look(organiser_of(event), at=timezone.now())
    return progress_of(next(now for now in workspace.events if now.event.pk == event.pk))


def states(event):
    return [step.state for step in progress(event).steps]


def current(event):
    return next(str(step.name) for step in progress(event).steps if step.current)


def test_a_draft_without_a_date_begins_with_choosing_one():
    found = progress(a_draft(date=None))
    assert [step.state for step in found.steps] == ["now", "", "", "", ""]
    assert found.steps[0].note == "kies datum"


def test_a_draft_that_fits_goes_on_to_publishing():
    event = a_plan()
    assert progress(event).url == f"/beheer/{event.slug}/publiceren/"


def test_a_save_the_date_is_still_being_planned():
    event = publish_quietly(a_draft(conference_url="https://voorbeeld.example/"))
    assert current(event) == "Plan"


def test_speakers_who_were_not_asked_are_the_step_to_take():
    event = a_published_plan()
    a_speaker(event)
    assert (current(event), states(event)) == ("Uitnodigen", ["done", "now", "", "", ""])
    assert progress(event).url == f"/beheer/{event.slug}/sprekers/"


def test_when_everybody_was_asked_it_is_time_to_check():
    assert (current(event := a_published_plan()), states(event)[:2]) == ("Controleren", ["done", "done"])


def test_a_plan_that_does_not_fit_is_stuck_wherever_the_event_is():
    event = a_published_plan()
    Visit.objects.filter(stop=event.stops.last()).update(start_min=560)
    found = progress(event)
    assert [step.state for step in found.steps] == ["stuck", "done", "now", "", ""]
    assert found.url == f"/beheer/{event.slug}/programma/"


def test_on_the_day_itself_it_is_the_day():
    found = progress(event := a_published_plan(days=0))
    assert (current(event), found.steps[3].note) == ("De dag", "vandaag")


def test_what_follows_stands_at_the_last_step():
    event = a_published_plan(days=40)
    a_draft(follows=event, organisation=event.organisation, date=in_days(70))
    assert progress(event).steps[4].note
