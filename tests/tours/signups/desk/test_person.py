import pytest

from tests.builders import a_registration, an_event
from tests.tours.signups.checks import assert_seats_add_up, states
from tests.tours.signups.desk.desk import Desk, fields_of
from tours.models import Group

pytestmark = pytest.mark.django_db


def test_a_row_turns_into_a_form_and_back_into_a_row():
    event = an_event()
    one = a_registration(event, name="Ans")
    desk = Desk(event)
    assert b"<form" in desk.get("person", one.pk, htmx=True).content
    saved = desk.post("person", one.pk, htmx=True, **fields_of(one, name="Ans Bos", diet="vegan"))
    assert (saved.status_code, saved["HX-Trigger"]) == (200, "people-changed")
    assert saved.content.startswith(b'<tr id="p%d" class="dt-row--saved">' % one.pk)
    one.refresh_from_db()
    assert (one.name, one.diet, one.version) == ("Ans Bos", "vegan", 2)


def test_without_htmx_it_is_a_page_that_leads_back_to_the_list():
    event = an_event()
    one = a_registration(event)
    desk = Desk(event)
    assert b"<html" in desk.get("person", one.pk).content
    assert desk.post("person", one.pk, **fields_of(one, name="Ans Bos")).url == desk.url("people")


def test_the_second_of_two_editors_is_told_and_loses_nothing():
    event = an_event()
    one = a_registration(event, name="Ans", party="SP")
    desk = Desk(event)
    desk.post("person", one.pk, **fields_of(one, party="GroenLinks"))
    second = desk.post("person", one.pk, htmx=True, **fields_of(one, party="D66", note="belt terug"))
    page = second.content.decode()
    assert second.status_code == 422
    assert "intussen veranderd" in page
    assert "GroenLinks" in page
    assert 'value="D66"' in page
    assert "belt terug" in page
    one.refresh_from_db()
    assert (one.party, one.note) == ("GroenLinks", "")


def test_having_been_told_the_second_editor_may_save_over_it():
    event = an_event()
    one = a_registration(event, party="SP")
    desk = Desk(event)
    desk.post("person", one.pk, **fields_of(one, party="GroenLinks"))
    told = desk.post("person", one.pk, **fields_of(one, party="D66"))
    assert 'name="version" value="2"' in told.content.decode()
    desk.post("person", one.pk, **fields_of(one, party="D66", version=2))
    one.refresh_from_db()
    assert one.party == "D66"


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "Ans\x07"},
        {"name": "x" * 121},
        {"email": "geen adres"},
        {"email": "a@x.example\nBcc: b@x.example"},
        {"email": "x" * 300 + "@x.example"},
        {"phone": "bel maar"},
        {"role": "koning"},
        {"version": ""},
        {"version": "drie"},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(typed):
    event = an_event()
    one = a_registration(event)
    response = Desk(event).post("person", one.pk, **fields_of(one, **typed))
    assert response.status_code == 422
    assert "Fout:" in response.content.decode()
    assert type(one).objects.get(pk=one.pk).version == 1


def test_an_address_and_name_that_are_there_already_is_told_at_the_name():
    event = an_event()
    a_registration(event, name="Ans", email="ans@x.example")
    one = a_registration(event, name="Piet")
    response = Desk(event).post("person", one.pk, **fields_of(one, name="ANS", email="Ans@x.example"))
    assert response.status_code == 422
    assert "al aangemeld" in str(response.context["form"].errors["name"])


def test_a_fuller_group_of_companions_than_there_are_seats_is_told_at_its_field():
    event = an_event(seats=1, companions_allowed=2)
    one = a_registration(event)
    response = Desk(event).post("person", one.pk, **fields_of(one, companions=1, companion_names="Kim"))
    assert response.status_code == 422
    assert "companions" in response.context["form"].errors
    assert_seats_add_up(event)


def test_somebody_is_put_in_a_group_along_with_the_rest():
    event = an_event()
    group = Group.objects.create(event=event, letter="B", position=2)
    one = a_registration(event)
    Desk(event).post("person", one.pk, **fields_of(one, group=group.pk))
    one.refresh_from_db()
    assert one.group == group


