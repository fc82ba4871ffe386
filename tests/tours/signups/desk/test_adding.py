import pytest

from tests.builders import a_draft, a_registration, an_event
from tests.tours.signups.checks import assert_seats_add_up, states
from tests.tours.signups.desk.desk import Desk
from tours.models import Group, Registration

pytestmark = pytest.mark.django_db


def plain(event):
    return list(
        event.registrations.order_by("pk").values_list("name", "role", "party", "email", "source", "state")
    )


def paste(desk, text, *, twice=False):
    """Look first, then add; the answer to the second step."""
    shown = desk.post("paste", text=text)
    if shown.status_code != 200:
        return shown
    done = desk.post("paste", text=text, seen=shown.context["seen"])
    return desk.post("paste", text=text, seen=shown.context["seen"]) if twice else done


def test_a_name_alone_is_enough_for_who_phoned():
    event = an_event()
    response = Desk(event).post("add", name="Ans", role="resident", attends_as="participant", version=1)
    assert response.status_code == 302
    assert plain(event) == [("Ans", "resident", "", "", "desk", "confirmed")]
    assert_seats_add_up(event)


def test_the_form_says_what_it_needs_and_keeps_what_was_typed():
    event = an_event()
    response = Desk(event).post("add", name="", phone="x", note="belt terug", version=1)
    assert response.status_code == 422
    assert {"name", "phone", "role"} <= response.context["form"].errors.keys()
    assert "belt terug" in response.content.decode()


def test_when_it_is_full_the_desk_is_told_who_waits():
    event = an_event(seats=0)
    desk = Desk(event)
    desk.post("add", name="Ans", role="resident", attends_as="participant", version=1)
    assert "Ans staat op de wachtlijst" in desk.get("people").content.decode()
    assert states(event) == ["waiting"]


def test_a_draft_takes_nobody_yet_and_says_why():
    event = a_draft()
    response = Desk(event).post("add", name="Ans", role="resident", attends_as="participant", version=1)
    assert response.status_code == 422
    assert "nog niet gepubliceerd" in response.content.decode()


def test_a_walk_in_is_present_at_once_and_the_form_is_ready_for_the_next():
    event = an_event()
    desk = Desk(event)
    response = desk.post("walk_in", name="Ans", role="press")
    assert response.url == f"{desk.url('walk_in')}?rol=press"
    page = desk.browser.get(response.url).content.decode()
    assert "Ans is binnen" in page
    assert "autofocus" in page
    assert '<option value="press" selected>' in page
    assert event.registrations.get().checked_in_at


def test_two_people_of_one_name_may_walk_in():
    event = an_event()
    desk = Desk(event)
    for _ in range(2):
        desk.post("walk_in", name="Jan Jansen", role="resident")
    assert states(event) == ["confirmed", "confirmed"]


def test_pasted_rows_are_shown_first_and_added_then():
    event = an_event()
    Group.objects.create(event=event, letter="B", position=2)
    text = "Naam;Rol;Fractie;E-mail;Dieet;Groep\nAns Bos;;SP;ans@x.example;veganistisch;b\nWim;bewoner;;;;"
    desk = Desk(event)
    shown = desk.post("paste", text=text)
    assert (shown.status_code, plain(event)) == (200, [])
    assert "Ans Bos" in shown.content.decode()
    assert desk.post("paste", text=text, seen=shown.context["seen"]).status_code == 302
    assert plain(event) == [
        ("Ans Bos", "councillor", "SP", "ans@x.example", "desk", "confirmed"),
        ("Wim", "resident", "", "", "desk", "confirmed"),
    ]
    assert event.registrations.get(name="Ans Bos").group.letter == "B"
    assert event.registrations.get(name="Ans Bos").diet == "vegan"
    assert_seats_add_up(event)


def test_one_wrong_row_keeps_everybody_out_and_names_line_and_column():
    event = an_event()
    response = paste(Desk(event), "naam\te-mail\tdieet\nAns\tans@x.example\t\nWim\tgeen\tfriet\n")
    problems = [(problem.line, problem.column) for problem in response.context["table"].problems]
    assert (response.status_code, problems, plain(event)) == (422, [(3, "E-mailadres"), (3, "Dieet")], [])


def test_somebody_who_is_registered_already_is_a_problem_of_their_row():
    event = an_event()
    a_registration(event, name="Ans Bos", email="ans@x.example")
    response = paste(Desk(event), "Wim\nans bos\t\t\tANS@x.example")
    assert [problem.line for problem in response.context["table"].problems] == [2]
    assert event.registrations.count() == 1


def test_a_namesake_without_address_is_pointed_out_but_may_come():
    event = an_event()
    a_registration(event, name="Ans Bos", email="")
    desk = Desk(event)
    assert desk.post("paste", text="Ans Bos").context["namesakes"] == ["Ans Bos"]
    assert paste(desk, "Ans Bos").status_code == 302


def test_pasting_twice_by_a_double_click_adds_everybody_once():
    event = an_event()
    second = paste(Desk(event), "Ans\nWim", twice=True)
    assert second.status_code == 422
    assert "intussen veranderd" in second.content.decode()
    assert [name for name, *_rest in plain(event)] == ["Ans", "Wim"]


def test_who_does_not_fit_any_more_waits_in_the_order_of_the_list():
    event = an_event(seats=2)
    desk = Desk(event)
    paste(desk, "Ans\nWim\nKees\nLot")
    assert states(event) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert "2 staan op de wachtlijst" in desk.get("people").content.decode()
    assert_seats_add_up(event)


@pytest.mark.parametrize("text", ["", "   \n\n", "naam;fractie\n", "\x00", "naam\n" + "x\n" * 251, '"open'])
def test_nothing_useful_pasted_is_told_and_adds_nobody(text):
    event = an_event()
    response = Desk(event).post("paste", text=text, seen=0)
    assert response.status_code == 422
    assert not event.registrations.exists()


def test_companions_are_bound_to_what_the_event_allows():
    event = an_event(companions_allowed=1)
    response = paste(Desk(event), "naam;neemt mee\nAns;2\nWim;1")
    assert [problem.line for problem in response.context["table"].problems] == [2]


def test_as_many_rows_as_may_go_in_at_once():
    event = an_event(seats=None)
    assert paste(Desk(event), "\n".join(f"Sam {n}" for n in range(250))).status_code == 302
    assert Registration.objects.of(event).confirmed().count() == 250


def test_the_language_of_who_is_pasted_stands_there_first_and_is_kept():
    event = an_event()
    desk, text = Desk(event), "Naam\tE-mail\tTaal\nSam\tsam@x.example\tEngels\nKim\tkim@x.example\t"
    assert "<small>English</small>" in desk.post("paste", text=text).text
    paste(desk, text)
    assert dict(event.registrations.values_list("name", "language")) == {"Sam": "en", "Kim": "nl"}
