import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.builders import a_registration, a_venue, an_event, an_organisation, publish_quietly
from tests.tours.signups.desk.desk import Desk
from tours.models import Event, Group, Registration

pytestmark = pytest.mark.django_db
STATEMENTS = 17


def names(response):
    return re.findall(r'<th scope="row">([^<]+)', response.content.decode())


def test_everybody_stands_on_the_list_by_name_and_who_cancelled_comes_last():
    event = an_event()
    for name, state in [("bas", "waiting"), ("Anna", "cancelled"), ("Cor", "confirmed")]:
        a_registration(event, name=name, state=state)
    assert names(Desk(event).get("people")) == ["bas", "Cor", "Anna"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "vries"}, ["Ans de Vries"]),
        ({"q": "vries sp"}, ["Ans de Vries"]),
        ({"q": "06 12"}, ["Piet"]),
        ({"q": "piet@thuis"}, ["Piet"]),
        ({"stand": "waiting"}, ["Piet"]),
        ({"rol": "councillor"}, ["Ans de Vries"]),
        ({"groep": "B"}, ["Ans de Vries"]),
        ({"groep": "geen"}, ["Piet"]),
        ({"q": "niemand"}, []),
        ({"stand": "onzin", "rol": "koning", "groep": "Z", "page": "x"}, ["Ans de Vries", "Piet"]),
    ],
)
def test_the_list_can_be_searched_and_filtered(query, found):
    event = an_event()
    group = Group.objects.create(event=event, letter="B", position=2)
    a_registration(event, name="Ans de Vries", party="SP", role="councillor", group=group)
    a_registration(event, name="Piet", state="waiting", phone="06 123 456 78", email="piet@thuis.example")
    assert names(Desk(event).get("people", **query)) == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [("naam", "ABC"), ("-naam", "CBA"), ("dieet", "CAB"), ("stand", "BAC"), ("rol", "CBA"), ("onzin", "ABC")],
)
def test_every_column_sorts_in_the_order_people_read_it(sort, order):
    event = an_event()
    a_registration(event, name="A", diet="vegan", state="confirmed", role="resident")
    a_registration(event, name="B", diet="", state="held", role="alderman")
    a_registration(event, name="C", diet="vegetarian", state="waiting", role="councillor")
    response = Desk(event).get("people", sort=sort)
    assert "".join(names(response)) == order
    direction = "descending" if sort.startswith("-") else "ascending"
    assert response.content.decode().count(f'aria-sort="{direction}"') == 1


def test_htmx_gets_the_list_alone():
    event = an_event()
    a_registration(event, name="Ans")
    fragment = Desk(event).get("people", htmx=True, q="Ans")
    assert names(fragment) == ["Ans"]
    assert b"<html" not in fragment.content


def test_going_back_in_the_browser_gets_the_page():
    desk = Desk(an_event())
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<html" in desk.browser.get(desk.url("people"), headers=headers).content


def test_a_viewer_sees_no_button_that_would_be_refused():
    event = an_event()
    registration = a_registration(event, name="Ans")
    page = Desk(event, role="viewer").get("people").content.decode()
    assert "Ans" in page
    assert f"/mensen/{registration.pk}/" not in page
    assert "/mensen/nieuw/" not in page


def test_names_are_shown_as_text():
    event = an_event()
    a_registration(event, name="<script>alert(1)</script>", note="{{ 7 }} & <b>")
    page = Desk(event).get("people").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_somebody_whose_data_were_erased_is_gone_from_the_list():
    event = an_event()
    a_registration(event, name="Ans", erased_at=timezone.now())
    assert names(Desk(event).get("people")) == []


@pytest.mark.parametrize("people", [1, 3])
def test_statements_do_not_grow_with_people(people, django_assert_num_queries):
    event = an_event()
    Group.objects.create(event=event, letter="B", position=2, guide_name="Gids")
    for _ in range(people):
        a_registration(event, group=event.groups.first(), diet="vegan", access_needs="rolstoel")
    desk = Desk(event)
    with django_assert_num_queries(STATEMENTS):
        desk.get("people")


def test_ten_thousand_people_are_a_hundred_rows_from_as_many_statements(django_assert_max_num_queries):
    event = an_event(seats=None)
    Registration.objects.bulk_create(
        (
            Registration(event=event, name=f"Sam {n:05}", role="resident", state="invited")
            for n in range(10_000)
        ),
        batch_size=2000,
    )
    desk = Desk(event)
    with django_assert_max_num_queries(STATEMENTS):
        page = desk.get("people", page="100")
    assert (len(names(page)), names(page)[-1]) == (100, "Sam 09999")
    assert "Pagina 100 van 100" in page.content.decode()


def test_an_answer_to_the_time_before_the_event_moved_is_shown_as_such():
    event = an_event(date=date(2030, 7, 5))
    before, now = timezone.now() + timedelta(minutes=1), timezone.now() + timedelta(hours=1)
    a_registration(event, name="Oud", said="yes", said_at=before)
    a_registration(event, name="Nieuw", said="yes", said_at=now)
    Event.objects.filter(pk=event.pk).update(date=date(2030, 7, 6))
    moved = publish_quietly(Event.objects.get(pk=event.pk))
    type(moved.current).objects.filter(pk=moved.current_id).update(published_at=now - timedelta(minutes=9))
    text = Desk(moved).get("people").content.decode()
    assert (text.count("antwoordde op de oude tijd: "), text.count("agenda: ")) == (1, 1)
    assert text.index("agenda: ") < text.index("antwoordde op de oude tijd")


def test_an_answer_to_the_place_before_the_event_moved_is_shown_as_such():
    organisation = an_organisation()
    first, second = (a_venue(organisation, name=name) for name in ("Podium Oost", "De Nieuwe Jutter"))
    event = an_event(organisation=organisation, meeting_point=first)
    before, now = timezone.now() + timedelta(minutes=1), timezone.now() + timedelta(hours=1)
    a_registration(event, name="Oud", said="yes", said_at=before)
    a_registration(event, name="Nieuw", said="yes", said_at=now)
    Event.objects.filter(pk=event.pk).update(meeting_point=second)
    moved = publish_quietly(Event.objects.get(pk=event.pk))
    type(moved.current).objects.filter(pk=moved.current_id).update(published_at=now - timedelta(minutes=9))
    text = Desk(moved).get("people").content.decode()
    assert (text.count("antwoordde op de oude plek: "), text.count("agenda: ")) == (1, 1)
    assert text.index("agenda: ") < text.index("antwoordde op de oude plek")


def test_an_answer_stays_one_to_the_present_place_when_only_words_change():
    organisation = an_organisation()
    event = an_event(organisation=organisation, meeting_point=a_venue(organisation))
    a_registration(event, said="yes", said_at=timezone.now() + timedelta(minutes=1))
    Event.objects.filter(pk=event.pk).update(summary="Andere woorden")
    moved = publish_quietly(Event.objects.get(pk=event.pk))
    type(moved.current).objects.filter(pk=moved.current_id).update(
        published_at=timezone.now() + timedelta(minutes=9)
    )
    text = Desk(moved).get("people").content.decode()
    assert "antwoordde op" not in text
    assert "agenda: " in text
