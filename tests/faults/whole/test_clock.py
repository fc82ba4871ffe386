"""Two clocks, or none."""

import math
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Message
from tests.builders import a_registration, a_told, an_event, an_organisation, publish_quietly
from tests.faults.form import long_form, on_servers
from tests.faults.processes import eventually
from tests.notifications.told import a_draft

pytestmark = pytest.mark.fault


def people_to_remind(number):
    """An event tomorrow, of whom a reminder fell due less than an hour ago; nobody sleeps here."""
    start = timezone.localtime().replace(hour=9, minute=15, second=0, microsecond=0) + timedelta(days=1)
    hours = math.ceil((start - timezone.now()) / timedelta(hours=1))
    event = publish_quietly(
        a_draft(
            organisation=an_organisation(quiet_from=0, quiet_until=0),
            date=start.date(),
            reminder_offsets=[f"{hours}h"],
            seats=number,
        )
    )
    for _ in range(number):
        a_told(a_registration(event), dtstamp=timezone.now() - timedelta(days=5))
    long_ago = timezone.now() - timedelta(days=5)
    event.registrations.update(created_at=long_ago, address_confirmed_at=long_ago)
    return event


@long_form
def test_two_clocks_remind_each_person_once(world):
    twin = world.another("beat")
    try:
        event = people_to_remind(10)
        reminded = Message.objects.filter(event=event, kind="reminder", state="sent")
        eventually(lambda: reminded.count() == 10)
        time.sleep(35)  # in which either goes round again
    finally:
        twin.kill()
    world.story.acknowledged += event.registrations.values_list("email", flat=True)
    assert len(world.mail.mails) == 10
    world.check()


@on_servers
def test_without_a_clock_a_sign_up_is_told_all_the_same(world):
    world.kill("beat")
    world.sign_up(an_event(), "sam@voorbeeld.example")
    world.eventually_told()
    world.check()