def test_the_group_of_another_event_cannot_be_chosen():
    event, other = an_event(), an_event()
    Group.objects.create(event=event, letter="B", position=2)
    one = a_registration(event)
    response = Desk(event).post("person", one.pk, **fields_of(one, group=other.groups.get().pk))
    assert response.status_code == 422


def test_cancelling_asks_first_and_gives_the_seat_to_the_next_in_line():
    event = an_event(seats=1, confirm_address=False)
    one = a_registration(event)
    a_registration(event, name="Wim", state="waiting")
    desk = Desk(event)
    assert "Wim" in desk.get("person_cancel", one.pk).content.decode()
    assert states(event) == ["confirmed", "waiting"]
    desk.post("person_cancel", one.pk)
    assert states(event) == ["cancelled", "confirmed"]
    assert_seats_add_up(event)


def test_cancelling_twice_is_told_and_breaks_nothing():
    event = an_event()
    one = a_registration(event, state="cancelled")
    desk = Desk(event)
    desk.post("person_cancel", one.pk)
    assert "al afgemeld" in desk.get("people").content.decode()
    assert_seats_add_up(event)


@pytest.mark.parametrize(("seats", "state"), [(1, "confirmed"), (0, "waiting")])
def test_who_was_cancelled_may_come_after_all(seats, state):
    event = an_event(seats=seats, confirm_address=False)
    one = a_registration(event, state="cancelled")
    row = Desk(event).post("person_back", one.pk, htmx=True)
    assert row.content.startswith(b"<tr")
    assert states(event) == [state]
    assert_seats_add_up(event)


def test_coming_back_twice_is_told():
    event = an_event()
    one = a_registration(event)
    desk = Desk(event)
    desk.post("person_back", one.pk)
    assert "staat al op de lijst" in desk.get("people").content.decode()
    assert_seats_add_up(event)


def test_who_arrives_is_ticked_and_unticked():
    event = an_event()
    one = a_registration(event)
    desk = Desk(event)
    desk.post("person_present", one.pk, present="1")
    one.refresh_from_db()
    assert one.checked_in_at
    desk.post("person_present", one.pk, present="0", htmx=True)
    one.refresh_from_db()
    assert one.checked_in_at is None


def test_somebody_gets_their_own_link_again(heard):
    event = an_event()
    one, nobody = a_registration(event), a_registration(event, email="")
    desk = Desk(event)
    desk.post("person_link", one.pk)
    desk.post("person_link", nobody.pk)
    assert [type(fact).__name__ for fact in heard] == ["LinkRequested"]
    assert "geen e-mailadres bekend" in desk.get("people").content.decode()


def test_several_people_move_to_a_group_at_once():
    event = an_event()
    group = Group.objects.create(event=event, letter="B", position=2)
    ids = [a_registration(event).pk for _ in range(2)]
    stays = a_registration(event)
    desk = Desk(event)
    desk.post("move", id=ids, group=group.pk)
    assert list(event.registrations.filter(group=group).values_list("pk", flat=True)) == ids
    assert not event.registrations.get(pk=stays.pk).group


def test_moving_nobody_or_a_stranger_is_told():
    event = an_event()
    stranger = a_registration(an_event())
    desk = Desk(event)
    desk.post("move")
    assert "Kruis eerst aan" in desk.get("people").content.decode()
    desk.post("move", id=[stranger.pk, "x"])
    stranger.refresh_from_db()
    assert stranger.group is None


def test_after_the_session_ended_a_fragment_sends_the_page_to_logging_in():
    event = an_event()
    one = a_registration(event)
    desk = Desk(event)
    desk.browser.logout()
    response = desk.browser.get(
        desk.url("person", one.pk),
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{desk.url('people')}?q=a"},
    )
    assert response.status_code == 204
    assert response["HX-Redirect"] == f"/account/login/?next={desk.url('people')}%3Fq%3Da"
