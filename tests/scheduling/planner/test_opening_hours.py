"""Opening hours of places: the plan keeps to them, the programme warns, and where there is no plan they are named."""

from datetime import date
from random import Random

import pytest
from django.urls import reverse

from scheduling.board.day import load
from scheduling.board.warnings import warnings_for
from scheduling.engine import Plan, TimeWindow, solve_tour
from scheduling.models import StopWish
from scheduling.planner import actions
from scheduling.planner.page import search_of
from scheduling.planner.problem import question
from scheduling.polls.blocked import vetoes
from scheduling.polls.models import Option
from tests.builders import a_user
from tests.scheduling.engine.tours import shortest_by_trying
from tests.scheduling.planner.test_planning import a_tour, proposed, refused, seen
from tours.models import Event, Visit
from tours.programme.actions import set_hours, write_visits
from tours.programme.hours import DayHours

pytestmark = pytest.mark.django_db
TUESDAY = date(2027, 1, 12)
MORNING_AND_AFTERNOON = [DayHours(1, None, ((540, 720), (780, 1020)))]


def on_tuesday(*kilometres, **event):
    return a_tour(*kilometres, **{"date": TUESDAY} | event)


def windows(event, stop):
    (found,) = [one for one in question(load(event)).problem.stops if one.id == str(stop.pk)]
    return list(found.time_windows)


def warned(event):
    return [warning for warning in warnings_for(event) if warning.code == "outside_opening_hours"]


def test_what_the_place_and_the_wish_both_allow_is_asked_of_the_planner():
    event = on_tuesday()
    stop = event.stops.first()
    set_hours(stop.venue, MORNING_AND_AFTERNOON)
    assert windows(event, stop) == [TimeWindow(540, 720), TimeWindow(780, 1020)]
    actions.set_wish(stop, open_from_min=600, open_until_min=840)
    assert windows(event, stop) == [TimeWindow(600, 720), TimeWindow(780, 840)]
    event.stops.filter(pk=stop.pk).update(opens_for_us=True)
    assert windows(event, stop) == [TimeWindow(600, 840)]


def test_without_a_date_or_on_a_day_of_which_nobody_knows_a_place_is_open():
    event = on_tuesday(date=None)
    set_hours(event.stops.first().venue, MORNING_AND_AFTERNOON)
    assert windows(event, event.stops.first()) == []
    Event.objects.update(date=TUESDAY)
    set_hours(event.stops.first().venue, [DayHours(0, None)])  # closed on Mondays
    assert windows(Event.objects.get(), event.stops.first()) == []


@pytest.mark.parametrize("seed", range(8))
def test_the_plan_is_the_shortest_that_trying_everything_finds(seed):
    """Each stop with one or two stretches at random; whether there is a plan, and how short, is found without the solver."""
    random, event = Random(seed), on_tuesday(0, 2, 4, groups=1, end_min=900)
    stretches = {}
    for stop in event.stops.all():
        start = 540 + random.randrange(0, 150, 15)
        stretches[stop.pk] = (
            (start, start + random.randrange(20, 80, 10)),
            (800, 800 + random.randrange(20, 50, 10)),
        )
        set_hours(stop.venue, [DayHours(1, None, stretches[stop.pk])])
    asked = question(load(event)).problem
    best, plan = shortest_by_trying(asked), solve_tour(asked)
    assert (plan.makespan_min if isinstance(plan, Plan) else None) == (best[0] if best else None)
    for visit in plan.visits if isinstance(plan, Plan) else ():
        assert any(a <= visit.start_min and visit.end_min <= b for a, b in stretches[int(visit.stop_id)])


def test_a_visit_while_the_place_is_closed_is_warned_of_at_once_with_a_way_out():
    event = on_tuesday(0, 1, filled=True, groups=1)
    stop = event.stops.first()
    set_hours(stop.venue, MORNING_AND_AFTERNOON)
    visit = Visit.objects.get(stop=stop)
    assert warned(event) == []
    write_visits(event, {visit.pk: (710, 740)})
    (warning,) = warned(event)
    assert warning.sentence == (
        f"De groep is er van 11.50 tot 12.20. {stop.venue.name} is die dag open van 9.00 tot 12.00 en van 13.00 tot 17.00."
    )
    assert (warning.severity, warning.stop, warning.fix.label) == ("alarm", stop.pk, "Schuif naar 13.00")
    event.stops.filter(pk=stop.pk).update(opens_for_us=True)
    assert warned(event) == []


