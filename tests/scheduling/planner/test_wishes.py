"""What is wished of a plan: typed, named, kept to, and let go."""

import re

import pytest
from django.urls import reverse

from scheduling.board.day import load
from scheduling.engine import TimeWindow, solve_tour
from scheduling.models import StopWish
from scheduling.planner import actions
from scheduling.planner.page import wish_rows
from scheduling.planner.problem import question
from tests.builders import a_speaker, a_talk, a_user
from tests.scheduling.planner.test_planning import a_tour, proposed, refused, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(client):
    event = a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    return client, event


def typed(page, **changes):
    """What a browser sends back of the wishes page, with some of it typed over."""
    forms = [page.context["day_form"], *page.context["stop_forms"]]
    fields = {field.html_name: field.value() for form in forms for field in form}
    return {name: "" if value is None else value for name, value in (fields | changes).items()}


def test_wishes_are_saved_together(planner):
    client, event = planner
    stop, url = event.stops.first(), reverse("planner:wishes", args=[event.slug])
    mine = {f"halte-{stop.pk}-open_from_min": "10.30", f"halte-{stop.pk}-setup_min": "5"}
    client.post(url, typed(client.get(url), lunch_min="30", **mine))
    (wish,) = StopWish.objects.all()  # a stop that wishes nothing has no row
    assert (wish.stop, wish.open_from_min, wish.open_until_min, wish.setup_min) == (stop, 630, None, 5)
    asked = question(load(event)).problem
    assert (asked.lunch.duration_min, asked.lunch.earliest_start_min) == (30, 690)


def test_a_stop_that_closes_before_it_opens_is_told_at_the_field(planner):
    client, event = planner
    stop, url = event.stops.first(), reverse("planner:wishes", args=[event.slug])
    mine = {f"halte-{stop.pk}-open_from_min": "12", f"halte-{stop.pk}-open_until_min": "11"}
    page = client.post(url, typed(client.get(url), **mine))
    assert page.status_code == 422
    assert "Dit moet later zijn dan het begin." in page.text
    assert not StopWish.objects.exists()


def test_what_is_wrong_names_the_stop_as_well_as_the_field(planner):
    client, event = planner
    stop, url = event.stops.all()[1], reverse("planner:wishes", args=[event.slug])
    page = client.post(url, typed(client.get(url), **{f"halte-{stop.pk}-open_until_min": "laat"}))
    link = f'<a href="#id_halte-{stop.pk}-open_until_min">‘{stop.title}’, open tot: Vul een tijd in, bijvoorbeeld 9.15.</a>'
    assert link in page.text


def test_what_is_wrong_at_several_stops_stands_in_one_summary(planner):
    client, event = planner
    url = reverse("planner:wishes", args=[event.slug])
    first, second, *_rest = event.stops.all()
    wrong = {f"halte-{stop.pk}-open_until_min": "laat" for stop in (first, second)}
    page = client.post(url, typed(client.get(url), lunch_min="veel", **wrong))
    summary = re.findall(r'<div class="dt-summary".*?</div>', page.text, re.DOTALL)
    assert len(summary) == 1
    assert "Drie velden kloppen nog niet" in summary[0]
    links = re.findall(r'<a href="#([^"]+)"', summary[0])
    assert links == ["id_lunch_min", *(f"id_{name}" for name in wrong)]
    assert all(f'id="{link}"' in page.text for link in links)


def test_places_are_folded_and_say_what_was_filled_in(planner):
    client, event = planner
    first, second, *_rest = event.stops.all()
    actions.set_wish(
        first, open_from_min=600, open_until_min=720, capacity_groups=2, setup_min=10, moment="joint"
    )
    actions.set_wish(second, open_until_min=900, capacity_people=25)
    page = client.get(reverse("planner:wishes", args=[event.slug])).text
    said = re.findall(r"<details class=\"[^\"]+\"( open)?><summary>.*?<small>(.*?)</small>", page)
    assert said[:2] == [
        (
            "",
            "Van 10.00 tot 12.00 · 2 groepen tegelijk · 10 minuten om klaar te zetten · ergens op de dag, met iedereen tegelijk",
        ),
        ("", "Tot 15.00 · 25 mensen tegelijk"),
    ]
    assert {words for _open, words in said[2:]} == {"Geen wensen"}


