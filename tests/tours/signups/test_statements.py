"""How many statements signing up takes; BEGIN and COMMIT (here a savepoint) count too."""

import pytest

from tests.builders import a_registration, an_event
from tests.notifications.told import a_draft
from tests.tours.signups.test_sign_up import path, sign_up
from tours.lifecycle.actions import publish
from tours.models import Pool

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("others", [0, 3])
def test_signing_up_takes_eight_statements(client, others, django_assert_num_queries):
    event = an_event()
    for _ in range(others):
        a_registration(event)
    with django_assert_num_queries(8):
        assert sign_up(client, event).status_code == 302


def test_a_role_with_seats_of_its_own_takes_one_more(client, django_assert_num_queries):
    event = an_event()
    Pool.objects.create(event=event, role="resident", capacity=5)
    with django_assert_num_queries(9):
        assert sign_up(client, event).status_code == 302


@pytest.mark.parametrize("others", [0, 3])
def test_going_on_the_waiting_list_takes_ten(client, others, django_assert_num_queries):
    event = an_event(seats=0)
    for _ in range(others):
        a_registration(event, state="waiting")
    with django_assert_num_queries(10):
        assert sign_up(client, event).status_code == 302


@pytest.mark.parametrize("others", [0, 3])
@pytest.mark.parametrize("pools", [[], ["resident"], ["councillor", "press", "resident"]])
def test_a_certain_seat_with_its_invitation_stays_within_twelve(
    client, pools, others, django_assert_max_num_queries
):
    event = a_draft(confirm_address=False)
    publish(event, by=None)
    for role in pools:
        Pool.objects.create(event=event, role=role, capacity=5)
    for _ in range(others):
        a_registration(event)
    with django_assert_max_num_queries(12):
        assert sign_up(client, event).status_code == 302
    assert event.registrations.last().state == "confirmed"


@pytest.mark.parametrize("others", [1, 3])
def test_reading_the_form_takes_three(client, others, django_assert_num_queries):
    event = an_event()
    for _ in range(others):
        a_registration(event)
        an_event(follows=event)
    with django_assert_num_queries(3):
        assert client.get(path(event)).status_code == 200
