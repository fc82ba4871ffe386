"""Nobody waits without end for who writes at the same time, and what was asked is not half done."""

from contextlib import contextmanager

import pytest
from django.db import connection

from tests.builders import an_event
from tours.models import Registration

pytestmark = pytest.mark.django_db(transaction=True)


def how_long():
    """What this connection waits for a lock, in milliseconds."""
    ask = (
        "PRAGMA busy_timeout"
        if connection.vendor == "sqlite"
        else "SELECT setting FROM pg_settings WHERE name = 'lock_timeout'"
    )
    with connection.cursor() as cursor:
        return int(cursor.execute(ask).fetchone()[0])


@contextmanager
def locked(seconds=0.1):
    """Somebody else holds what a sign-up writes; on this connection little patience is left."""
    other = connection.copy()
    if connection.vendor == "sqlite":
        held, patience = "BEGIN IMMEDIATE", f"PRAGMA busy_timeout = {int(seconds * 1000)}"
    else:
        held = "BEGIN; LOCK TABLE tours_registration IN ACCESS EXCLUSIVE MODE"
        patience = f"SET lock_timeout = '{seconds}s'"
    with connection.cursor() as ours:
        ours.execute(patience)
    with other.cursor() as theirs:
        theirs.execute(held)
        try:
            yield
        finally:
            theirs.execute("ROLLBACK")
            other.close()
            connection.close()  # and with it our impatience


def test_a_lock_is_waited_for_twenty_seconds():
    assert how_long() == 20_000


def test_a_sign_up_that_meets_a_lock_is_told_to_come_back(client):
    event = an_event(confirm_address=False)
    form = {"name": "Sam", "email": "sam@voorbeeld.example", "role": "resident", "consent": "on"}
    url = f"/agenda/{event.slug}/aanmelden/"
    with locked():
        response = client.post(url, form)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert not Registration.objects.exists()
    assert client.post(url, form).status_code == 302