def test_the_place_where_something_is_wrong_is_unfolded(planner):
    client, event = planner
    stop, url = event.stops.all()[1], reverse("planner:wishes", args=[event.slug])
    page = client.post(url, typed(client.get(url), **{f"halte-{stop.pk}-setup_min": "lang"})).text
    (unfolded,) = re.findall(r"<details class=\"[^\"]+\" open><summary><h3[^>]+>(.*?)</h3>", page)
    assert unfolded == stop.title


def test_a_wish_can_be_taken_back(planner):
    client, event = planner
    stop, url = event.stops.first(), reverse("planner:wishes", args=[event.slug])
    actions.set_wish(stop, moment="first")
    client.post(url, typed(client.get(url), **{f"halte-{stop.pk}-moment": "any"}))
    assert StopWish.objects.get().moment == "any"


def test_who_cannot_all_day_is_planned_when_they_can():
    event = a_tour(0, 1, 2, groups=2)
    stop = event.stops.all()[1]
    speaker = a_speaker(event, talk=a_talk(stop), available_from_min=700, available_until_min=900)
    asked = question(load(event))
    assert [(one.stop_ids, one.time_windows) for one in asked.problem.speakers] == [
        ((str(stop.pk),), (TimeWindow(700, 900),))
    ]
    plan = solve_tour(asked.problem)
    there = [visit for visit in plan.visits if visit.stop_id == str(stop.pk)]
    assert all(visit.start_min >= 700 and visit.end_min <= 900 for visit in there)
    assert speaker.talks.get().stop == stop


@pytest.mark.parametrize(("people", "fit"), [(None, 3), (100, 3), (25, 2), (5, 1)])
def test_a_place_takes_as_many_groups_as_its_people_fit(people, fit):
    event = a_tour(0, 1, groups=3, seats=30)
    first = event.stops.first()
    StopWish.objects.create(stop=first, capacity_groups=3, capacity_people=people)
    (found,) = [stop for stop in question(load(event)).problem.stops if stop.id == str(first.pk)]
    assert found.capacity_groups == fit


def test_giving_in_to_capacity_lifts_the_limit_of_people_too():
    event = a_tour(0, 1, groups=3, seats=30)
    first = event.stops.first()
    StopWish.objects.create(stop=first, capacity_people=5)
    actions.give_in(event, "capacity", {"stop": str(first.pk), "groups": 3})
    wish = StopWish.objects.get()
    assert (wish.capacity_groups, wish.capacity_people) == (3, None)


def test_each_wish_has_a_name_and_can_be_let_go(planner):
    client, event = planner
    first, second, third = event.stops.all()
    actions.set_wish(first, moment="first")
    actions.set_wish(second, open_from_min=600)
    actions.set_wish(third, moment="joint")
    page = reverse("planner:planning", args=[event.slug])
    answer = client.get(page)
    names = {
        "‘Halte 1’ komt als eerste, met iedereen": ("moment", first),
        "Niet voor 10.00 bij ‘Halte 2’": ("opening_hours", second),
        "Alle groepen zijn tegelijk bij ‘Halte 3’": ("joint", third),
    }
    for name, (code, stop) in names.items():
        assert name in answer.text
        client.post(reverse("planner:drop", args=[event.slug]), {"wish": code, "stop": stop.pk})
        assert name not in client.get(page).text


@pytest.mark.parametrize(("end_min", "said"), [(None, []), (1020, ["De dag is om 17.00 klaar"])])
def test_when_the_day_ends_is_a_wish_where_that_was_typed(end_min, said):
    rows = wish_rows(question(load(a_tour(0, 1, end_min=end_min))))
    assert [row.sentence for row in rows if row.code == "end_of_day"] == said


def test_all_groups_are_at_once_where_that_is_wished():
    event = a_tour()
    stop = event.stops.all()[1]
    actions.set_wish(stop, moment="joint")
    actions.choose(proposed(event), seen=seen(event))
    assert len(set(stop.visits.values_list("start_min", flat=True))) == 1


def test_that_all_come_at_once_can_be_what_clashes(planner):
    client, event = planner
    speaker = a_speaker(event, talk=a_talk(event.stops.all()[0]))
    a_talk(event.stops.all()[1]).speakers.add(speaker)
    for stop in event.stops.all()[:2]:
        actions.set_wish(stop, moment="joint", open_from_min=600, open_until_min=640)
    refused(event)
    assert (
        "Alle groepen zijn tegelijk bij ‘Halte"
        in client.get(reverse("planner:planning", args=[event.slug])).text
    )
