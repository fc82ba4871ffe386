"""PostgreSQL is shut down and started for real, or crashes, while people sign up and mail goes out."""

import os
import time

import pytest
from django.db import connection
from django.utils import timezone

from notifications.outbox.audit import differences
from tests.builders import an_event
from tests.faults.clients import Clients
from tests.faults.cluster import Cluster, binaries, database_on
from tests.faults.form import dice, long_form, on_servers
from tests.faults.processes import eventually
from tests.faults.whole.test_database import WORKERS
from tests.faults.whole.test_worker import AT_ONCE
from tests.faults.world import World

RESTARTS = 5
pytestmark = [
    pytest.mark.fault,
    long_form,
    on_servers,
    pytest.mark.skipif(
        not binaries() and os.environ.get("CI") != "true",
        reason="no initdb and pg_ctl to start a server with",
    ),
]


@pytest.fixture
def cluster(django_db_setup, django_db_blocker):
    cluster = Cluster()
    cluster.start()
    with django_db_blocker.unblock(), database_on(cluster):
        yield cluster
    cluster.remove()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_goes_down_and_comes_back_while_people_sign_up(cluster, mode):
    with World() as world:
        world.whole()
        with Clients(an_event(seats=5000), port=world.port, story=world.story, dice=dice(mode)):
            for _ in range(RESTARTS):
                before = len(world.story.acknowledged)
                eventually(lambda before=before: len(world.story.acknowledged) > before + 5)
                cluster.stop(mode)
                time.sleep(2)
                cluster.start()
        connection.close()  # ours was cut as well
        print(f"told after {world.eventually_told():.0f} s; {len(world.story.acknowledged)} signed up")
        # Away for longer than a mark waits, what was sent and not marked may go again.
        world.story.copies = RESTARTS * WORKERS * AT_ONCE
        second = len(world.mail.mails) - len({mail.message_id for mail in world.mail.mails})
        print(f"{len(world.mail.mails)} mails, {second} of them a second time")
        world.check()
        assert differences(at=timezone.now()) == []