def test_a_chosen_plan_has_no_such_warning():
    event = on_tuesday()
    for stop in event.stops.all():
        set_hours(stop.venue, [DayHours(1, None, ((600, 660), (840, 960)))])
    actions.choose(proposed(event), seen=seen(event))
    assert warned(event) == []


def test_a_place_that_is_closed_that_day_is_named_and_the_button_has_it_open_for_us(client):
    event = on_tuesday(groups=1)
    stop = event.stops.first()
    set_hours(stop.venue, [DayHours(2, None, ((540, 1020),))])
    run = refused(event)
    asked = question(load(event))
    found = search_of(event, asked)
    assert found.clash == [f"{stop.venue.name} is die dag dicht, en daar is ‘Halte 1’"]
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = client.get(reverse("planner:planning", args=[event.slug]))
    assert f"{stop.venue.name} gaat voor ‘Halte 1’ open van" in page.text
    client.post(reverse("planner:grant", args=[event.slug]), {"run": run.pk, "concession": 0})
    stop.refresh_from_db()
    assert stop.opens_for_us
    assert isinstance(solve_tour(question(load(event)).problem), Plan)


def test_staying_shorter_is_offered_where_a_place_shuts_too_soon_and_the_button_does_it(client):
    event = on_tuesday(0, groups=2)
    stop = event.stops.get()
    set_hours(stop.venue, [DayHours(1, None, ((540, 590),))])
    run = refused(event)
    found = search_of(event, question(load(event)))
    assert [way.sentence for way in found.ways] == [
        f"{stop.venue.name} gaat voor ‘Halte 1’ open van 9.00 tot 10.00"
    ]
    (shorter,) = found.instead
    assert shorter.sentence == "Korter blijven: een bezoek aan ‘Halte 1’ duurt 5 minuten minder"
    client.force_login(a_user(role="planner", organisation=event.organisation))
    assert "<strong>Of zo</strong>" in client.get(reverse("planner:planning", args=[event.slug])).text
    client.post(reverse("planner:grant", args=[event.slug]), {"run": run.pk, "concession": shorter.number})
    stop.refresh_from_db()
    assert (stop.duration_min, stop.opens_for_us) == (25, False)
    assert isinstance(solve_tour(question(load(Event.objects.get(pk=event.pk))).problem), Plan)


def test_giving_in_widens_the_own_hours_first_and_the_place_only_where_it_is_closed():
    event = on_tuesday(groups=1)
    stop = event.stops.first()
    set_hours(stop.venue, MORNING_AND_AFTERNOON)
    actions.set_wish(stop, open_from_min=600, open_until_min=620)
    actions.give_in(event, "opening_hours", {"stop": str(stop.pk), "from": 600, "until": 650})
    stop.refresh_from_db()
    assert (StopWish.objects.get().open_until_min, stop.opens_for_us) == (650, False)
    actions.give_in(event, "opening_hours", {"stop": str(stop.pk), "from": 600, "until": 750})
    stop.refresh_from_db()
    assert stop.opens_for_us


def test_the_wish_of_a_place_has_a_name_and_can_be_let_go(client):
    event = on_tuesday()
    stop = event.stops.first()
    set_hours(stop.venue, MORNING_AND_AFTERNOON)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    url = reverse("planner:planning", args=[event.slug])
    name = f"{stop.venue.name} is open van 9.00 tot 12.00 en van 13.00 tot 17.00, en daar is ‘Halte 1’"
    assert name in client.get(url).text
    client.post(reverse("planner:drop", args=[event.slug]), {"wish": "opening_hours", "stop": stop.pk})
    assert name not in client.get(url).text


