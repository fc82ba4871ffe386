from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from notifications.models import Heartbeat, Message
from notifications.outbox import health
from tests.builders import a_message, a_registration, an_event

pytestmark = pytest.mark.django_db


def ready(client):
    response = client.get(reverse("outbox:readyz"))
    assert "sessionid" not in response.cookies
    return response.status_code, response.json()


def ago(**time):
    return timezone.now() - timedelta(**time)


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"ok": True})
    assert response["Cache-Control"].startswith("max-age=0")


def test_ready_when_the_clock_ticks_and_nothing_waits(client, django_assert_num_queries):
    health.beat(health.CLOCK, health.WORKER, f"{health.PART}deliver")
    with django_assert_num_queries(2):
        status, report = ready(client)
    assert (status, report["ok"]) == (200, True)
    assert report["sweep"].keys() == {"deliver"}
    assert report["clock"]["age_s"] < 5


def test_not_ready_before_the_clock_ever_ticked(client):
    status, report = ready(client)
    assert (status, report["clock"]) == (503, {"ok": False, "age_s": None})


def test_not_ready_when_the_clock_stands_still(client):
    health.beat(health.CLOCK)
    Heartbeat.objects.update(beat_at=ago(minutes=6))
    status, report = ready(client)
    assert (status, report["clock"]["ok"], report["queue"]["ok"]) == (503, False, True)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"due_at": timedelta(minutes=11)}, 503),
        ({"due_at": timedelta(minutes=9)}, 200),
        ({"due_at": timedelta(days=2), "attempts": 3, "next_attempt_at": timedelta(minutes=-30)}, 200),
        ({"due_at": timedelta(days=2), "attempts": 3, "next_attempt_at": timedelta(minutes=11)}, 503),
        ({"due_at": timedelta(days=2), "state": "held"}, 200),
        ({"due_at": timedelta(days=2), "state": "sent"}, 200),
        ({"due_at": timedelta(days=2), "state": "sending", "lease_until": timedelta(minutes=-1)}, 200),
        ({"due_at": timedelta(days=2), "state": "sending", "lease_until": timedelta(minutes=11)}, 503),
        (
            {
                "due_at": timedelta(minutes=20),
                "next_attempt_at": timedelta(seconds=-30),
                "last_error": "no server",
            },
            503,
        ),
    ],
)
def test_not_ready_when_something_should_long_be_out(client, fields, expected):
    health.beat(health.CLOCK)
    a_message(a_registration(an_event()))
    now = timezone.now()
    Message.objects.update(
        **{name: now - ago if isinstance(ago, timedelta) else ago for name, ago in fields.items()}
    )
    assert ready(client)[0] == expected


def test_prometheus_reads_the_same_figures_and_how_much_waits(client, django_assert_num_queries):
    health.beat(health.CLOCK, f"{health.PART}deliver")
    for state in ("failed", "failed", "sent"):
        a_message(a_registration(an_event()), state=state)
    with django_assert_num_queries(5):
        response = client.get("/metrics")
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    values = dict(line.rsplit(" ", 1) for line in response.text.splitlines() if line[0] != "#")
    assert float(values.pop('dialoogtoer_heartbeat_age_seconds{part="clock"}')) < 5
    assert float(values.pop('dialoogtoer_heartbeat_age_seconds{part="deliver"}')) < 5
    assert values == {
        "dialoogtoer_ready": "1",
        "dialoogtoer_queue_oldest_due_seconds": "0.0",
        'dialoogtoer_messages{state="pending"}': "0",
        'dialoogtoer_messages{state="sending"}': "0",
        'dialoogtoer_messages{state="held"}': "0",
        'dialoogtoer_messages{state="failed"}': "2",
        'dialoogtoer_received{state="new"}': "0",
        'dialoogtoer_received{state="review"}': "0",
        'dialoogtoer_material_versions{state="quarantined"}': "0",
        'dialoogtoer_material_versions{state="checking"}': "0",
    }


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_is_said(client, monkeypatch):
    def gone(*_args):
        from django.db import OperationalError

        raise OperationalError("connection refused")

    monkeypatch.setattr(connections["default"], "cursor", gone)
    response = client.get("/readyz")
    expected = {"ok": False, "database": {"ok": False, "error": "OperationalError"}}
    assert (response.status_code, response.json()) == (503, expected)
    assert client.get("/metrics").status_code == 503
    assert client.get("/healthz").status_code == 200
