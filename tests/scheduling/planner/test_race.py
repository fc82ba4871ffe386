"""Several at once: who claims a search, who stops it, who chooses, and who moves a visit. With negative controls."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import RuleBroken
from scheduling.models import PlanRun, RunState, Undo
from scheduling.planner import actions, running
from scheduling.planner.actions import moving
from tests.scheduling.planner.test_board import a_full_day, visit_of
from tests.scheduling.planner.test_planning import a_tour, proposed, seen
from tests.threads import all_at_once
from tours.models import Visit

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CALLERS = 4
ROUNDS = 12


def at_once(do):
    """How many of several callers were not refused."""
    start = Barrier(CALLERS)

    def run(number):
        start.wait(timeout=120)
        try:
            do(number)
        except RuleBroken:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(CALLERS) as pool:
        return sum(pool.map(run, range(CALLERS)))


@pytest.fixture
def searches(monkeypatch):
    """The runs for which a process was started: none is, but it is counted."""
    started = []

    def lines(run):
        started.append(run.pk)
        yield {"end": {}}

    monkeypatch.setattr(running, "_lines", lines)
    return started


def blindly(run, new, **also):
    """A move without the comparison: whoever comes writes."""
    PlanRun.objects.filter(pk=run.pk).update(state=new, **also)
    vars(run).update(state=new, **also)


def claimed_by_all(run):
    copies = [PlanRun.objects.get(pk=run.pk) for _ in range(CALLERS)]
    at_once(lambda number: running._run(copies[number]))


def test_a_search_is_claimed_by_one_worker(searches):
    run = actions.ask(a_tour())
    claimed_by_all(run)
    assert searches == [run.pk]
    assert PlanRun.objects.get().state == RunState.DONE


def test_without_the_comparison_several_workers_search(searches, monkeypatch):
    monkeypatch.setattr(PlanRun, "move_to", blindly)
    claimed_by_all(actions.ask(a_tour()))
    assert len(searches) > 1


def stopped_while_it_ends():
    """The state of a run that was stopped just when its worker wrote the end, and how it was when it was stopped."""
    run = actions.ask(a_tour())
    run.move_to(RunState.RUNNING, lease_owner="me")
    mine = PlanRun.objects.get(pk=run.pk)
    actions.stop(run)
    running._ours(mine, "me").update(state=RunState.DONE)
    return PlanRun.objects.get(pk=run.pk).state


def test_a_search_that_was_stopped_stays_stopped():
    assert stopped_while_it_ends() == RunState.STOPPED


def test_without_looking_whose_it_is_the_end_is_written_over_the_stop(monkeypatch):
    monkeypatch.setattr(running, "_ours", lambda run, _owner: PlanRun.objects.filter(pk=run.pk))
    assert stopped_while_it_ends() == RunState.DONE


def stopped_and_ended_at_once(monkeypatch):
    """Somebody stops a search just when its worker writes the end. Whether the stop was taken, and the state."""
    run = actions.ask(a_tour())
    mine, claimed, start = PlanRun.objects.get(pk=run.pk), Barrier(2), Barrier(2)

    def lines(_run):
        claimed.wait(timeout=120)
        start.wait(timeout=120)
        yield {"progress": {"best_min": 300, "bound_min": 200}}
        yield {"end": {}}

    def stop():
        claimed.wait(timeout=120)
        copy = PlanRun.objects.get(pk=run.pk)
        start.wait(timeout=120)
        return actions.stop(copy)

    monkeypatch.setattr(running, "_lines", lines)
    _worked, answer = all_at_once(lambda: running._run(mine), stop)
    return not isinstance(answer, RuleBroken), PlanRun.objects.get(pk=run.pk).state


def test_a_stop_that_was_taken_is_never_written_over(monkeypatch):
    for _ in range(ROUNDS):
        taken, state = stopped_and_ended_at_once(monkeypatch)
        assert state == (RunState.STOPPED if taken else RunState.DONE)


def test_without_looking_whose_it_is_a_stop_that_was_taken_is_written_over(monkeypatch):
    monkeypatch.setattr(running, "_ours", lambda run, _owner: PlanRun.objects.filter(pk=run.pk))
    found = [stopped_and_ended_at_once(monkeypatch) for _ in range(ROUNDS)]
    assert (True, RunState.DONE) in found


def test_of_several_who_stop_a_search_one_does():
    run = actions.ask(a_tour())
    copies = [PlanRun.objects.get(pk=run.pk) for _ in range(CALLERS)]
    assert at_once(lambda number: actions.stop(copies[number])) == 1


def test_without_the_comparison_all_of_them_stop_it(monkeypatch):
    monkeypatch.setattr(PlanRun, "move_to", blindly)
    run = actions.ask(a_tour())
    copies = [PlanRun.objects.get(pk=run.pk) for _ in range(CALLERS)]
    assert at_once(lambda number: actions.stop(copies[number])) == CALLERS


def chosen_at_once():
    event = a_tour()
    proposal, day = proposed(event), seen(event)
    return at_once(lambda _number: actions.choose(proposal, seen=day))


def test_of_several_who_choose_one_fills_the_day():
    assert chosen_at_once() == 1
    assert Undo.objects.count() == 1
    assert not Visit.objects.filter(start_min=None).exists()


def moved_at_once():
    """Four people move four visits, each on the same board."""
    event = a_full_day(0, 1, 2, 3)
    day = seen(event)
    visits = [visit_of(event, "A", f"Halte {number}") for number in range(1, CALLERS + 1)]
    return at_once(lambda number: actions.move(visits[number], to_min=900 + 40 * number, seen=day))


def test_of_several_moves_on_one_board_one_is_made():
    assert moved_at_once() == 1
    assert Undo.objects.count() == 1


@pytest.mark.parametrize("race", [chosen_at_once, moved_at_once])
def test_without_the_mark_everybody_writes_over_everybody(race, monkeypatch):
    """The mark of the day is that of every day."""
    monkeypatch.setattr(moving, "mark_of", lambda _visits: "same")
    monkeypatch.setattr("tests.scheduling.planner.test_planning.mark_of", lambda _visits: "same")
    assert race() > 1
