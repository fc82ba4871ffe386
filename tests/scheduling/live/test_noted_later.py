"""What was noted without network comes in later: in any number of copies, and once."""

from uuid import uuid4

import pytest
import time_machine

from scheduling.models import Arrival, Sent
from tests.builders import a_registration, a_user
from tests.scheduling.live.day import a_tour, at, group, guides_page
from tours.models import Registration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(at("10:22"), tick=False):
        yield


def test_a_walk_in_that_is_sent_three_times_stands_on_the_list_once(client):
    page = guides_page(a_tour())
    sent = {"name": "Kim", "key": str(uuid4())}
    statuses = [client.post(page + "erbij/", sent).status_code for _ in range(3)]
    assert statuses == [205, 205, 205]
    assert Registration.objects.filter(name="Kim").count() == 1


def test_two_people_of_one_name_have_two_keys(client):
    page = guides_page(a_tour())
    for _ in range(2):
        client.post(page + "erbij/", {"name": "Kim", "key": str(uuid4())})
    assert Registration.objects.filter(name="Kim").count() == 2


def test_an_old_check_that_comes_again_does_not_undo_a_newer_one(client):
    event = a_tour()
    somebody = a_registration(event, group=group(event))
    page, first, second = guides_page(event) + "aanwezig/", str(uuid4()), str(uuid4())
    client.post(page, {"person": somebody.pk, "present": "1", "key": first})
    client.post(page, {"person": somebody.pk, "present": "", "key": second})
    assert client.post(page, {"person": somebody.pk, "present": "1", "key": first}).status_code == 204
    somebody.refresh_from_db()
    assert somebody.checked_in_at is None


def test_a_no_is_said_on_the_page_that_is_fetched_anew(client):
    page = guides_page(a_tour())
    assert client.post(page + "bereikt/", {"stop": 0, "reached": "1", "key": str(uuid4())}).status_code == 205
    assert "Deze halte staat niet op de route van deze groep." in client.get(page).content.decode()
    assert not Sent.objects.exists()


def test_a_planner_checks_off_later_too(client):
    event = a_tour()
    client.force_login(a_user(role="desk", organisation=event.organisation))
    sent = {"group": group(event).pk, "stop": event.stops.get(title="Podium").pk, "reached": "1"}
    for _ in range(2):
        response = client.post(f"/beheer/{event.slug}/vandaag/bereikt/", sent | {"key": str(uuid4())})
        assert response.status_code == 205
    assert Arrival.objects.count() == 1


def test_a_key_that_is_none_notes_nothing(client):
    page = guides_page(a_tour())
    client.post(page + "erbij/", {"name": "Kim", "key": "een"})
    assert not Registration.objects.filter(name="Kim").exists()