def test_the_page_of_a_stop_says_when_its_place_is_open_and_keeps_what_was_agreed(client):
    event = on_tuesday()
    stop = event.stops.first()
    set_hours(stop.venue, MORNING_AND_AFTERNOON)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    url = reverse("board:stop", args=[event.slug, stop.pk])
    page = client.get(url)
    assert "Die dag open van 9.00 tot 12.00 en van 13.00 tot 17.00." in page.text
    fields = {field.html_name: field.value() or "" for field in page.context["form"]}
    client.post(url, fields | {"opens_for_us": "on"})
    stop.refresh_from_db()
    assert stop.opens_for_us


def test_a_day_on_which_a_place_is_closed_is_no_choice_in_a_poll():
    event = on_tuesday()
    stop = event.stops.first()
    set_hours(stop.venue, MORNING_AND_AFTERNOON)
    options = [Option(pk=1, date=TUESDAY), Option(pk=2, date=date(2027, 1, 13))]
    assert vetoes(event, options) == {2: f"{stop.venue.name} is dan dicht"}


def a_day_with_all_at_first_and_last(*, first, last, **event):
    """A gathering and a plenary where the places are open then, and two stops for two groups in between."""
    made = on_tuesday(0, 1, 2, 3, **event)
    stops = list(made.stops.all())
    for stop, kind, hours in ((stops[0], "gathering", first), (stops[-1], "plenary", last)):
        made.stops.filter(pk=stop.pk).update(kind=kind)
        set_hours(stop.venue, [DayHours(1, None, (hours,))])
    return made, stops[0], stops[-1]


def test_what_all_do_first_begins_when_its_place_opens():
    event, first, _last = a_day_with_all_at_first_and_last(first=(600, 720), last=(540, 1080))
    assert question(load(event)).opening == {first.pk: (600, 630)}
    actions.choose(proposed(event), seen=seen(event))
    assert warned(event) == []
    assert set(first.visits.values_list("start_min", flat=True)) == {600}


def test_what_all_do_last_waits_until_its_place_opens():
    event, _first, last = a_day_with_all_at_first_and_last(first=(540, 1080), last=(900, 1080))
    actions.choose(proposed(event), seen=seen(event))
    assert warned(event) == []
    assert set(last.visits.values_list("start_min", flat=True)) == {900}


def test_groups_are_back_before_the_place_of_what_all_do_last_shuts():
    event, _first, _last = a_day_with_all_at_first_and_last(first=(540, 1080), last=(540, 720))
    assert question(load(event)).problem.day.end_min == 690  # the last half hour of it
    actions.choose(proposed(event), seen=seen(event))
    assert warned(event) == []


def test_where_they_cannot_be_back_by_then_the_place_is_named_and_the_button_has_it_open_for_us(client):
    event, _first, last = a_day_with_all_at_first_and_last(first=(540, 1080), last=(540, 660))
    run = refused(event)
    found = search_of(event, question(load(event)))
    assert "‘Halte 4’, waar alle groepen na afloop zijn, kan van 9.00 tot 11.00" in found.clash
    assert [way.sentence for way in found.ways] == ["‘Halte 4’, waar alle groepen na afloop zijn, mag later"]
    client.force_login(a_user(role="planner", organisation=event.organisation))
    client.post(reverse("planner:grant", args=[event.slug]), {"run": run.pk, "concession": 0})
    last.refresh_from_db()
    assert last.opens_for_us
    assert isinstance(solve_tour(question(load(event)).problem), Plan)


@pytest.mark.parametrize("shut", ["first", "last"])
def test_where_all_go_together_and_it_is_shut_that_day_no_plan_is_looked_for_and_it_is_said(client, shut):
    hours = {"first": (540, 1080), "last": (540, 1080)} | {shut: (300, 330)}
    event, first, last = a_day_with_all_at_first_and_last(**hours)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = client.get(reverse("planner:planning", args=[event.slug])).text
    stop = first if shut == "first" else last
    assert f"‘{stop.title}’, waar iedereen tegelijk is, past op deze dag niet" in page
