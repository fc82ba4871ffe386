import pytest

from core.pasted import Checked
from tests.builders import a_registration, an_event
from tests.threads import prepared_at_once
from tests.tours.signups.checks import assert_seats_add_up, states
from tests.tours.signups.racing import look
from tours.models import Pool
from tours.signups.actions import register
from tours.signups.desk import actions as desk
from tours.signups.desk.actions import add_pool, remove_pool
from tours.signups.desk.errors import ListChangedMeanwhile, PoolKnownAlready

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 12


def sign_up(event, number):
    who = {"name": f"Robin {number}", "email": f"robin{number}@x.example", "role": "press"}
    return (lambda: look(event.pk), lambda seen: register(seen, **who))


def test_seats_apart_that_come_while_people_sign_up_count_them_all():
    event = an_event(seats=20)
    apart = (lambda: look(event.pk), lambda seen: add_pool(seen, role="press", capacity=20))
    prepared_at_once(*(sign_up(event, number) for number in range(PEOPLE)), apart)
    assert Pool.objects.get(event=event, role="press").taken == PEOPLE
    assert_seats_add_up(event)


def test_seats_apart_that_go_while_people_sign_up_leave_nobody_behind():
    event = an_event(seats=20)
    pool = Pool.objects.create(event=event, role="press", capacity=2)
    away = (lambda: pool, remove_pool)
    prepared_at_once(*(sign_up(event, number) for number in range(PEOPLE)), away)
    assert "waiting" not in states(event)
    assert_seats_add_up(event)


def test_the_same_seats_apart_are_added_once():
    event = an_event()
    a_registration(event, role="press")
    add = (lambda: look(event.pk), lambda seen: add_pool(seen, role="press", capacity=5))
    answers = prepared_at_once(add, add, add)
    assert [type(answer) for answer in answers].count(PoolKnownAlready) == 2
    assert_seats_add_up(event)


def click_three_times(event):
    """Three requests that saw the same list add the same person; what each gave or met."""
    rows = [Checked(1, {"name": "Ans", "role": "resident"})]
    add = (lambda: desk.list_version(event), lambda seen: desk.add_people(look(event.pk), rows, seen=seen))
    return [type(answer) for answer in prepared_at_once(add, add, add)]


def test_a_double_click_on_adding_people_adds_them_once():
    event = an_event()
    assert click_three_times(event).count(ListChangedMeanwhile) == 2
    assert states(event) == ["confirmed"]


def test_without_looking_at_the_list_again_everybody_is_added_three_times(monkeypatch):
    monkeypatch.setattr(desk, "list_version", lambda _event: 0)
    event = an_event()
    click_three_times(event)
    assert states(event) == ["confirmed"] * 3
