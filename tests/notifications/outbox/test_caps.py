"""Too much mail in an hour is held and told, and goes when somebody says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message
from notifications.outbox import caps
from notifications.outbox.actions import release
from notifications.outbox.delivery import deliver_due
from tests.builders import a_message, a_registration, a_user, an_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(settings, monkeypatch):
    """As it is, but for the numbers."""
    settings.MAIL_PER_HOUR = 8
    monkeypatch.setattr(caps, "PER_ADDRESS", 2)
    monkeypatch.setattr(caps, "PER_EVENT", 1)
    monkeypatch.setattr(caps, "PER_PERSON", 1)


def deliver(**later):
    return dict(deliver_due(at=timezone.now() + timedelta(**later)))


def why():
    return list(Message.objects.filter(state="held").order_by("pk").values_list("reason", flat=True))


def test_one_address_gets_so_much_and_the_rest_waits_for_a_yes(server):
    event = an_event()
    people = [a_registration(event, email="griffie@utrecht.example") for _ in range(3)]
    messages = [a_message(person) for person in people]
    assert deliver() == {"sent": 2, "held": 1}
    assert why() == ["held_address"]
    assert release(Message.objects.all()) == 1
    assert deliver() == {"sent": 1}
    assert len(server.sent) == len(messages)


def test_an_event_gets_as_much_as_it_has_people(server):
    event = an_event()
    one, other = a_registration(event), a_registration(event)
    for person in (one, one, other, other):
        a_message(person)
    assert deliver() == {"sent": 3, "held": 1}
    assert why() == ["held_event"]


def test_all_of_it_together(server):
    for _ in range(5):
        person = a_registration(an_event())
        a_message(person), a_message(person)
    assert deliver() == {"sent": 8, "held": 2}
    assert why() == ["held_hour"] * 2


def test_an_hour_later_it_goes_by_itself_again(server, time_machine):
    person = a_registration(an_event())
    a_message(person), a_message(person)
    assert deliver() == {"sent": 2}
    time_machine.move_to(timezone.now() + timedelta(seconds=3700))
    a_message(person), a_message(person)
    assert deliver() == {"sent": 2}


def test_little_mail_costs_one_statement(settings, django_assert_num_queries):
    a_message(a_registration(an_event()))
    with django_assert_num_queries(1):
        assert caps.hold_excess(at=timezone.now()) == 0


def test_the_log_says_why_and_lets_go(server, client):
    event = an_event()
    for _ in range(3):
        a_message(a_registration(event, email="griffie@utrecht.example"))
    deliver()
    client.force_login(a_user(organisation=event.organisation))
    assert (
        "kreeg in één uur al heel veel mail"
        in client.get(f"/beheer/{event.slug}/berichten/").content.decode()
    )
    held = Message.objects.get(state="held")
    assert (
        "Klopt dat? Geef het bericht dan vrij."
        in client.get(f"/beheer/berichten/{held.pk}/").content.decode()
    )
    client.post("/beheer/berichten/vrijgeven/", {"bijeenkomst": event.slug})
    assert deliver() == {"sent": 1}
