import pytest

from tests.builders import a_registration, an_event
from tests.tours.signups.checks import assert_seats_add_up, states
from tests.tours.signups.desk.desk import Desk
from tours.models import Pool

pytestmark = pytest.mark.django_db


def everybodys(event):
    return Pool.objects.get(event=event, role="")


def test_more_seats_let_those_in_line_move_up():
    event = an_event(seats=1, confirm_address=False)
    for state in ["confirmed", "waiting", "waiting"]:
        a_registration(event, state=state)
    Desk(event).post("pool", everybodys(event).pk, capacity=2)
    assert states(event) == ["confirmed", "confirmed", "waiting"]
    assert_seats_add_up(event)


def test_fewer_seats_than_people_is_refused_at_the_field():
    event = an_event(seats=5)
    for _ in range(2):
        a_registration(event)
    response = Desk(event).post("pool", everybodys(event).pk, capacity=1)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Er zijn al 2 plaatsen bezet" in page
    assert everybodys(event).capacity == 5


def test_an_empty_number_is_no_limit_and_nonsense_is_refused():
    event = an_event(seats=5)
    desk = Desk(event)
    for wrong in ["-1", "veel", "1e9", "999999999999"]:
        assert desk.post("pool", everybodys(event).pk, capacity=wrong).status_code == 422
    assert desk.post("pool", everybodys(event).pk, capacity="").status_code == 302
    assert everybodys(event).capacity is None


def test_closed_seats_send_the_next_to_the_waiting_list_and_opening_lets_them_in():
    event = an_event(seats=5)
    desk = Desk(event)
    desk.post("pool", everybodys(event).pk, capacity=5, closed="on")
    desk.post("add", name="Ans", role="resident", attends_as="participant", version=1)
    assert states(event) == ["waiting"]
    desk.post("pool", everybodys(event).pk, capacity=5)
    assert states(event) == ["confirmed"]
    assert_seats_add_up(event)


def test_seats_for_a_role_apart_hold_for_who_comes_already():
    event = an_event()
    a_registration(event, role="press")
    desk = Desk(event)
    assert desk.post("pool_add", role="press", capacity=0).status_code == 422
    assert desk.post("pool_add", role="press", capacity=1).status_code == 302
    desk.post("add", name="Ans", role="press", attends_as="participant", version=1)
    desk.post("add", name="Wim", role="resident", attends_as="participant", version=1)
    assert states(event) == ["confirmed", "waiting", "confirmed"]
    assert_seats_add_up(event)


def test_a_role_has_seats_apart_once():
    event = an_event()
    desk = Desk(event)
    desk.post("pool_add", role="press", capacity=3)
    again = desk.post("pool_add", role="press", capacity=4)
    assert again.status_code == 422
    assert "al aparte plaatsen" in again.content.decode()


def test_without_seats_apart_those_who_waited_for_them_move_up():
    event = an_event(confirm_address=False)
    pool = Pool.objects.create(event=event, role="press", capacity=0)
    desk = Desk(event)
    desk.post("add", name="Ans", role="press", attends_as="participant", version=1)
    assert states(event) == ["waiting"]
    desk.post("pool_remove", pool.pk)
    assert states(event) == ["confirmed"]
    assert_seats_add_up(event)


def test_the_seats_for_everybody_cannot_go():
    event = an_event()
    assert Desk(event).post("pool_remove", everybodys(event).pk).status_code == 404


def test_the_page_says_that_kept_seats_do_not_go_above_the_own_number_of_a_role():
    event = an_event(seats=20)
    desk = Desk(event)
    assert "gaat niet boven het eigen aantal" not in desk.get("pools").text
    event.pools.create(role="councillor", capacity=3)
    a_registration(event, role="councillor")
    assert "Raadslid hoogstens 3, nog 2 vrij" in " ".join(desk.get("pools").text.split())
    few = desk.post("keep", for_whom="invited", name="Raadsleden", seats=2)
    assert few.status_code == 302
    assert "Let op: voor de rol Raadslid" not in desk.get("pools").text
    desk.post("keep", for_whom="link", name="Dwarsverband", seats=5)
    page = " ".join(desk.get("pools").text.split())
    assert page.count("Let op: voor de rol Raadslid geldt ook het eigen aantal van 3") == 1
    Pool.objects.filter(event=event, role="councillor").update(closed=True)
    assert desk.get("pools").text.count("neemt u niemand meer aan. Wie in die rol") == 2
