"""From drafts to proposals and back: what is asked, what is found, what choosing writes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.states import MoveRefused
from scheduling.board.day import load
from scheduling.engine import explain_infeasible, solve_tour
from scheduling.models import PlanRun, Proposal, StopWish
from scheduling.planner import actions, running
from scheduling.planner.coding import conflict_as_json, plan_as_json
from scheduling.planner.errors import (
    AlreadySearching,
    NothingToPlan,
    NothingToUndo,
    PlaceUnknown,
    ProgrammeChanged,
)
from scheduling.planner.marks import mark_of
from scheduling.planner.problem import question
from scheduling.planner.running import run_due
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_speaker, a_stop, a_talk, a_user
from tests.scheduling.board.board import a_day, a_place, starts
from tours.models import Event, Visit
from tours.programme.actions import add_stop

pytestmark = pytest.mark.django_db
PLAN = only(May.PLAN, allowed=302)


def a_tour(*kilometres, groups=2, **event):
    return a_day(*(kilometres or (0, 1, 2)), **{"groups": groups, "filled": False, "end_min": 1080} | event)


def proposed(event):
    """A proposal as a search would have written it, without the process around it."""
    run = actions.ask(event)
    plan = solve_tour(question(load(event)).problem)
    actions.stop(run)
    return Proposal.objects.create(run=run, kind="shortest", plan=plan_as_json(plan))


def seen(event):
    """What a page that is opened now would say that it saw."""
    return mark_of(Visit.objects.filter(group__event=event))


def refused(event):
    """A run that found no plan, as a search would have written it."""
    run = actions.ask(event)
    conflict = conflict_as_json(explain_infeasible(question(load(event)).problem))
    actions.stop(run)
    PlanRun.objects.filter(pk=run.pk).update(conflict=conflict)
    return PlanRun.objects.get(pk=run.pk)


def searched(event):
    """A run that was asked for and has ended."""
    run = actions.ask(event)
    run_due(at=timezone.now())
    return PlanRun.objects.get(pk=run.pk)


@pytest.fixture
def planner(client):
    event = a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    return client, event


def test_a_search_proposes_plans_in_which_no_two_groups_meet_at_a_stop():
    run = searched(a_tour())
    assert run.state == "done"
    assert [one.kind for one in run.proposals.all()] == ["shortest", "travel", "carousel"]
    visits = run.proposals.first().plan["visits"]
    times = [(visit["stop_id"], visit["start_min"]) for visit in visits]
    assert len(times) == len(set(times)) == 6


def test_choosing_fills_the_programme_and_undoing_gives_it_back():
    event = a_tour()
    before = list(Visit.objects.order_by("pk").values_list("pk", "position", "start_min"))
    actions.choose(proposed(event), seen=seen(event))
    assert not Visit.objects.filter(start_min=None).exists()
    actions.undo(event, seen=seen(event))
    assert list(Visit.objects.order_by("pk").values_list("pk", "position", "start_min")) == before
    with pytest.raises(NothingToUndo):
        actions.undo(event, seen=seen(event))


def test_a_chosen_plan_has_nothing_that_cannot_be(planner):
    client, event = planner
    actions.choose(proposed(event), seen=seen(event))
    page = client.get(reverse("board:programme", args=[event.slug]))
    assert [warning.code for warning in page.context["warnings"] if warning.severity == "alarm"] == []


def test_what_all_do_together_stays_first_and_last():
    event = a_tour(0)
    first = event.stops.get()
    for km in (1, 2):
        add_stop(event, title=f"Halte op {km}", venue=a_place(event, km=km), duration_min=20)
    add_stop(event, title="Lunch", kind="meal", venue=first.venue, duration_min=45)
    event.stops.filter(pk=first.pk).update(kind="gathering")
    actions.choose(proposed(event), seen=seen(event))
    for group in event.groups.all():
        titles = [visit.stop.title for visit in group.visits.order_by("position")]
        assert (titles[0], titles[-1]) == ("Halte 1", "Lunch")
        assert starts(group)[0] == 540
        assert starts(group)[-1] == 690  # not before people expect lunch


def test_a_stop_that_opens_late_is_visited_then():
    event = a_tour(groups=1)
    stop = event.stops.first()
    actions.set_wish(stop, open_from_min=720, open_until_min=780)
    actions.choose(proposed(event), seen=seen(event))
    assert Visit.objects.get(stop=stop).start_min >= 720


def test_a_stop_for_all_at_the_end_is_the_last_of_everybody():
    event = a_tour()
    actions.set_wish(event.stops.first(), moment="last")
    asked = question(load(event))
    assert [stop.title for stop in asked.after] == ["Halte 1"]
    assert len(asked.problem.stops) == 2


def test_who_speaks_at_two_stops_is_at_one_at_a_time():
    event = a_tour()
    stops = list(event.stops.all()[:2])
    talk = a_talk(stops[0])
    speaker = a_speaker(event, talk=talk)
    a_talk(stops[1]).speakers.add(speaker)
    (known,) = question(load(event)).problem.speakers
    assert set(known.stop_ids) == {str(stop.pk) for stop in stops}


def test_two_searches_at_once_are_one_too_many():
    event = a_tour()
    actions.ask(event)
    with pytest.raises(AlreadySearching):
        actions.ask(event)


def test_a_stop_without_a_place_is_named():
    event = a_tour()
    a_stop(event, title="Ergens")
    with pytest.raises(PlaceUnknown, match="Ergens"):
        actions.ask(event)


def test_without_stops_there_is_nothing_to_plan():
    with pytest.raises(NothingToPlan):
        actions.ask(a_day(groups=2))


def test_a_proposal_for_another_programme_is_not_chosen():
    event = a_tour()
    proposal = proposed(event)
    actions.set_wish(event.stops.first(), setup_min=30)
    with pytest.raises(ProgrammeChanged):
        actions.choose(proposal, seen=seen(event))
    assert not Visit.objects.exclude(start_min=None).exists()


def test_where_there_is_no_plan_the_clash_is_told_and_giving_in_makes_one():
    event = a_tour(0, 0, end_min=640, buffer_min=0)
    stop = event.stops.first()
    actions.set_wish(stop, open_from_min=540, open_until_min=570)
    run = searched(event)
    assert run.proposals.count() == 0
    codes = {one["code"] for one in run.conflict["clash"]}
    assert {"opening_hours", "capacity"} <= codes
    for one in run.conflict["concessions"]:
        actions.give_in(event, one["code"], one["values"])
    assert proposed(Event.objects.get(pk=event.pk)).plan["visits"]


@pytest.mark.parametrize(("module", "failure"), [("scheduling.nowhere", "died"), ("json.tool", "died")])
def test_a_search_that_dies_says_so_and_changes_nothing(monkeypatch, module, failure):
    event = a_tour()
    monkeypatch.setattr(running, "MODULE", module)
    run = searched(event)
    assert (run.state, run.failure) == ("failed", failure)
    assert not Visit.objects.exclude(start_min=None).exists()
    assert actions.ask(event).state == "queued"


def test_a_run_whose_worker_died_is_swept():
    run = actions.ask(a_tour())
    run.move_to("running", lease_owner="gone", lease_until=timezone.now() - timedelta(seconds=1))
    run_due(at=timezone.now())
    run.refresh_from_db()
    assert (run.state, run.failure, run.lease_owner) == ("failed", "died", "")


def test_the_sweep_leaves_what_was_just_asked_to_the_worker():
    run = actions.ask(a_tour())
    run_due(at=timezone.now(), poked=False)
    run.refresh_from_db()
    assert run.state == "queued"


def test_a_stopped_run_takes_no_more_answers():
    run = actions.ask(a_tour())
    actions.stop(run)
    run_due(at=timezone.now())
    run.refresh_from_db()
    assert (run.state, run.proposals.count()) == ("stopped", 0)
    with pytest.raises(MoveRefused):
        actions.stop(run)


@pytest.mark.parametrize(
    ("name", "method", "expected"),
    [
        ("planning", "get", only(May.SEE)),
        ("wishes", "get", only(May.PLAN)),
        ("ask", "post", PLAN),
        ("fill", "post", PLAN),
        ("undo", "post", PLAN),
        ("move", "post", only(May.PLAN, allowed=404)),
        ("drop", "post", PLAN),
        ("stop", "post", only(May.PLAN, allowed=404)),
        ("choose", "post", only(May.PLAN, allowed=404)),
        ("grant", "post", only(May.PLAN, allowed=404)),
    ],
)
def test_who_may_open_and_do_what(name, method, expected):
    event = a_tour()
    assert_access(
        reverse(f"planner:{name}", args=[event.slug]), method, expected, visitors=visitors_of(event)
    )


def test_the_page_goes_from_asking_by_comparing_to_choosing(planner):
    client, event = planner
    page = reverse("planner:planning", args=[event.slug])
    assert "Stel een plan voor" in client.get(page).text
    client.post(reverse("planner:ask", args=[event.slug]))
    assert "Stop met zoeken" in client.get(page).text
    client.post(reverse("planner:stop", args=[event.slug]), {"run": PlanRun.objects.get().pk})
    proposal = proposed(event)
    assert "Kortste dag" in client.get(page).text
    client.post(reverse("planner:choose", args=[event.slug]), {"proposal": proposal.pk, "seen": seen(event)})
    assert "Ongedaan maken" in client.get(page).text
    client.post(reverse("planner:undo", args=[event.slug]), {"seen": seen(event)})
    assert not Visit.objects.exclude(start_min=None).exists()


@pytest.mark.parametrize(("bound", "said"), [(0, "niet bewezen"), (60, "misschien")])
def test_what_is_not_proven_is_not_said_to_be(planner, bound, said):
    client, event = planner
    proposal = proposed(event)
    proposal.plan |= {"status": "feasible", "lower_bound_min": bound}
    proposal.save()
    assert said in client.get(reverse("planner:planning", args=[event.slug])).text


def test_the_page_names_what_clashes_and_a_button_grants_it(planner):
    client, event = planner
    stop = event.stops.first()
    actions.set_wish(stop, open_from_min=540, open_until_min=550)
    run = refused(event)
    page = client.get(reverse("planner:planning", args=[event.slug]))
    assert "‘Halte 1’ is open van 9.00 tot 9.10" in page.text
    client.post(reverse("planner:grant", args=[event.slug]), {"run": run.pk, "concession": 0})
    assert StopWish.objects.get(stop=stop).open_until_min > 550
    assert PlanRun.objects.get(event=event).state == "queued"


def test_a_wish_can_be_dropped(planner):
    client, event = planner
    stop = event.stops.first()
    actions.set_wish(stop, setup_min=15)
    client.post(reverse("planner:drop", args=[event.slug]), {"wish": "setup", "stop": stop.pk})
    client.post(reverse("planner:drop", args=[event.slug]), {"wish": "buffer"})
    assert StopWish.objects.get(stop=stop).setup_min == 0
    assert Event.objects.get(pk=event.pk).buffer_min == 0
