"""Tasks about the plan come when something is wrong, and go when it is put right."""

import pytest

from tests.builders import a_draft, a_poll, a_venue, an_invitee, in_days, publish_quietly
from tests.notifications.desk.desk import a_plan, a_published_plan, organiser_of, titles, to_do
from tours.programme.models import Event, Stop, Visit

pytestmark = pytest.mark.django_db


def move(stop, to):
    Visit.objects.filter(stop=stop).update(start_min=to, end_min=to + stop.duration_min)


def test_a_plan_that_fits_and_is_published_asks_nothing():
    assert titles(a_published_plan()) == []


def test_two_stops_at_once_are_the_first_task_and_can_be_put_right_with_one_button():
    event = a_published_plan()
    move(event.stops.last(), 570)
    first = to_do(event)[0]
    assert first.tone == "alarm"
    assert "De Nieuwe Jutter" in first.title + first.sentence
    assert dict(first.button.fields)["to"] == "585"


def test_a_plan_that_was_put_right_is_no_task_any_more():
    event = a_published_plan()
    move(event.stops.last(), 570)
    move(event.stops.last(), 600)
    assert titles(event) == []


def test_doubts_about_a_plan_are_one_task_together():
    event = a_plan(days=40)
    Stop.objects.filter(event=event).update(venue=None)
    Visit.objects.filter(group__event=event).update(end_min=1000)
    event = publish_quietly(event)
    doubts = [task for task in to_do(event) if task.tag == "Kijk even"]
    assert len(doubts) == 1
    assert "dingen om na te kijken" in doubts[0].title


def test_a_save_the_date_is_not_told_what_its_programme_still_lacks(client):
    event = a_plan(days=10)
    move(event.stops.last(), 570)
    Stop.objects.filter(event=event, title="Podium Oost").update(duration_min=5)
    Event.objects.filter(pk=event.pk).update(programme_complete=False)
    event = publish_quietly(Event.objects.get(pk=event.pk))
    assert titles(event) == []
    client.force_login(organiser_of(event))
    page = client.get(f"/beheer/{event.slug}/publiceren/").content.decode()
    assert "Kijk hier nog even naar" not in page
    assert "De Nieuwe Jutter" in client.get(f"/beheer/{event.slug}/programma/").content.decode()
    Event.objects.filter(pk=event.pk).update(programme_complete=True)
    assert to_do(event)[0].tone == "alarm"


def test_too_few_chairs_are_told_with_a_save_the_date_too():
    event = a_plan()
    event.stops.update(venue=a_venue(event, chairs=1))
    Event.objects.filter(pk=event.pk).update(programme_complete=False)
    assert "Te weinig stoelen bij ‘Podium Oost’" in titles(event)


def test_four_things_that_do_not_fit_are_three_cards_and_a_sum():
    event = a_published_plan()
    small = a_venue(event, chairs=1)
    for number in range(3):
        stop = Stop.objects.create(
            event=event, ref=f"klein-{number}", position=9 + number, title=f"Klein {number}", venue=small
        )
        Visit.objects.create(
            group=event.groups.get(), stop=stop, position=9 + number, start_min=650 + number, end_min=680
        )
    found = titles(event)
    assert any(title.startswith("Nog ") and "niet in het plan" in title for title in found)


def test_a_draft_without_a_date_asks_for_one():
    event = a_draft(date=None)
    (task,) = to_do(event)
    assert "Kies eerst een datum" in task.sentence
    assert task.button.url == f"/beheer/{event.slug}/gegevens/#id_date"


def test_a_draft_without_a_place_asks_for_one():
    (task,) = to_do(a_draft())
    assert "waar het is" in task.sentence
    assert task.button.url.endswith("#id_meeting_point")


def test_a_draft_that_is_ready_can_be_published():
    event = a_plan()
    (task,) = to_do(event)
    assert task.title == f"U kunt ‘{event.title}’ publiceren"
    assert task.button.url == f"/beheer/{event.slug}/publiceren/"


def test_what_changed_since_publishing_is_a_task_until_it_is_published():
    event = a_published_plan()
    move(event.stops.last(), 615)
    (task,) = to_do(event)
    assert task.title == "U hebt één ding veranderd dat nog niemand weet"
    assert "10.00 – 10.30 wordt 10.15 – 10.45" in task.sentence
    publish_quietly(event)
    assert titles(event) == []


def test_a_published_event_whose_date_was_taken_away_says_what_is_missing():
    event = a_published_plan()
    Event.objects.filter(pk=event.pk).update(meeting_point=None)
    event.stops.all().delete()
    (task,) = to_do(event)
    assert task.title == "Uw wijzigingen kunt u nog niet publiceren"


def test_who_may_only_read_has_nothing_to_do():
    event = a_published_plan()
    move(event.stops.last(), 570)
    assert titles(event, role="viewer") == []


def test_the_desk_is_not_asked_to_plan():
    event = a_published_plan()
    move(event.stops.last(), 570)
    assert titles(event, role="desk") == []


def test_a_poll_that_runs_names_who_is_silent_and_hides_that_the_date_is_missing():
    poll = a_poll(a_draft(date=None, title="Wijktoer"), state="open", people=0)
    an_invitee(poll, name="Esra", says=("yes", "no"))
    an_invitee(poll, name="Bram")
    [task] = to_do(poll.event)
    assert (task.title, task.people) == ("De datumprikker voor ‘Wijktoer’ loopt", ("Bram",))
    assert task.sentence == "1 van de 2 antwoordden."


@pytest.mark.parametrize("change", [{"answer_by": in_days(0)}, {}])
def test_when_everybody_answered_or_had_the_time_the_date_is_to_be_chosen(change):
    poll = a_poll(a_draft(date=None, title="Wijktoer"), state="open", people=0)
    an_invitee(poll, says=() if change else ("yes", "no"))
    type(poll).objects.update(**(change or {"note": ""}))
    assert "Kies de datum van ‘Wijktoer’" in titles(poll.event)
