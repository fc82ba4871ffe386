import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from scheduling.models import Arrival
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_registration, a_user
from tests.scheduling.live.day import a_tour, at, group, guides_page, starts
from tours.models import Group, Organisation, Registration

pytestmark = pytest.mark.django_db
PAGES = [
    ("live:today", "get", only(May.SEE)),
    ("live:reached", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("live:later", "post", only(May.PLAN, allowed=302)),
]


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(at("10:22"), tick=False):
        yield


def text(response):
    main = response.content.decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def shown(client, page):
    """The first proposal on the page, as its button sends it."""
    sealed = re.search(r'name="proposal" value="([^"]+)"', client.get(page).content.decode())
    return {"proposal": sealed[1]}


@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may(name, method, expected):
    event = a_tour()
    assert_access(reverse(name, args=[event.slug]), method, expected, visitors=visitors_of(event))


def test_a_guide_sees_now_next_and_whom_to_ring(client):
    event = a_tour()
    page = text(client.get(guides_page(event)))
    assert "Nu, halte 1 tot 10.35 Jutter Mariska Nog 13 minuten." in page
    assert "Straks, 11.00 uur Podium Vertrek 10.35, 15 minuten fietsen, 10 minuten speling" in page
    assert "Bel Hans" in page


def test_the_text_for_the_host_is_ready(client):
    event = a_tour()
    Group.objects.filter(event=event, letter="A").update(guide_name="Ravi")
    a_registration(event, group=group(event))
    page = client.get(guides_page(event)).content.decode()
    assert 'href="tel:062"' in page
    assert "sms:062?body=Groep%20A%20komt%20om%2011.00%20uur%20bij%20Podium." in page
    assert "Wij%20zijn%20met%20%C3%A9%C3%A9n%20persoon.%20Groet%2C%20Ravi" in page


def test_a_half_ticked_list_makes_nobody_absent(client):
    event = a_tour()
    here = a_registration(event, group=group(event), companions=2)
    late = a_registration(event, group=group(event))
    for person, said in (
        (here, "Wij%20verwachten%204%20personen%2C%203%20zijn%20er%20nu."),
        (late, "met%204%20personen"),
    ):
        client.post(guides_page(event) + "aanwezig/", {"person": person.pk, "present": "1"})
        assert said in client.get(guides_page(event)).content.decode()


def test_the_organisers_see_who_still_waits_who_confirmed_and_have_the_words_ready(client):
    event = a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    response = client.get(f"/beheer/{event.slug}/vandaag/")
    shown = text(response)
    assert "Podium groep A om 11.00 Hans: komt" in shown
    assert "Jutter groep B om 11.00 Mariska: komt" in shown
    assert (
        "sms:062?body=Vandaag%20bij%20Podium%3A%20groep%20A%20om%2011.00%20uur." in response.content.decode()
    )
    assert f'href="/beheer/{event.slug}/vandaag/halte/' in response.content.decode()


def test_no_key_leaves_with_a_link(client):
    response = client.get(guides_page(a_tour()))
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("people", [1, 3])
def test_the_guides_page_asks_as_much_for_three_people_as_for_one(client, django_assert_num_queries, people):
    event = a_tour()
    for _ in range(people):
        a_registration(event, group=group(event))
    page = guides_page(event)
    with django_assert_num_queries(5):
        client.get(page)


def test_what_a_delay_does_is_shown_before_anything_is_sent(client, django_assert_num_queries):
    event = a_tour()
    a_registration(event, group=group(event))
    address = guides_page(event)
    with django_assert_num_queries(15):
        page = text(client.get(address + "?later=15"))
    assert "11.05 2 Podium, groep A was 11.00, 5 minuten later Hans: komt" in page
    assert "De speling vangt 10 minuten op." in page
    assert "Eén deelnemer per mail" in page
    assert "Groep A begint om 11.05 uur bij Podium, 5 minuten later dan gepland." in page
    assert starts(event)["Podium"] == "11:00"


def test_a_guide_says_that_the_group_is_later(client):
    event = a_tour()
    client.post(guides_page(event) + "later/", shown(client, guides_page(event) + "?later=15"))
    assert starts(event)["Podium"] == "11:05"


def test_a_planner_says_that_a_group_is_later(client):
    event = a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = f"/beheer/{event.slug}/vandaag/?later=15&group={group(event).pk}"
    assert "was 11.00, 5 minuten later" in text(client.get(page))
    client.post(f"/beheer/{event.slug}/vandaag/later/", shown(client, page))
    assert starts(event)["Podium"] == "11:05"


def test_who_accepts_second_is_told_that_the_day_is_otherwise_and_nothing_moves_twice(client):
    event = a_tour()
    first, second = (guides_page(event, letter) for letter in "AB")
    seen = [shown(client, page + "?later=30") for page in (first, second)]
    Client().post(first + "later/", seen[0])
    answer = client.post(second + "later/", seen[1], follow=True)
    assert "De dag is intussen anders. Kijk opnieuw wat er verandert" in text(answer)
    assert "De nieuwe tijden staan vast" not in text(answer)
    assert event.revisions.count() == 2


def test_a_guide_does_not_decide_for_another_group(client):
    event = a_tour()
    about_b = shown(client, guides_page(event, "B") + "?later=30")
    client.post(guides_page(event) + "later/", about_b)
    assert starts(event, "B")["Lunch"] == "12:00"


@pytest.mark.parametrize("sent", [{}, {"later": "veel"}, {"later": 0}, {"later": 9999}])
def test_a_delay_that_is_no_number_changes_nothing(client, sent):
    event = a_tour()
    client.post(guides_page(event) + "later/", sent)
    assert client.get(guides_page(event), sent).status_code == 200
    assert starts(event)["Podium"] == "11:00"


def test_a_stop_is_checked_off_and_that_is_taken_back(client):
    event = a_tour()
    stop = event.stops.get(title="Podium")
    for _ in range(2):
        client.post(guides_page(event) + "bereikt/", {"stop": stop.pk, "reached": "1"})
    assert "Nu, halte 2 tot 11.35 Podium" in text(client.get(guides_page(event)))
    client.post(guides_page(event) + "bereikt/", {"stop": stop.pk, "reached": ""})
    assert not Arrival.objects.exists()


def test_a_stop_of_another_event_is_not_on_the_route(client):
    event, other = a_tour(), a_tour()
    client.post(guides_page(event) + "bereikt/", {"stop": other.stops.first().pk, "reached": "1"})
    assert not Arrival.objects.exists()


def test_who_arrives_is_checked_off_and_the_number_follows(client):
    event = a_tour()
    somebody = a_registration(event, group=group(event), companions=1)
    client.post(guides_page(event) + "aanwezig/", {"person": somebody.pk, "present": "1"})
    assert "Wie is er? 2 van 2" in text(client.get(guides_page(event)))
    client.post(guides_page(event) + "aanwezig/", {"person": somebody.pk, "present": ""})
    assert "Wie is er? 0 van 2" in text(client.get(guides_page(event)))


def test_a_guide_checks_off_nobody_of_another_group(client):
    event = a_tour()
    somebody = a_registration(event, group=group(event, "B"))
    client.post(guides_page(event) + "aanwezig/", {"person": somebody.pk, "present": "1"})
    assert Registration.objects.get(pk=somebody.pk).checked_in_at is None


def test_somebody_who_just_turns_up_is_there_and_in_the_group(client):
    event = a_tour()
    client.post(guides_page(event) + "erbij/", {"name": "Kim"})
    walked_in = Registration.objects.get(name="Kim")
    assert (walked_in.source, walked_in.group.letter) == ("walk_in", "A")
    assert walked_in.checked_in_at


def test_with_one_group_everybody_goes_along_and_no_letter_is_shown(client):
    event = a_tour(groups=1)
    a_registration(event)
    page = text(client.get(guides_page(event)))
    assert "Wie is er? 0 van 1" in page
    assert "Groep A" not in page


def test_the_link_ends_at_noon_on_the_day_after(client):
    page = guides_page(a_tour())
    with time_machine.travel(at("11:59") + timedelta(days=1)):
        assert client.get(page).status_code == 200
    with time_machine.travel(at("12:00") + timedelta(days=1)):
        assert client.get(page).status_code == 410
        assert client.post(page + "erbij/", {"name": "Kim"}).status_code == 410


def test_a_link_that_is_over_says_whom_to_ring(client):
    event = a_tour()
    type(event.organisation).objects.filter(pk=event.organisation_id).update(phone="030 123 45 67")
    with time_machine.travel(at("12:00") + timedelta(days=1)):
        page = client.get(guides_page(event)).content.decode()
    assert 'href="tel:0301234567"' in page
    assert event.organisation.name in page
    assert f'href="/agenda/{event.slug}/"' in page


def test_another_guide_ends_the_link(client):
    event = a_tour()
    page = guides_page(event)
    Group.objects.filter(event=event, letter="A").update(version=2)
    assert client.get(page).status_code == 410
    assert client.get(guides_page(event)).status_code == 200


def test_a_key_for_something_else_opens_nothing(client):
    assert client.get("/gids/1.1." + "0" * 40 + "/").status_code == 404


def test_the_organisers_page_has_a_link_per_guide_for_who_handles_people(client, django_assert_num_queries):
    event = a_tour()
    Organisation.objects.filter(pk=event.organisation_id).update(phone="030 1")
    Group.objects.filter(event=event).update(guide_name="Ravi", guide_phone="06 3")
    for role, links in (("viewer", 0), ("desk", 2)):
        client.force_login(a_user(role=role, organisation=event.organisation))
        page = client.get(f"/beheer/{event.slug}/vandaag/").content.decode()
        assert page.count("Gidspagina van groep") == links
        assert ("sms:063?body=" in page) == bool(links)


def test_the_organisers_page_asks_as_much_for_two_groups_as_for_one(client, django_assert_num_queries):
    for groups in (1, 2):
        event = a_tour(groups=groups)
        client.force_login(a_user(organisation=event.organisation))
        with django_assert_num_queries(14):
            client.get(f"/beheer/{event.slug}/vandaag/")


def test_the_worker_stands_at_the_root_and_is_looked_at_each_time(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/dag.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
